import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledStackFile } from "../stack-files.ts";
import { runVerb, type VerbOptions } from "../verb.ts";
import { createWorkspace, type Workspace } from "../workspace.ts";

let workspace: Workspace;
let home: string;
let state: string;
beforeAll(async () => {
  workspace = await createWorkspace({ stacks: { local: filledStackFile("local") } });
  home = workspace.env.HOME ?? "";
  state = join(home, "new-state");
});
afterAll(() => workspace.close());

/** As for somebody who has chosen neither a backend nor a passphrase. */
const fresh = { PULUMI_BACKEND_URL: undefined, PULUMI_CONFIG_PASSPHRASE_FILE: undefined };
const init = (args: readonly string[], options: VerbOptions = {}) =>
  runVerb(workspace, "init", args, { ...options, env: { ...fresh, ...options.env } });
const fileOf = (stack: string) => readFileSync(join(workspace.projectDir, `Pulumi.${stack}.yaml`), "utf8");

describe("init", () => {
  it("wants a backend, and refuses one outside the profile", async () => {
    const none = await init(["mine", "--from", "local"]);
    expect(none.stderr).toMatch(
      /no backend is chosen, and there is no terminal to ask on\n {2}next: npm run init -- mine --backend URL/,
    );
    workspace.configure("prod-fra", filledStackFile("prod-fra"));
    const outside = await init(["prod-fra", "--backend", "s3://state?region=us-east-1"]);
    expect(outside.status).toBe(1);
    expect(outside.stderr).toMatch(/us-east-1 \(N\. Virginia, US\) is outside the profile eu-residency/);
  });

  it("makes file, backend, passphrase and stack, and nothing twice", async () => {
    const first = await init(["mine", "--from", "local", "--backend", `file://${state}`]);
    expect(first.stderr).toMatch(/stack: mine made/);
    expect(first.status).toBe(0);
    const passphrase = join(home, ".config/eu-gpu-cloud/mine.passphrase");
    expect(statSync(passphrase).mode & 0o777).toBe(0o600);
    expect(existsSync(join(state, ".pulumi/stacks/eu-gpu-cloud/mine.json"))).toBe(true);
    expect(first.stderr).not.toContain(readFileSync(passphrase, "utf8").trim());
    expect(first.stderr).toMatch(
      /next: export PULUMI_CONFIG_PASSPHRASE_FILE=.*mine\.passphrase && npm run doctor -- mine\n$/,
    );

    const written = fileOf("mine");
    // Comments are the manual of a stack file.
    expect(written).toContain("# ");
    const second = await init(["mine"]);
    expect(second.status).toBe(0);
    expect(second.stderr).toMatch(
      /Pulumi\.mine\.yaml is there[\s\S]*mine\.passphrase is there[\s\S]*stack: mine is there/,
    );
    expect(fileOf("mine")).toBe(written);
  });

  it("sets the secrets that are missing, encrypted, from variables and never from arguments", async () => {
    const redis = "\n  eu-gpu-cloud:redis:\n    mode: external\n    host: redis.muster-cloud.eu\n    port: 6379\n";
    const text = fileOf("mine").replace(/\n {2}eu-gpu-cloud:redis:[\s\S]*?(?=\n {2}eu-gpu-cloud:|\n\w|$)/, redis);
    writeFileSync(join(workspace.projectDir, "Pulumi.mine.yaml"), text);
    const missing = await init(["mine"]);
    expect(missing.status).toBe(1);
    expect(missing.stderr).toMatch(/secrets are missing: redis\.password \(variable EU_GPU_CLOUD_REDIS_PASSWORD\)/);
    const set = await init(["mine"], { env: { EU_GPU_CLOUD_REDIS_PASSWORD: "hidden-password" } });
    expect(set.stderr).toMatch(/secret: redis\.password set/);
    expect(set.status).toBe(0);
    expect(set.stderr + fileOf("mine")).not.toContain("hidden-password");
    expect(fileOf("mine")).toMatch(/password:\s+secure: v1:/);
  });
});
