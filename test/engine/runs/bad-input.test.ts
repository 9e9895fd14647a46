import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledStackFile } from "../stack-files.ts";
import { runVerb, type VerbOptions, type VerbRun } from "../verb.ts";
import { createWorkspace, type Workspace } from "../workspace.ts";

let workspace: Workspace;
let state: string;
beforeAll(async () => {
  workspace = await createWorkspace({ stacks: { local: filledStackFile("local") } });
  state = new URL(workspace.env.PULUMI_BACKEND_URL ?? "").pathname;
  const { status, stderr } = await workspace.pulumi(["stack", "init", "local"]);
  if (status !== 0) throw new Error(stderr);
});
afterAll(() => workspace.close());

const verb = (script: string, args: readonly string[], options?: VerbOptions): Promise<VerbRun> =>
  runVerb(workspace, script, args, options);
const refresh = (options?: VerbOptions) => verb("deploy", ["refresh", "local", "--yes"], options);
const scratch = (name: string) => {
  const path = join(workspace.projectDir, "..", name);
  mkdirSync(path, { recursive: true });
  return path;
};

/** What a person reads: sentences and one next step, never a trace of the stack. */
function sentences({ status, stderr }: VerbRun): string {
  expect(status).not.toBe(0);
  expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
  expect(stderr).toMatch(/next: /);
  return stderr;
}

