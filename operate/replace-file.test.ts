import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { replaceFile } from "./replace-file.ts";

const folder = mkdtempSync(join(tmpdir(), "replace-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a file that is replaced", () => {
  it("has the rights that it is to have, also where an older one was open to everybody", async () => {
    const file = join(folder, "state.json");
    writeFileSync(file, "old", { mode: 0o644 });
    await replaceFile(file, "new", 0o600);
    expect(readFileSync(file, "utf8")).toBe("new");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("leaves nothing beside it when it can not be replaced", async () => {
    const there = join(folder, "taken");
    await replaceFile(join(folder, "kept"), "kept");
    await expect(replaceFile(join(there, "file"), "new")).rejects.toThrow("ENOENT");
    expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
  });
});
