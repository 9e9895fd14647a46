import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startCluster } from "../test/cluster/cluster.ts";
import { filledStackFile } from "../test/engine/stack-files.ts";
import { createWorkspace } from "../test/engine/workspace.ts";
import { watchMemory } from "./peak-memory.ts";
import { grown, kitDir, withEgress, withGpuPools, withProject } from "./project.ts";
import { report } from "./report.ts";

interface Measured {
  readonly seconds: number;
  readonly memoryMiB: number;
}

/** Environments of about so many resources: prod-fra with GPU pools, and with security rules for what is beyond them. */
const sizes = [1000, 5000];

/** The configuration of more pools does not fit into one Secret of Kubernetes, which holds 1 MiB. */
const mostPools = 250;

/** Plan, then preview, creation, update without a change and destruction by the real engine on stand-in providers. */
export async function benchScale(): Promise<void> {
  const base = filledStackFile("prod-fra");
  const withBoth = (pools: number, addresses: number) => grown(grown(base, withGpuPools, pools), withEgress, addresses);
  const count = async (pools: number, addresses: number) => (await plan(withBoth(pools, addresses))).resources;
  const few = await count(10, 10);
  const perPool = ((await count(20, 10)) - few) / 10;
  const perAddress = ((await count(10, 20)) - few) / 10;
  for (const size of sizes) {
    const pools = Math.min(mostPools, Math.round((size - few) / perPool) + 10);
    const addresses = Math.round((size - few - (pools - 10) * perPool) / perAddress) + 10;
    const stackFile = withBoth(pools, addresses);
    const planned = await plan(stackFile);
    show(`plan of ${planned.resources} resources, ${pools} pools`, planned, planned.resources);
    await deploy(stackFile, planned.resources);
  }
}

async function plan(stackFile: string): Promise<Measured & { readonly resources: number }> {
  return withProject(stackFile, async (projectDir) => {
    const args = ["--import", "tsx", join(kitDir, "scripts/plan.ts"), "prod-fra", "--json", "--quiet"];
    const start = performance.now();
    const child = spawn(process.execPath, [...args, "--cwd", projectDir], {
      cwd: kitDir,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const memory = watchMemory(child.pid ?? 0);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    const [status] = await once(child, "close");
    const [seconds, memoryMiB] = [(performance.now() - start) / 1000, memory()];
    if (status !== 0) throw new Error(`plan ended with ${status}`);
    const { resources } = JSON.parse(Buffer.concat(chunks).toString()) as { resources: unknown[] };
    return { seconds, memoryMiB, resources: resources.length };
  });
}

async function deploy(stackFile: string, resources: number): Promise<void> {
  const cluster = await startCluster({ controllerManager: true });
  const workspace = await createWorkspace({
    stacks: { "prod-fra": stackFile },
    kubeconfig: readFileSync(cluster.kubeconfigPath, "utf8"),
  });
  try {
    const run = async (...args: string[]): Promise<Measured> => {
      let memory = () => Number.NaN;
      const start = performance.now();
      const { status, stdout, stderr } = await workspace.pulumi(args, {
        onStart: (pid) => {
          memory = watchMemory(pid);
        },
      });
      const measured = { seconds: (performance.now() - start) / 1000, memoryMiB: memory() };
      if (status !== 0) throw new Error(`pulumi ${args[0]} ended with ${status}:\n${stdout}\n${stderr}`);
      return measured;
    };
    const stack = ["--stack", "prod-fra"];
    await run("stack", "init", "prod-fra");
    show("preview by the real engine", await run("preview", ...stack), resources);
    const change = [...stack, "--yes", "--skip-preview"];
    show("up by the real engine", await run("up", ...change), resources);
    show("up again, nothing to change", await run("up", ...change), resources);
    await run("state", "unprotect", "--all", "--yes", ...stack);
    show("destroy by the real engine", await run("destroy", ...change), resources);
  } finally {
    workspace.close();
    await cluster.stop();
  }
}

function show(what: string, { seconds, memoryMiB }: Measured, resources: number): void {
  const perResource = ((1000 * seconds) / resources).toFixed(1);
  report(what, seconds, "s", `${perResource} ms a resource, ${memoryMiB.toFixed(0)} MiB at most`);
}
