import { flexShape, gpuShape } from "../../../components/substrate/oci/shapes.ts";
import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";

/** A worker that no node has room for waits for ever, and an autoscaler makes node after node in vain. */
export function gpuWorkersFitTheirNodes(config: Draft): Issue[] {
  return config.at("gpuPools").members.flatMap((pool) => {
    const perNode = gpusPerNode(pool, config.at("cloud", "substrate").text);
    if (perNode === undefined) return [];
    const [gpus, warm] = [pool.at("workers", "gpus"), pool.at("workers", "warmGpus")];
    const most = perNode * (pool.at("maxNodes").number ?? 1);
    return [
      ...(gpus.number !== undefined && gpus.number > perNode
        ? [gpus.issue(`fit on no node of ${pool.name}`, { accepted: `1 to ${perNode}` })]
        : []),
      ...(warm.number !== undefined && warm.number > most
        ? [warm.issue(`are more than ${pool.name} has`, { accepted: `0 to ${most}` })]
        : []),
    ];
  });
}

function gpusPerNode(pool: Draft, substrate: string | undefined): number | undefined {
  if (substrate === "oci") return gpuShape(pool.at("shape").text ?? "")?.gpus;
  return substrate === "existing" ? (pool.at("gpusPerNode").number ?? 1) : undefined;
}

/** CPU work and builds run on the system pool, unless labels send them elsewhere. */
export function cpuWorkersFitTheSystemPool(config: Draft): Issue[] {
  const pool = config.at("cloud", "systemPool");
  const shape = flexShape(pool.at("shape").text ?? "");
  if (!shape) return [];
  // An OCPU of an x86 shape has two threads, which Kubernetes counts as two.
  const cpuMillis = (pool.at("ocpus").number ?? 4) * (shape.arch === "aarch64" ? 1000 : 2000);
  const memoryMiB = (pool.at("memoryGiB").number ?? 32) * 1024;
  return ["cpu", "build"].flatMap((kind) => {
    const workers = config.at("controlPlane", "workers", kind);
    if (workers.at("nodeSelector").members.length > 0) return [];
    return Object.entries({ cpuMillis, memoryMiB }).flatMap(([key, most]) => {
      const size = workers.at(key);
      return size.number !== undefined && size.number >= most
        ? [size.issue("fits on no node of the system pool", { accepted: `less than the ${most} of a node` })]
        : [];
    });
  });
}
