import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportText } from "../../plan/against/testing/export-of.ts";
import { changed, kitDir, projectWith, stackText } from "./project.ts";

function plan(...args: string[]) {
  const script = join(kitDir, "scripts/plan.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, ...args], {
    cwd: kitDir,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, stdout, stderr };
}

describe("npm run plan", () => {
  it("answers --help without planning", () => {
    const { status, stdout } = plan("--help");
    expect(status).toBe(0);
    expect(stdout).toMatch(/Exit status: 0 pass, 1 .*, 2 /);
  });

  it.each([
    [["--jsno"], /--jsno/],
    [["prod-fra", "local"], /one stack at a time/],
    [["../prod-fra"], /not the name of a stack/],
    [["--today", "tomorrow"], /--today tomorrow is not a day/],
  ])("refuses %j in words and shows its help", (args, words) => {
    const { status, stdout, stderr } = plan(...args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/npm run plan -- \[STACK\]/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("says what is missing in a folder that is no project", () => {
    const { status, stderr } = plan("--cwd", join(kitDir, "docs"));
    expect(status).toBe(2);
    expect(stderr).toMatch(/Pulumi\.yaml/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("gives an invalid configuration as one JSON document that lists every mistake", () => {
    const project = projectWith({
      "prod-fra": changed(stackText("prod-fra"), "region: eu-frankfurt-1", "region: eu-frankfurt1"),
    });
    const { status, stdout } = plan("prod-fra", "--json", "--cwd", project);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      stack: "prod-fra",
      verdict: "invalid",
      resources: [],
      issues: [{ path: "cloud.region", value: "eu-frankfurt1", source: { file: "Pulumi.prod-fra.yaml" } }],
    });
  });

  it("writes the document, the reports and the manifests, and progress only to standard error", () => {
    const project = projectWith({ local: stackText("local") });
    const [html, manifests] = [join(project, "report.html"), join(project, "manifests")];
    const [sarif, junit] = [join(project, "report.sarif"), join(project, "report.xml")];
    const { status, stdout, stderr } = plan(
      "local",
      "--json",
      `--html=${html}`,
      ...["--manifests", manifests, "--sarif", sarif, "--junit", junit],
      ...["--cwd", project],
    );
    expect(status).toBe(0);
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(document).sort()).toEqual(
      [
        ...["stack", "verdict", "resources", "counts", "cost", "findings", "packs", "assumed", "unknown"],
        ...["outputs", "residency", "limits", "issues", "times"],
      ].sort(),
    );
    expect(stderr).toMatch(/running the program/);
    expect(readFileSync(html, "utf8")).toMatch(/^<!doctype html>/i);
    expect(existsSync(join(manifests, "beta9/networkpolicy-deny-all.yaml"))).toBe(true);
    const { results, tool } = JSON.parse(readFileSync(sarif, "utf8")).runs[0];
    expect(results).toHaveLength((document.findings as unknown[]).length);
    expect(tool.driver.rules[0].help.markdown).toMatch(/^# RES-001/);
    expect(readFileSync(junit, "utf8")).toMatch(
      /<testsuite name="eu-gpu-cloud plan of local" .* failures="0" errors="0"/,
    );
  });

  it("ends with 3 when the change would lose data, and says what data", () => {
    const type = "oci:ObjectStorage/bucket:Bucket";
    const urn = `urn:pulumi:local::eu-gpu-cloud::${type}::old-volumes`;
    const project = projectWith({ local: stackText("local") });
    const state = join(project, "state.json");
    writeFileSync(state, exportText([{ urn, type, custom: true, inputs: {}, id: "old", protect: true }]));
    const { status, stdout } = plan("local", "--against", state, "--cwd", project);
    expect(status).toBe(3);
    expect(stdout).toMatch(/old-volumes {2}would be deleted: it holds objects; protect makes pulumi up\s+refuse/);
  });

  it.each([
    ["nowhere.json", /nowhere\.json does not exist; write it with: pulumi stack export --file/],
    ["package.json", /package\.json is an export without a version|is an export of version/],
  ])("refuses to compare with %s, in words", (file, words) => {
    const { status, stdout, stderr } = plan("local", "--against", join(kitDir, file));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("says nothing of a reader that has seen enough", () => {
    const command = `"${process.execPath}" --import tsx scripts/plan.ts local --json --quiet | head -c 1`;
    const { stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: kitDir, encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: "{", stderr: "" });
  });

  it("does not overwrite a folder that is not its own, and says so before it plans", () => {
    const project = projectWith({ local: stackText("local") });
    const { status, stdout, stderr } = plan("local", "--manifests", kitDir, "--cwd", project);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/not empty/);
    expect(stderr).not.toMatch(/running the program/);
  });
});
