import { isMap, type Node, visit } from "yaml";
import { nearest } from "../../components/nearest.ts";
import type { Issue } from "../environment/issue.ts";
import { sectionNames } from "../environment.ts";
import type { Source } from "./source.ts";

/** Keys that Pulumi itself puts at the top of a stack file. */
const pulumiKeys = ["config", "encryptionsalt", "encryptedkey", "secretsprovider", "environment"];

/** Plain scalars that YAML 1.1 and 1.2 read differently. */
const ambiguous: readonly { pattern: RegExp; kind: string }[] = [
  { pattern: /^\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?$/, kind: "a time" },
  { pattern: /^(y|n|yes|no|on|off)$/i, kind: "true or false" },
  { pattern: /^[-+]?0[0-7]+$/, kind: "an octal number" },
  { pattern: /^[-+]?\d+(:[0-5]?\d)+$/, kind: "a number of base 60" },
];

/** Mistakes in the outer shape, which no section's schema can see. */
export function mistakesIn(source: Source): Issue[] {
  const root = source.document.contents;
  if (root === null) {
    return [source.issue("", "is empty", undefined, "a config section; copy one of the stack files of this folder")];
  }
  if (!isMap(root)) {
    return [source.issue("", "is not a mapping", root as Node, "config: at the top")];
  }
  const unknownTop = root.items.flatMap((pair) => {
    const key = String(pair.key);
    return pulumiKeys.includes(key)
      ? []
      : [
          source.issue(
            key,
            "is not a key of a stack file",
            pair.key as Node,
            pulumiKeys.join(", "),
            nearest(key, pulumiKeys, 1),
          ),
        ];
  });
  const config = root.get("config", true);
  if (config === undefined) {
    return [...unknownTop, source.issue("config", "is missing", undefined, "the environment's sections")];
  }
  if (!isMap(config)) {
    return [...unknownTop, source.issue("config", "is not a mapping", config as Node, "the environment's sections")];
  }
  const unknownSections = source.items.flatMap(({ section, keyNode }) =>
    section === undefined || sectionNames.includes(section)
      ? []
      : [
          source.issue(
            section,
            "is not a section of the configuration",
            keyNode,
            sectionNames.join(", "),
            nearest(section, sectionNames, 1),
          ),
        ],
  );
  return [...unknownTop, ...unknownSections, ...misreadable(source)];
}

/**
 * What another YAML reader takes for something else. Pulumi's own reader follows YAML 1.1 here: a bare day becomes a
 * time, Norway's `NO` becomes false; and it loses aliases when `pulumi config set` writes the file anew.
 */
function misreadable(source: Source): Issue[] {
  const issues: Issue[] = [];
  visit(source.document, {
    Alias: (_, alias) => {
      issues.push(source.issue("", `uses the YAML alias *${alias.source}`, alias, "the value written out"));
    },
    Scalar: (_, scalar) => {
      const text = scalar.source ?? "";
      const kind = scalar.type === "PLAIN" ? ambiguous.find(({ pattern }) => pattern.test(text))?.kind : undefined;
      if (kind) {
        issues.push({
          ...source.issue("", `is read as ${kind} without quotation marks`, scalar, `"${text}"`),
          value: text,
        });
      }
    },
  });
  return issues;
}