describe("a verb says in a sentence", () => {
  it("that there is no CLI", async () => {
    const bin = scratch("no-cli");
    symlinkSync(process.execPath, join(bin, "node"));
    const words = sentences(await refresh({ env: { PATH: bin } }));
    expect(words).toMatch(/^there is no pulumi on PATH\n {2}next: install it/);
  });

  it("that the CLI is too old", async () => {
    const bin = scratch("old-cli");
    writeFileSync(join(bin, "pulumi"), "#!/bin/sh\necho v3.200.0\n");
    chmodSync(join(bin, "pulumi"), 0o755);
    const words = sentences(await refresh({ env: { PATH: `${bin}:${workspace.env.PATH}` } }));
    expect(words).toMatch(
      /^the pulumi on PATH is v3\.200\.0, older than 3\.256\.0\n {2}next: install 3\.256\.0 or newer/,
    );
  });

  it("that the state is locked by a run that was killed", async () => {
    const lock = join(state, ".pulumi/locks/organization/eu-gpu-cloud/local/killed.json");
    const { hostname } = await import("node:os");
    // The largest process id of Linux is 4194304.
    const holder = { pid: 4_194_305, username: "jo", hostname: hostname(), timestamp: "2026-11-22T10:00:00Z" };
    writeFileSync(lock, JSON.stringify(holder));
    const words = sentences(await refresh());
    rmSync(lock);
    expect(words).toMatch(/why: a run on this machine \(pid 4194305\) was killed at its work/);
    expect(words).toMatch(/next: pulumi cancel -s local, then npm run up -- local/);
  });

  it("that the state is corrupt, and which copy to put back", async () => {
    const file = join(state, ".pulumi/stacks/eu-gpu-cloud/local.json");
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, whole.slice(0, 100));
    const words = [sentences(await verb("destroy", ["local"])), sentences(await verb("outputs", ["local"]))];
    const doctor = await verb("doctor", ["local", "--timeout", "10"]);
    writeFileSync(file, whole);
    for (const text of words) expect(text).toMatch(/the state can not be read[\s\S]*next: put back the copy beside it/);
    expect(doctor.stdout).toMatch(/✗ state\.stack .*failed to load checkpoint/);
  });

  it("that a checksum beside the state was cut, and that the state is whole", async () => {
    const file = join(state, ".pulumi/stacks/eu-gpu-cloud/local.json.attrs");
    writeFileSync(file, "");
    const words = sentences(await verb("destroy", ["local"]));
    rmSync(file);
    expect(words).toMatch(/the state itself is whole[\s\S]*next: delete local\.json\.attrs/);
  });

  it("that the passphrase is wrong, and leaves the state alone", async () => {
    const file = join(state, ".pulumi/stacks/eu-gpu-cloud/local.json");
    const before = readFileSync(file, "utf8");
    const env = { PULUMI_CONFIG_PASSPHRASE: "wrong", PULUMI_CONFIG_PASSPHRASE_FILE: undefined };
    const words = sentences(await refresh({ env }));
    expect(words).toMatch(
      /incorrect passphrase[\s\S]*why: the passphrase is not the one that local was encrypted with/,
    );
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("that nobody has told pulumi the passphrase", async () => {
    const words = sentences(await refresh({ env: { PULUMI_CONFIG_PASSPHRASE_FILE: undefined } }));
    expect(words).toMatch(/next: export PULUMI_CONFIG_PASSPHRASE_FILE=FILE/);
  });

  it("that the state would be kept in the US, before anything connects there", async () => {
    workspace.configure("prod-fra", filledStackFile("prod-fra"));
    const env = { PULUMI_BACKEND_URL: "https://app.pulumi.com/muster" };
    for (const args of [
      ["up", "prod-fra", "--yes"],
      ["preview", "prod-fra"],
    ]) {
      const words = sentences(await verb("deploy", args, { env }));
      expect(words).toMatch(/^the state is kept at https:\/\/app\.pulumi\.com\/muster \(by PULUMI_BACKEND_URL\)/);
      expect(words).toMatch(/JUR-001 app\.pulumi\.com belongs to Pulumi Corp\. \(parent in US\)/);
    }
  });

  it("that no backend is chosen, which would mean the US", async () => {
    const words = sentences(await refresh({ env: { PULUMI_BACKEND_URL: undefined } }));
    expect(words).toMatch(/no backend is chosen.*in the US\n {2}next: npm run init -- local --backend URL/);
  });

  it("that the backend has no such stack", async () => {
    workspace.configure("second", filledStackFile("local"));
    const words = sentences(await verb("destroy", ["second"]));
    expect(words).toMatch(/no stack named 'second' found\n {2}why: the backend has no stack second/);
  });

  it("that there is no kubeconfig, and starts nothing", async () => {
    const words = (await verb("deploy", ["up", "local", "--yes"])).stderr;
    expect(words).toMatch(/✗ kubernetes\.kubeconfig {2}there is no .*\/\.kube\/config\n\s+next: fetch the kubeconfig/);
    expect(words).toMatch(/pulumi was not started/);
  });

  it("that the cluster can not be reached", async () => {
    const kube = join(workspace.env.HOME ?? "", ".kube");
    mkdirSync(kube, { recursive: true });
    const context = /context: (\S+)/.exec(filledStackFile("local"))?.[1];
    const cluster = { server: "https://127.0.0.1:1" };
    const config = {
      contexts: [{ name: context, context: { cluster: "c", user: "u" } }],
      clusters: [{ name: "c", cluster }],
      users: [],
    };
    writeFileSync(join(kube, "config"), JSON.stringify(config));
    const { stdout, status } = await verb("doctor", ["local", "--timeout", "10"]);
    rmSync(kube, { recursive: true });
    expect(status).toBe(1);
    expect(stdout).toMatch(/✗ kubernetes\.api .*https:\/\/127\.0\.0\.1:1 can not be reached: .*ECONNREFUSED/);
  });

  it("that the disk is full, and the state from before is whole", async () => {
    // A tiny disk of its own, in a namespace that ends with the verb.
    const disk = scratch("tiny-disk");
    const script = `mount -t tmpfs -o size=64k tmpfs ${disk} && cp -r ${state}/. ${disk} && dd if=/dev/zero of=${disk}/fill bs=1k 2>/dev/null; "$@"; ended=$?; cmp ${state}/.pulumi/stacks/eu-gpu-cloud/local.json ${disk}/.pulumi/stacks/eu-gpu-cloud/local.json >&2; exit $ended`;
    const wrapper = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"];
    const words = sentences(await refresh({ wrapper, env: { PULUMI_BACKEND_URL: `file://${disk}` } }));
    expect(words).toMatch(/no space left on device/);
    expect(words).toMatch(/why: a disk is full; pulumi replaces the state file in one step/);
    expect(words).not.toMatch(/differ/);
  });
});

describe("a run that fails in the cloud", () => {
  it("is explained after pulumi's own display, with what to do", async () => {
    const bin = scratch("with-oci");
    writeFileSync(join(bin, "oci"), "#!/bin/sh\necho 3.70.0\n");
    chmodSync(join(bin, "oci"), 0o755);
    workspace.configure("prod-fra", filledStackFile("prod-fra"));
    await workspace.pulumi(["stack", "init", "prod-fra"]);
    const pool = "oci:ContainerEngine/nodePool:NodePool";
    workspace.clouds.order([{ type: pool, operation: "create", kind: "out-of-capacity" }]);
    const env = { PATH: `${bin}:${workspace.env.PATH}` };
    const words = sentences(await verb("deploy", ["up", "prod-fra", "--yes", "--", "--skip-preview"], { env }));
    workspace.clouds.calm();
    expect(words).toMatch(/why: Oracle has no free machine of this shape in this availability domain now/);
    expect(words).toMatch(/next: npm run doctor -- prod-fra shows which domains have some/);
  });
});

describe("Ctrl-C", () => {
  const interruptAt = (pattern: RegExp): VerbOptions => {
    let done = false;
    let seen = "";
    return {
      onText: (text, interrupt) => {
        seen += text;
        if (done || !pattern.test(seen)) return;
        done = true;
        interrupt();
      },
    };
  };

  it("while the plan is made starts nothing and leaves nothing", async () => {
    const run = await verb("deploy", ["preview", "local"], interruptAt(/running the program/));
    expect(run.status).not.toBe(0);
    expect(run.stderr).toMatch(/interrupted before pulumi was started; nothing was changed\n$/);
  });

  it("while the packs are asked starts nothing", async () => {
    const run = await verb("deploy", ["preview", "local"], interruptAt(/asking the policy packs/));
    expect(run.stderr).toMatch(/interrupted before pulumi was started; nothing was changed\n$/);
  });
});
