import { readdirSync } from "node:fs";
import { join } from "node:path";

const ENGINE = "policies/engine";

interface Group {
  readonly folder: string;
  /** What of it is changed. */
  readonly files: string;
  /** Share of the changes that tests are to notice. */
  readonly goal: number;
}

export const GROUPS: Readonly<Record<string, Group>> = {
  rules: { folder: "policies/rules/", files: "policies/rules/*/*.ts", goal: 0.85 },
  extract: { folder: `${ENGINE}/extract/`, files: `${ENGINE}/extract/*.ts`, goal: 0.9 },
  resolve: { folder: `${ENGINE}/resolve/`, files: `${ENGINE}/resolve/*.ts`, goal: 0.9 },
};

/** Test files that judge the rules and the engine by single facts. */
export function testFiles(root: string): readonly string[] {
  const own = ["extract", "resolve"].flatMap((folder) =>
    readdirSync(join(root, ENGINE, folder))
      // Its properties take half a minute for each change, and most of them ask only that nothing throws.
      .filter((file) => file.endsWith(".test.ts") && file !== "subject.test.ts")
      .map((file) => `${ENGINE}/${folder}/${file}`),
  );
  return [`${ENGINE}/cases.test.ts`, `${ENGINE}/rule-docs.test.ts`, ...own];
}
