import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { exportText } from "../plan/against/testing/export-of.ts";
import { changed, kitDir, projectWith, stackText } from "../test/plan/project.ts";

function run(...args: readonly string[]) {
  const dir = mkdtempSync(join(tmpdir(), "eu-gpu-cloud-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const out = join(dir, "out");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", join(kitDir, "scripts/evidence.ts"), ...args, "--out", out, "--today", "2026-11-22"],
    { cwd: kitDir, encoding: "utf8" },
  );
  expect(stderr).not.toMatch(/^\s+at /m);
  const read = (name: string) => readFileSync(join(out, name), "utf8");
  return { status, stdout, stderr, files: existsSync(out) ? readdirSync(out) : [], read };
}

function evidence(state: string, ...args: readonly string[]) {
  const dir = mkdtempSync(join(tmpdir(), "eu-gpu-cloud-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "state.json");
  writeFileSync(file, state);
  return run(...args, file);
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

  it("writes every register of a plan, bound to the plan's digest, with what is assumed and not known", () => {
    const { status, stdout, files, read } = run("local");
    expect(status).toBe(0);
    const { subject, registers, verdict } = JSON.parse(read("evidence.json"));
    expect({ kind: subject.kind, stack: subject.stack, verdict }).toEqual({
      kind: "plan",
      stack: "local",
      verdict: "pass",
    });
    expect(stdout).toContain(subject.sha256);
    expect(files).toEqual(expect.arrayContaining(Object.keys(registers).map((name) => `${name}.csv`)));
    expect(registers.unknowns.length).toBeGreaterThan(0);
  });

  it("says what is wrong with a stack file, and writes nothing", () => {
    const text = changed(stackText("prod-fra"), "region: eu-frankfurt-1", "region: eu-frankfurt1");
    const { status, stderr, files } = run("prod-fra", "--cwd", projectWith({ "prod-fra": text }));
    expect({ status, files }).toEqual({ status: 2, files: [] });
    expect(stderr).toMatch(/cloud\.region/);
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
