import { dataClassNames, purposeNames, recordTags } from "../../engine/record-tags.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const art30Tags: ResourceRule = {
  id: "EVD-001",
  title: "art30-tags",
  severity: "high",
  axis: "evidence",
  description:
    "What keeps data says which class of data it is and for which purpose, so that the record of processing can be written from it.",
  law: "GDPR Art. 30(1)",
  check: ({ type, root }) => {
    const record = recordTags(type, root);
    if (!record) return [];
    const missing = WANTED.filter(({ names }) => !names.some((name) => record.tags.has(name)));
    if (missing.length === 0) return [];
    return [
      {
        path: "",
        what: `this keeps data and does not say its ${missing.map(({ meaning }) => meaning).join(", ")}`,
        fix: `add ${missing.map(({ names }) => names[0]?.replace(/class$/, "-class")).join(", ")} to ${record.path}`,
      },
    ];
  },
};

const WANTED: readonly { readonly meaning: string; readonly names: readonly string[] }[] = [
  { meaning: "class of data", names: dataClassNames },
  { meaning: "purpose", names: purposeNames },
];
