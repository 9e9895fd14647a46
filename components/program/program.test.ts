import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FakeGateway } from "../../test/beta9/fake-gateway.ts";
import { bundleProgram, fingerprintOf } from "./bundle.ts";

const programs = ["admin-claim", "pools"].map((part) => new URL(`../beta9/${part}/program.ts`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "program-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a bundled program", () => {
  it.each(programs.map((entry) => [entry.pathname.split("/").at(-2), entry]))("%s is one file", (_, entry) => {
    const { text } = bundleProgram(entry as URL);
    const imports = [...text.matchAll(/\bimport\b[^;"]*"([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(imports).toContain("node:fs/promises");
    expect(imports.filter((from) => !from.startsWith("node:"))).toEqual([]);
    expect(text).not.toMatch(/@pulumi/);
    expect(text).not.toContain(process.cwd());
    expect(Buffer.byteLength(text)).toBeLessThan(100_000);
  });

  it("is text that the API server takes, whatever a library writes into its strings", () => {
    const { text } = bundleProgram(new URL("../backup/ship/program.ts", import.meta.url));
    expect(text.match(/[^\t\n\x20-\x7e]/g)).toBeNull();
  });

  it("has another fingerprint when anything in it differs", () => {
    expect(fingerprintOf("a", "b")).toMatch(/^[0-9a-f]{10}$/);
    expect(fingerprintOf("a", "b")).not.toBe(fingerprintOf("ab"));
    expect(fingerprintOf({ a: 1 })).toBe(fingerprintOf({ a: 1 }));
  });
});

/** Starts a bundled program the way its pod does. */
function start(entry: URL, settings: unknown, args: readonly string[] = []): ChildProcess & { output: () => string } {
  const program = join(folder, "program.mjs");
  const settingsFile = join(folder, "settings.json");
  writeFileSync(program, bundleProgram(entry).text);
  writeFileSync(settingsFile, JSON.stringify(settings));
  const env = { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: "1", POD_NAME: "pod-1" };
  const child = spawn(process.execPath, [program, settingsFile, ...args], { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return Object.assign(child, { output: () => output });
}

describe("a program as a process", () => {
  const [claim] = programs as [URL];
  const settings = { namespace: "beta9", secretName: "s", healthTimeoutSeconds: 600, recover: false };

  it("ends with code 143 and a sentence when Kubernetes stops it", async () => {
    const gateway = await FakeGateway.start();
    gateway.redisDown = true;
    const child = start(claim, { ...settings, gatewayUrl: gateway.url }, ["claim"]);
    // The first line says that it waits; from then on it listens to signals.
    await once(child.stdout as NonNullable<typeof child.stdout>, "data");
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([143, null]);
    expect(child.output()).toMatch(/waiting for the gateway.*\nadmin-claim: stopped by SIGTERM\n$/);
    await gateway.close();
  });

  it("ends with code 2 when settings and program do not belong together", async () => {
    const child = start(claim, { ...settings, gatewayUrl: "file:///etc", surplus: 1 }, ["claim"]);
    expect(await once(child, "close")).toEqual([2, null]);
    expect(child.output()).toMatch(/gatewayUrl/);
  });

  it("ends with code 2 for a phase that there is not", async () => {
    const child = start(claim, { ...settings, gatewayUrl: "http://127.0.0.1:1" }, ["unclaim"]);
    expect(await once(child, "close")).toEqual([2, null]);
    expect(child.output()).toContain("unclaim is no phase");
  });
});
