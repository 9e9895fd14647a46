import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";

const fields = ["{{.PythonVersion}}", "{{.Architecture}}"];

/** Builds may go to the mirror and nowhere else, and Beta9 fills in version and architecture. */
export function pythonComesFromTheMirror(config: Draft): Issue[] {
  const archive = config.at("images", "pythonArchiveUrl");
  const mirror = config.at("images", "mirror").text?.split("/")[0];
  if (archive.text === undefined || !URL.canParse(archive.text)) return [];
  const missing = fields.filter((field) => !archive.text?.includes(field));
  return [
    ...(mirror !== undefined && new URL(archive.text).host !== mirror
      ? [archive.issue("is not on the mirror, and builds may go nowhere else", { accepted: `https://${mirror}/…` })]
      : []),
    ...(missing.length > 0
      ? [
          archive.issue(`does not say where ${missing.join(" and ")} goes`, {
            accepted: `a URL with ${fields.join(" and ")}`,
          }),
        ]
      : []),
  ];
}
