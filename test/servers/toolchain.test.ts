import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { debianProgram, toolPath } from "./toolchain.ts";

describe("the tool of a Go module", () => {
  it("is named by one line, or by one of a block", () => {
    expect(toolPath("module m\ntool example.eu/cmd/registry // why\n", "distribution", "registry")).toBe(
      "example.eu/cmd/registry",
    );
    const block = "module m\n\ntool (\n\texample.eu/cmd/derper\n\texample.eu/cmd/tailscaled\n)\n";
    expect(toolPath(block, "tailscale", "tailscaled")).toBe("example.eu/cmd/tailscaled");
  });

  it("need not be called like its module when it is the only one", () => {
    expect(toolPath("tool example.eu/cmd/registry\n", "distribution", "distribution")).toBe("example.eu/cmd/registry");
  });

  it("is missed by name", () => {
    expect(() => toolPath("tool (\n\tx/a\n\tx/b\n)\n", "pair", "c")).toThrow(
      "tools/pair/go.mod names no tool c; it names x/a, x/b",
    );
    expect(() => toolPath("module m\n", "empty", "empty")).toThrow(/it names none$/);
  });
});

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
    expect(debianProgram("served", "served")).toBe(join(folder, "served"));
    expect(() => debianProgram("notes", "notes-doc")).toThrow(
      "notes is not on this machine: apt-get install --no-install-recommends notes-doc",
    );
  });
});
