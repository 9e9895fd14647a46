import { nearest } from "../../nearest.ts";
import { beta9GpuNames } from "../gpu-names.ts";

/** A pool of contributors' machines: they join it, and only work that names it runs there. */
export interface PrivatePool {
  /** Lower-case letters, digits and hyphens, 63 at most, with the prefix of private pools; also what work names. */
  readonly name: string;
  /** GPU of every machine in it, as Beta9 knows it; absent for machines without one. */
  readonly gpu?: string | undefined;
  /** Who is asked first when several pools fit, 1 to 1000000; the higher the sooner. @default 1000 – Beta9's own */
  readonly priority?: number | undefined;
  /** @default gvisor – the machine is its owner's, the work is somebody else's; `runc` for GPU drivers that gVisor does not know */
  readonly containerRuntime?: "runc" | "gvisor" | undefined;
}

/** A pool of one's own machines outside the cluster, open to every workspace: no residency boundary. */
export interface ManagedPool {
  /** As for private pools, with the prefix of managed ones. */
  readonly name: string;
  readonly gpu?: string | undefined;
  /** 0 to 1000000; the higher the sooner. @default 0 – Beta9's own */
  readonly priority?: number | undefined;
  /** Left to work that may be stopped at any time. @default false */
  readonly preemptable?: boolean | undefined;
  /** @default gvisor */
  readonly containerRuntime?: "runc" | "gvisor" | undefined;
}

/** A pool of the gateway's own file: compared with what the gateway made of it, never changed. */
export interface FilePool {
  readonly name: string;
  /** Fields as the API spells them (`gpu_type`, `requires_pool_selector`), with what they must be. */
  readonly expected: Readonly<Record<string, string | number | boolean>>;
}

export interface DesiredPools {
  readonly private: readonly PrivatePool[];
  readonly managed: readonly ManagedPool[];
  readonly file: readonly FilePool[];
  /** What begins so is the kit's: made, changed and, when nobody wants it any more, deleted. Nothing else is touched. */
  readonly prefixes: { readonly private: string; readonly managed: string };
}

const highestPriority = 1_000_000;
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const ownPrefix = /^[a-z0-9][a-z0-9-]*-$/;

/** Everything that is wrong with the pools, each with its remedy; empty when they can be made. */
export function poolProblems({ private: privates, managed, file, prefixes }: DesiredPools): string[] {
  const problems = [...prefixProblems(prefixes)];
  for (const [kind, pools, lowest] of [
    ["private", privates, 1],
    ["managed", managed, 0],
  ] as const) {
    for (const pool of pools) problems.push(...ofPool(kind, pool, prefixes[kind], lowest));
  }
  const names = [...privates, ...managed, ...file].map(({ name }) => name);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    // Beta9 takes it, and then counts the machines of the one as the other's.
    problems.push(`pool ${name} is there twice: private, managed and in-cluster pools share one name space`);
  }
  return problems;
}

function prefixProblems({ private: first, managed: second }: DesiredPools["prefixes"]): string[] {
  const problems: string[] = [];
  for (const [kind, prefix] of [
    ["private", first],
    ["managed", second],
  ] as const) {
    if (ownPrefix.test(prefix)) continue;
    problems.push(`prefix of ${kind} pools is "${prefix}": write lower-case letters, digits and a hyphen at its end`);
  }
  if (first.startsWith(second) || second.startsWith(first)) {
    problems.push(`prefixes "${first}" and "${second}" overlap: a name must tell a private pool from a managed one`);
  }
  return problems;
}

function ofPool(kind: string, pool: PrivatePool | ManagedPool, prefix: string, lowest: number): string[] {
  const { name, gpu, priority = lowest } = pool;
  const problems: string[] = [];
  if (!label.test(name)) {
    problems.push(`${kind} pool "${name}": a name has 1 to 63 lower-case letters, digits and inner hyphens`);
  }
  if (!name.startsWith(prefix)) problems.push(`${kind} pool ${name}: the name must begin with "${prefix}"`);
  // The gateway takes 0 of a private pool for nothing said, and makes it 1000.
  if (!Number.isInteger(priority) || priority < lowest || priority > highestPriority) {
    problems.push(`${kind} pool ${name}: priority is ${priority}, accepted: ${lowest} to ${highestPriority}`);
  }
  if (gpu !== undefined && !beta9GpuNames.some((known) => known === gpu)) {
    const [meant] = nearest(gpu, beta9GpuNames, 1);
    const hint = meant ? `; did you mean ${meant}?` : `, accepted: ${beta9GpuNames.join(", ")}`;
    problems.push(`${kind} pool ${name}: Beta9 schedules nothing to GPU "${gpu}"${hint}`);
  }
  return problems;
}
