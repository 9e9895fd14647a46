import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";

export const kitDir = join(import.meta.dirname, "..");

type Config = Record<string, Record<string, unknown>>;
/** Makes an environment larger. */
export type Grow = (config: Config, count: number) => void;

/** Measures a copy of the kit's project with this `Pulumi.prod-fra.yaml`. */
export async function withProject<T>(stackFile: string, measure: (projectDir: string) => T | Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "eu-gpu-cloud-bench-"));
  try {
    for (const shared of ["Pulumi.yaml", "package.json", "stacks", "components", "policies", "node_modules"]) {
      symlinkSync(join(kitDir, shared), join(dir, shared));
    }
    writeFileSync(join(dir, "Pulumi.prod-fra.yaml"), stackFile);
    return await measure(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Text of a stack file with `count` entries more. */
export function grown(stackFile: string, grow: Grow, count: number): string {
  const document = parse(stackFile) as { config: Config };
  grow(document.config, count);
  return stringify(document, { defaultStringType: "QUOTE_DOUBLE" });
}

export const withGpuPools: Grow = (config, count) => {
  config["eu-gpu-cloud:gpuPools"] = entries(count, () => ({ shape: "VM.GPU.A10.1", maxNodes: 2 }));
};

/** Addresses that nodes may go to: security rules, of which nothing else grows. */
export const withEgress: Grow = (config, count) => {
  const cloud = config["eu-gpu-cloud:cloud"] as { network: Record<string, unknown> };
  cloud.network = {
    ...cloud.network,
    egressCidrs: Array.from({ length: count }, (_, index) => `45.83.${index >> 7}.${(index & 127) * 2}/32`),
  };
};

export const withContributors: Grow = (config, count) => {
  config["eu-gpu-cloud:contributors"] = {
    pools: { rtx: { gpu: "RTX4090", country: "DE", class: "contracted" } },
    nodes: entries(count, () => ({
      pool: "rtx",
      kind: "rtx",
      owner: "Beispiel GmbH",
      country: "DE",
      class: "contracted",
    })),
  };
};

/** Short names: the configuration reaches a program of the stock CLI in one environment variable of at most 128 KiB. */
function entries(count: number, make: () => unknown): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`e${index}`, make()]));
}
