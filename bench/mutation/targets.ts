import { readdirSync } from "node:fs";
import { join } from "node:path";

const ENGINE = "policies/engine";

/** Test files that judge the rules and the engine by single facts. */
export function testFiles(root: string): readonly string[] {
  const own = ["extract", "resolve"].flatMap((folder) =>
    readdirSync(join(root, ENGINE, folder))
      // Its properties take minutes and ask only that nothing throws.
      .filter((file) => file.endsWith(".test.ts") && file !== "subject.test.ts")
      .map((file) => `${ENGINE}/${folder}/${file}`),
  );
  return [`${ENGINE}/cases.test.ts`, `${ENGINE}/rule-docs.test.ts`, ...own];
}
