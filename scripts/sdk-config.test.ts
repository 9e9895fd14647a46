import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleOutputs } from "../stacks/testing/sample-outputs.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));
const token = `canary${"A".repeat(80)}==`;

const outputs = sampleOutputs(token);
const section = `[prod-fra]\ntoken = ${token}\ngateway_host = gpu.example.eu\ngateway_port = 443\n`;

let home: string;
let file: string;
let saved: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "sdk-config-"));
  file = join(home, ".beta9", "config.ini");
  saved = join(home, "outputs.json");
  save(outputs);
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function save(value: unknown): void {
  writeFileSync(saved, typeof value === "string" ? value : JSON.stringify(value), { mode: 0o600 });
}

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}, input = "") {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "scripts/sdk-config.ts", ...args],
    { cwd: kitDir, env: { PATH: process.env.PATH, HOME: home, ...env }, encoding: "utf8", input },
  );
  return { status, stdout, stderr };
}

const fromSaved = (...args: string[]) => run(["prod-fra", "--outputs", saved, ...args]);

describe("npm run sdk-config", () => {
  it("writes the stack's context where the SDK looks, for the user alone", () => {
    const { status, stdout, stderr } = fromSaved();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      `${file}: created, gateway gpu.example.eu:443\n  [prod-fra] added: token, gateway_host, gateway_port\ntry  beta9 --context prod-fra pool list\n`,
    );
    expect(readFileSync(file, "utf8")).toBe(section);
    expect([file, dirname(file)].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o700]);
  });

  it("adds to what is there, also as [default], in the file that CONFIG_PATH names", () => {
    const other = join(home, "other.ini");
    writeFileSync(other, "# mine\r\n[local]\r\ntoken = t\r\n");
    const { stdout } = run(["--outputs", saved, "--context", "fra", "--default", "--json"], {
      CONFIG_PATH: "~/other.ini",
    });
    expect(JSON.parse(stdout)).toEqual({
      path: other,
      result: "replaced",
      gatewayHost: "gpu.example.eu",
      gatewayPort: 443,
      contexts: ["fra", "default"].map((context) => ({
        context,
        change: "added",
        keys: ["token", "gateway_host", "gateway_port"],
      })),
    });
    const body = section.slice(section.indexOf("\n") + 1).replaceAll("\n", "\r\n");
    expect(readFileSync(other, "utf8")).toBe(
      `# mine\r\n[local]\r\ntoken = t\r\n\r\n[fra]\r\n${body}\r\n[default]\r\n${body}`,
    );
  });

  it("says on a dry run what would change, and changes nothing", () => {
    const { status, stdout } = fromSaved("--dry-run");
    expect(status).toBe(0);
    expect(stdout).toContain("dry run, nothing was written");
    expect(stdout).not.toContain("canary");
    expect(() => statSync(dirname(file))).toThrow("ENOENT");
  });

  it("prints the context, or export lines, with a warning and without a file", () => {
    const printed = fromSaved("--print");
    expect(printed.stdout).toBe(section);
    expect(printed.stderr).toContain("warning: the output holds the token");
    const exported = fromSaved("--env");
    expect(exported.stderr).toContain(`a context in ${file} beats these variables`);
    const shown = execFileSync("sh", [
      "-c",
      `${exported.stdout}printf %s "$BETA9_TOKEN $BETA9_GATEWAY_HOST $BETA9_GATEWAY_PORT"`,
    ]);
    expect(shown.toString()).toBe(`${token} gpu.example.eu 443`);
    expect(() => statSync(dirname(file))).toThrow("ENOENT");
  });

  it("asks pulumi, with no secret among its arguments", () => {
    const bin = join(home, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "pulumi"), `#!/bin/sh\nprintf '%s\\n' "$*" > "$HOME/asked"\ncat "$HOME/outputs.json"\n`);
    chmodSync(join(bin, "pulumi"), 0o755);
    expect(run(["acme/eu-gpu-cloud/prod-fra"], { PATH: `${bin}:${process.env.PATH}` }).status).toBe(0);
    expect(readFileSync(join(home, "asked"), "utf8")).toBe(
      "stack output -s acme/eu-gpu-cloud/prod-fra --json --show-secrets --non-interactive\n",
    );
    expect(readFileSync(file, "utf8")).toBe(section);
  });

  it("reads saved outputs from standard input", () => {
    expect(run(["prod-fra", "--outputs", "-"], {}, JSON.stringify(outputs)).status).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(section);
  });

  it("warns of saved outputs that others can read", () => {
    chmodSync(saved, 0o644);
    expect(fromSaved("--dry-run").stderr).toContain(`chmod 600 ${saved}`);
  });

  it.each([
    [
      "a port that is not 443",
      { ...outputs, sdk: { ...outputs.sdk, gatewayPort: 8443 } },
      "would send the token in clear",
    ],
    ["no token", { ...outputs, sdk: { ...outputs.sdk, token: undefined } }, "run pulumi up, then this again"],
    ["hidden secrets", { ...outputs, sdk: { ...outputs.sdk, token: "[secret]" } }, "--show-secrets"],
    [
      "a short token",
      { ...outputs, sdk: { ...outputs.sdk, token: "canary" } },
      "sdk.token (6 characters) is not a token",
    ],
    ["no outputs", {}, "are empty\nrun pulumi up first"],
    ["another contract", { ...outputs, gateway: { host: "canary" } }, "gateway.grpcAddress: "],
    ["no JSON", `{"token":"${token}`, "are not JSON"],
    [
      "another stack's outputs",
      { ...outputs, sdk: { ...outputs.sdk, context: "local" } },
      "are those of local, not of prod-fra",
    ],
  ])("refuses %s, and repeats no value", (_, value, words) => {
    save(value);
    const { status, stdout, stderr } = fromSaved();
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/nothing was written\n$/);
    expect(stderr).not.toContain("canary");
    expect(() => statSync(dirname(file))).toThrow("ENOENT");
  });

  it("refuses a malformed file and says where it is", () => {
    mkdirSync(dirname(file));
    writeFileSync(file, "database:\n  token: canary\n");
    const { status, stderr } = fromSaved();
    expect(status).toBe(1);
    expect(stderr).toContain(`${file}: the SDK can not read it: line 1 stands before the first section header`);
    expect(stderr).not.toContain("canary");
    expect(readFileSync(file, "utf8")).toBe("database:\n  token: canary\n");
  });

  it("says what to do where there is no pulumi", () => {
    const { status, stderr } = run(["prod-fra"], { PATH: home });
    expect(status).toBe(1);
    expect(stderr).toContain("give them with --outputs FILE");
  });

  it("has every option in its help and in the handbook", () => {
    const optionsOf = (text: string) =>
      new Set(text.match(/^(?:\| `| +)--[a-z-]+/gm)?.map((line) => line.replace(/^[^-]+/, "")));
    const handbook = readFileSync(join(kitDir, "docs/sdk.md"), "utf8");
    expect(optionsOf(handbook)).toEqual(optionsOf(run(["--help"]).stdout));
  });

  it.each([
    [[], "which stack?"],
    [["a", "b"], "one stack at a time"],
    [["-s"], "-s"],
    [["a b"], "is not the name of a stack"],
    [["prod-fra", "--print", "--env"], "--print and --env do not go together"],
    [["prod-fra", "--env", "--json"], "--env and --json do not go together"],
    [["prod-fra", "--print", "--default"], "--default is about the file"],
    [["prod-fra", "--env", "--context", "x"], "--env has no contexts"],
  ])("shows its help for %j", (args, words) => {
    const { status, stderr } = run(args);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toContain("npm run sdk-config -- STACK");
  });
});
