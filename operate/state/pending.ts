/** What it means that a run was killed. */
export function pendingSentence(pending: readonly { readonly operation: string; readonly urn: string }[]): string {
  const shown = pending
    .slice(0, 5)
    .map(({ operation, urn }) => `\n    ${operation} ${urn.split("::").slice(2).join(" ")}`);
  const more = pending.length > shown.length ? `\n    and ${pending.length - shown.length} more` : "";
  return `a run was killed; nobody knows how these ended:${shown.join("")}${more}`;
}
