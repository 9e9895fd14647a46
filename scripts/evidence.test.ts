import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { exportText } from "../plan/against/testing/export-of.ts";
import { kitDir } from "../test/plan/project.ts";

function evidence(state: string, ...args: readonly string[]) {
  const dir = mkdtempSync(join(tmpdir(), "eu-gpu-cloud-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const [file, out] = [join(dir, "state.json"), join(dir, "out")];
  writeFileSync(file, state);
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", join(kitDir, "scripts/evidence.ts"), ...args, file, "--out", out, "--today", "2026-11-22"],
    { cwd: kitDir, encoding: "utf8" },
  );
  expect(stderr).not.toMatch(/^\s+at /m);
  const read = (name: string) => readFileSync(join(out, name), "utf8");
  return { status, stderr, files: existsSync(out) ? readdirSync(out) : [], read };
}

const type = "pulumi:providers:oci";
const provider = (region: string) => ({
  urn: `urn:pulumi:prod-fra::eu-gpu-cloud::${type}::oci`,
  type,
  custom: true,
  inputs: { region },
});

describe("npm run evidence", () => {
  it("writes every register of a state, bound to the file's digest, and says by its status whether rules hold", () => {
    const state = exportText([provider("eu-frankfurt-1")]);
    const { status, files, read } = evidence(state, "prod-fra", "--from", "state");
    expect(status).toBe(0);
    expect(files).toEqual(
      expect.arrayContaining(["evidence.html", "evidence.json", "subprocessors.csv", "waivers.csv"]),
    );
    expect(JSON.parse(read("evidence.json"))).toMatchObject({
      subject: { kind: "state", stack: "prod-fra", sha256: createHash("sha256").update(state).digest("hex") },
      asOf: "2026-11-22",
      residency: { posture: "unknown" },
    });
    const abroad = evidence(exportText([provider("us-ashburn-1")]), "prod-fra", "--from", "state");
    expect(abroad.status).toBe(1);
    expect(abroad.read("transfers.csv")).toMatch(/residency,is kept in,US,oci us-ashburn-1,none recorded/);
  });

  it.each<[string, string, readonly string[], RegExp]>([
    [
      "another stack's state",
      exportText([provider("eu-frankfurt-1")]),
      ["local", "--from", "state"],
      /is the state of stack prod-fra/,
    ],
    ["a state that is cut", exportText([]).slice(0, -9), ["prod-fra", "--from", "state"], /ends in the middle/],
    ["a file for a plan", "", ["prod-fra"], /--from state takes one file/],
    ["a source that is none", "", ["prod-fra", "--from", "cloud"], /neither plan nor state/],
  ])("writes nothing of %s", (_, state, args, words) => {
    const { status, stderr, files } = evidence(state, ...args);
    expect({ status, files }).toEqual({ status: 2, files: [] });
    expect(stderr).toMatch(words);
  });
});
