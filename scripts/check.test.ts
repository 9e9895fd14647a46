import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { exportText } from "../plan/against/testing/export-of.ts";
import { kitDir } from "../test/plan/project.ts";

function folderWith(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), "eu-gpu-cloud-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  return dir;
}

function check(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", join(kitDir, "scripts/check.ts"), "--today", "2026-11-22", ...args],
    { cwd: kitDir, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  expect(stderr).not.toMatch(/^\s+at /m);
  return { status, stdout, stderr };
}

const provider = {
  urn: "urn:pulumi:nowhere::kit::pulumi:providers:aws::aws",
  type: "pulumi:providers:aws",
  custom: true,
  inputs: { region: "us-east-1" },
};
const project = "name: kit\nruntime: nodejs\nbackend:\n  url: file://~/.state\n";

describe("npm run check", () => {
  it("judges a state whose stack has no file here by the strictest profile, and writes what a CI reads", () => {
    const dir = folderWith({ "state.json": exportText([provider]) });
    const [sarif, junit] = [join(dir, "r.sarif"), join(dir, "r.xml")];
    const { status, stdout, stderr } = check(
      "--state",
      join(dir, "state.json"),
      "--json",
      "--sarif",
      sarif,
      "--junit",
      junit,
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/no Pulumi\.nowhere\.yaml: judged by the strictest profile, eu-owned/);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: "violations",
      profile: "eu-owned",
      subject: { name: "nowhere" },
    });
    expect(JSON.parse(readFileSync(sarif, "utf8")).runs[0].results.length).toBeGreaterThan(0);
    expect(readFileSync(junit, "utf8")).toMatch(/<failure /);
  });

  it.each<[string, readonly string[], RegExp]>([
    ["neither", [], /one of --state FILE and --repo DIR/],
    ["both", ["--state", "a", "--repo", "b"], /one of --state FILE and --repo DIR/],
    ["a day that is none", ["--repo", ".", "--today", "2026-02-30"], /--today 2026-02-30 is not a day/],
    ["a state that is not there", ["--state", "nowhere.json"], /nowhere\.json does not exist/],
    ["a folder that is not there", ["--repo", "nowhere"], /nowhere is not a folder/],
    [
      "a stack that is not there",
      ["--repo", ".", "--stack", "prod-fro"],
      /no Pulumi\.prod-fro\.yaml.*did you mean prod-fra/,
    ],
  ])("refuses %s in words", (_, args, words) => {
    const { status, stdout, stderr } = check(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(words);
  });

  it("refuses an empty state and a waiver with a wildcard: neither is ever a pass", () => {
    const empty = folderWith({ "state.json": exportText([]) });
    expect(check("--state", join(empty, "state.json"))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no resource/),
    });
    const waivers =
      "waivers:\n  - rule: SUP-001\n    urn: '*'\n    owner: A. Example\n    reason: all of them are fine\n    reference: R-1\n    until: 2027-01-01\n";
    const { status, stderr } = check(
      "--repo",
      folderWith({ "Pulumi.yaml": project, "policies/waivers.yaml": waivers }),
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/policies\/waivers\.yaml:3: waivers\[0\]\.urn: .*not the whole name of one resource/);
  });

  it("finds nothing that blocks in the kit's own examples for a CI", () => {
    const example = (name: string) => readFileSync(join(kitDir, "examples/ci", name), "utf8");
    const { status, stdout } = check(
      "--repo",
      folderWith({
        "Pulumi.yaml": project,
        "Pulumi.prod-fra.yaml": readFileSync(join(kitDir, "Pulumi.prod-fra.yaml"), "utf8").replaceAll(
          "eu-gpu-cloud:",
          "kit:",
        ),
        ".forgejo/workflows/policy.yml": example("workflow.yml"),
        ".gitlab-ci.yml": example("gitlab-ci.yml"),
      }),
      "--stack",
      "prod-fra",
    );
    expect(stdout).toMatch(/judged 4 files/);
    expect(status).toBe(0);
  });
});
