import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { sampleOutputs } from "../stacks/testing/sample-outputs.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));
const token = `canary${"A".repeat(80)}==`;
/** Nobody listens there: a port that is reserved (RFC 6335). */
const nowhere = ["--connect", "127.0.0.1:1"];

function run(args: readonly string[], outputs: unknown = sampleOutputs(token)) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/smoke.ts", ...args], {
    cwd: kitDir,
    env: { PATH: process.env.PATH },
    encoding: "utf8",
    input: typeof outputs === "string" ? outputs : JSON.stringify(outputs),
  });
  return { status, stdout, stderr };
}

describe("npm run smoke", () => {
  it("is a checklist that says what failed, what was not run for it, and what to do; exit status 1", () => {
    const { status, stdout, stderr } = run(["--outputs", "-", ...nowhere]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toMatch(/^✓ names {10}gpu\.example\.eu, .* lead to 127\.0\.0\.1:1 {2}\d+ ms\n✗ tls .*ECONNREFUSED/);
    expect(stdout).toMatch(/\n {17}next {2}see whether the edge runs/);
    expect(stdout).toMatch(/\n– store {10}needs token\n/);
    expect(stdout).toMatch(/\n✗ prod-fra {2}1 of 10 checks failed, 8 not run\n$/);
  });

  it("gives the same as JSON, and the token to nobody", () => {
    const { status, stdout, stderr } = run(["prod-fra", "--outputs", "-", "--json", ...nowhere]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      stack: "prod-fra",
      host: "gpu.example.eu",
      well: false,
      checks: expect.arrayContaining([{ name: "health", state: "skipped", says: "needs tls" }]),
    });
    expect(stdout + stderr).not.toContain("canary");
  });

  it("refuses wrong arguments with the help, exit status 2", () => {
    const { status, stdout, stderr } = run([]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^which stack\? .*\n\nnpm run smoke -- STACK/);
  });

  it.each([
    ["outputs without a token", { ...sampleOutputs(token), sdk: { context: "canary" } }, "sdk.gatewayHost: "],
    ["outputs that are no JSON", "canary", "are not JSON"],
  ])("refuses %s and repeats no value, exit status 2", (_, outputs, words) => {
    const { status, stdout, stderr } = run(["--outputs", "-"], outputs);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain("canary");
  });

  it("refuses an authority that is none, by the file's name", () => {
    const { status, stderr } = run(["--outputs", "-", "--ca", "package.json", ...nowhere]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("package.json holds no certificate")]);
  });
});
