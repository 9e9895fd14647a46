import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { debianProgram } from "./executables.ts";

describe("a program of Debian", () => {
  const path = process.env.PATH;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "path-"));
    process.env.PATH = folder;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  it("is found on the PATH, and only when it can be run", () => {
    writeFileSync(join(folder, "served"), "", { mode: 0o755 });
    writeFileSync(join(folder, "notes"), "", { mode: 0o644 });
    mkdirSync(join(folder, "folder"));
    expect(debianProgram("served", "served")).toBe(join(folder, "served"));
    expect(() => debianProgram("notes", "notes-doc")).toThrow(
      "notes is not on this machine: apt-get install --no-install-recommends notes-doc",
    );
    expect(() => debianProgram("folder", "folders")).toThrow(/is not on this machine/);
  });
});
