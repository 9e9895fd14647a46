import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportText } from "../plan/against/testing/export-of.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));
const urnOf = (type: string, name: string) => `urn:pulumi:local::eu-gpu-cloud::${type}::${name}`;
const provider = urnOf("pulumi:providers:kubernetes", "k");
const resource = (type: string, name: string, rest: object = {}) => ({
  urn: urnOf(type, name),
  type,
  custom: true,
  id: name,
  inputs: {},
  ...rest,
});
const state = exportText([
  resource("pulumi:providers:kubernetes", "k"),
  resource("kubernetes:core/v1:Service", "edge", {
    provider: `${provider}::k`,
    inputs: { spec: { type: "LoadBalancer" } },
  }),
  resource("kubernetes:core/v1:ConfigMap", "settings", { provider: `${provider}::k` }),
]);

/** Stands for a CLI with which every operation succeeds. What it is asked is written down; with pipes it waits for its end. */
const cli = `#!/bin/sh
case "$1" in
  version) echo v3.259.0 ;;
  stack) cat "$HOME/state.json" ;;
  destroy)
    echo "unreachable=$PULUMI_K8S_DELETE_UNREACHABLE $(echo "$*" | grep -o -- '--target [^ ]*' | tr '\\n' ' ')" >> "$HOME/asked"
    trap "" INT
    if [ -p "$HOME/begun" ]; then echo > "$HOME/begun"; cat "$HOME/end"; fi ;;
esac
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "destroy-"));
  mkdirSync(join(home, "bin"));
  writeFileSync(join(home, "bin/pulumi"), cli, { mode: 0o755 });
  writeFileSync(join(home, "state.json"), state);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const command = ["--import", "tsx", "scripts/destroy.ts", "local", "--yes", "local"];
const surroundings = () => ({
  cwd: kitDir,
  env: {
    PATH: `${home}/bin:${process.env.PATH}`,
    HOME: home,
    PULUMI_BACKEND_URL: `file://${home}`,
    PULUMI_CONFIG_PASSPHRASE: "a passphrase",
  },
});

function destroy(...args: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, [...command, ...args], {
    ...surroundings(),
    encoding: "utf8",
  });
  return { status, stderr, asked: asked() };
}

function asked(): readonly string[] {
  const lines = readFileSync(join(home, "asked"), "utf8").trimEnd().split("\n");
  return lines.map((line) => line.trimEnd());
}

/** Interrupts the first stage, which comes to its end only after the verb has said that it has heard. */
async function destroyInterrupted() {
  for (const pipe of ["begun", "end"]) execFileSync("mkfifo", [join(home, pipe)]);
  const child = spawn(process.execPath, command, { ...surroundings(), stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "close");
  await readFile(join(home, "begun"));
  child.kill("SIGINT");
  let stderr = "";
  let released: Promise<void> | undefined;
  for await (const text of child.stderr.setEncoding("utf8")) {
    stderr += text;
    if (stderr.includes("stopping: ")) released ??= writeFile(join(home, "end"), "");
  }
  await released;
  const [status] = await ended;
  return { status, stderr, asked: asked() };
}

const edge = `--target ${urnOf("kubernetes:core/v1:Service", "edge")}`;
const settings = `--target ${urnOf("kubernetes:core/v1:ConfigMap", "settings")}`;

describe("npm run destroy", () => {
  it("takes load balancers down before the rest of Kubernetes, and everything else last", () => {
    const { status, stderr, asked } = destroy();
    expect(asked).toEqual([`unreachable= ${edge}`, `unreachable= ${settings}`, "unreachable="]);
    expect(stderr).toMatch(/local is destroyed\n {2}next: pulumi stack rm local/);
    expect(status).toBe(0);
  });

  it("asks no cluster of which its owner says that it is gone, in any stage", () => {
    expect(destroy("--cluster-gone").asked).toEqual([
      `unreachable=true ${edge}`,
      `unreachable=true ${settings}`,
      "unreachable=true",
    ]);
  });

  it("begins no other stage after Ctrl-C, also when the one under way has come to its end", async () => {
    const { status, stderr, asked } = await destroyInterrupted();
    expect(asked).toEqual([`unreachable= ${edge}`]);
    expect(stderr).toMatch(/stopping: pulumi finishes what is under way/);
    expect(stderr).toMatch(/stopped before stage 2; npm run destroy -- local goes on with what is left\n$/);
    expect(status).toBe(1);
  });
});
