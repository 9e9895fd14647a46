import { readdirSync } from "node:fs";
import { join } from "node:path";

const ENGINE = "policies/engine";
const RULES = "policies/rules";

interface Group {
  readonly folder: string;
  /** What of it is changed. */
  readonly files: string;
  /** Share of the changes that tests are to notice. */
  readonly goal: number;
}

export const GROUPS: Readonly<Record<string, Group>> = {
  rules: { folder: `${RULES}/`, files: `${RULES}/*/*.ts`, goal: 0.85 },
  extract: { folder: `${ENGINE}/extract/`, files: `${ENGINE}/extract/*.ts`, goal: 0.9 },
  resolve: { folder: `${ENGINE}/resolve/`, files: `${ENGINE}/resolve/*.ts`, goal: 0.9 },
};

/** Test files that judge the rules and the engine by single facts. */
export function testFiles(root: string): readonly string[] {
  const rules = readdirSync(join(root, RULES), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folders = [`${ENGINE}/extract`, `${ENGINE}/resolve`, ...rules.map(({ name }) => `${RULES}/${name}`)];
  const own = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      // Its properties take half a minute for each change, and most of them ask only that nothing throws.
      .filter((file) => file.endsWith(".test.ts") && file !== "subject.test.ts")
      .map((file) => `${folder}/${file}`),
  );
  return [`${ENGINE}/cases.test.ts`, `${ENGINE}/rule-docs.test.ts`, ...own];
}
