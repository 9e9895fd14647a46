import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

/** Compares with `plan/report/golden/<name>.txt`, exactly. `UPDATE_GOLDENS=1` writes the file instead. */
export function expectGolden(name: string, text: string): void {
  const file = new URL(`../golden/${name}.txt`, import.meta.url);
  if (process.env.UPDATE_GOLDENS === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}
