import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deploymentOf } from "../deployment.ts";
import { runVerb, type VerbOptions } from "../verb.ts";
import { leftovers } from "./leftovers.ts";

describe("the verbs around pulumi", () => {
  const deployment = deploymentOf("local");
  const verb = (script: string, args: readonly string[], options?: VerbOptions) =>
    runVerb(deployment().workspace, script, args, options);

  it("doctor says what the cluster lacks, and changes nothing", async () => {
    const { status, stdout } = await verb("doctor", ["local"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✓ kubernetes\.api /);
    expect(stdout).toMatch(/✓ kubernetes\.rights /);
    expect(stdout).toMatch(
      /✗ kubernetes\.storage .*no storage class local-path; it has none\n +next: correct cloud\.storageClass/,
    );
    expect(stdout).toMatch(/✓ state\.stack .* has 0 resources/);
  });

  it("up starts nothing before that is mended", async () => {
    const { status, stderr } = await verb("deploy", ["up", "local", "--yes"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/✗ kubernetes\.storage/);
    expect(stderr).toMatch(/pulumi was not started\n$/);
  });

  it("up that is interrupted saves the state and says how to go on", async () => {
    const { cluster, workspace } = deployment();
    const storageClass = {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "local-path" },
      provisioner: "none",
    };
    await cluster.request("POST", "/apis/storage.k8s.io/v1/storageclasses", storageClass);
    workspace.clouds.order([
      { type: "kubernetes:core/v1:Namespace", operation: "create", kind: "slow", latencyMs: 3_000 },
    ]);
    let sent = false;
    const run = await verb("deploy", ["up", "local", "--yes", "--", "--skip-preview"], {
      env: { PULUMI_SKIP_CHECKPOINTS: undefined },
      onText: (text, interrupt) => {
        if (sent || !/Namespace \S+ creating/.test(text)) return;
        sent = true;
        interrupt();
      },
    });
    workspace.clouds.calm();
    expect(run.status).not.toBe(0);
    expect(run.stderr).toMatch(/stopping: pulumi finishes what is under way and saves the state/);
    expect(run.stderr).toMatch(
      /stopped; the state is saved and whole\n {2}next: npm run up -- local goes on where it stopped/,
    );
    const { resources } = await deployment().state();
    expect(resources).not.toEqual([]);
  });

  it("up goes on from there, keeps the contract, and leaves no settings of packs behind", async () => {
    const temporary = join(deployment().workspace.projectDir, "..", "temporary");
    mkdirSync(temporary);
    const { status, stderr, stdout } = await verb("deploy", ["up", "local", "--yes"], { env: { TMPDIR: temporary } });
    expect(stderr).toMatch(/local is up; its outputs keep the contract/);
    expect(status).toBe(0);
    expect(stdout).toMatch(/residency@v?\d[\s\S]*subprocessors@v?\d/);
    const left = readdirSync(temporary).filter((name) => /policy-pack-config|pulumi-events/.test(name));
    expect(left).toEqual([]);
  });

  it("up leaves the evidence of what it made, bound to the state beside it", async () => {
    const folder = join(deployment().workspace.projectDir, "evidence-local");
    const state = readFileSync(join(folder, "state.json"));
    const { subject, verdict } = JSON.parse(readFileSync(join(folder, "evidence.json"), "utf8"));
    const sha256 = createHash("sha256").update(state).digest("hex");
    expect({ subject, verdict }).toEqual({ subject: { kind: "state", stack: "local", sha256 }, verdict: "pass" });
    expect(statSync(join(folder, "state.json")).mode & 0o077).toBe(0);
    const again = await verb("evidence", ["local", "--from", "state", join(folder, "state.json"), "--out", folder]);
    expect(again.stdout).toContain(sha256);
  });

  it("refresh asks the packs about the state as it is", async () => {
    const { status, stdout } = await verb("deploy", ["refresh", "local", "--yes"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/subprocessors/);
  });

  it("outputs shows addresses, and the token only when it is asked to", async () => {
    const shown = await verb("outputs", ["local", "--json"]);
    expect(shown.status).toBe(0);
    const outputs = JSON.parse(shown.stdout);
    expect(outputs).toMatchObject({ sdk: { gatewayPort: 443, token: "[secret]" }, kubeconfig: "[secret]" });
    const clear = JSON.parse((await verb("outputs", ["local", "--json", "--show-secrets"])).stdout);
    expect(clear.sdk.token).not.toBe("[secret]");
    expect(shown.stdout).not.toContain(clear.sdk.token);
  });

  it("tunnel says that none is needed", async () => {
    const { status, stderr } = await verb("tunnel", ["local"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/no tunnel is needed/) });
  });

  it("destroy lists what would be lost, and wants the stack's name", async () => {
    const refused = await verb("destroy", ["local"]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/1\. load balancers and volumes \(\d+\): the cluster's controllers delete them/);
    expect(refused.stderr).toMatch(
      /local holds what nobody can bring back:\n(?: {4}local-\S+ \(\w+\): .+\n)+ {2}next: .*--delete-data/,
    );
    const unnamed = await verb("destroy", ["local", "--delete-data", "--yes", "prod-fra"]);
    expect(unnamed.stderr).toMatch(/"prod-fra" is not local; nothing was destroyed/);
    const silent = await verb("destroy", ["local", "--delete-data"]);
    expect(silent.stderr).toMatch(/there is no terminal to ask on\n {2}next: npm run destroy -- local --yes local/);
    expect((await deployment().state()).resources.length).toBeGreaterThan(100);
  });

  it("destroy goes stage by stage, and nothing is left behind", async () => {
    const { cluster } = deployment();
    const { status, stderr } = await verb("destroy", ["local", "--delete-data", "--yes", "local"]);
    expect(stderr).toMatch(
      /stage 1 of 3[\s\S]*stage 2 of 3[\s\S]*stage 3 of 3[\s\S]*nothing is left behind in the cluster/,
    );
    expect(status).toBe(0);
    await cluster.request("DELETE", "/apis/storage.k8s.io/v1/storageclasses/local-path");
    expect(await leftovers(deployment())).toEqual([]);
    expect((await deployment().state()).resources).toEqual([]);
  });
});
