/**
 * Search in the table of resources. The page is complete without it: the field stays hidden until this has run.
 * It holds no data of the plan, so its digest in the page's security policy is the same for every plan.
 */
export const pageScript = `
"use strict";
(() => {
  const field = document.getElementById("resource-search");
  const rows = [...document.querySelectorAll("#resource-table tbody tr")];
  const status = document.getElementById("resource-count");
  if (!field || !status) return;
  const texts = rows.map((row) => row.textContent.toLowerCase());
  field.closest("label").hidden = false;
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every((word) => texts[index].includes(word));
      if (!row.hidden) shown += 1;
    });
    status.textContent = shown + " of " + rows.length + " shown";
  });
})();
`;
