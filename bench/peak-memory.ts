import { readdirSync, readFileSync } from "node:fs";

const everyMilliseconds = 200;

/** Watches a process and everything that it starts. The answer ends the watch and is the most memory at one moment, in MiB. Linux. */
export function watchMemory(pid: number): () => number {
  let peakKiB = 0;
  const timer = setInterval(() => {
    peakKiB = Math.max(peakKiB, treeKiB(pid));
  }, everyMilliseconds);
  return () => {
    clearInterval(timer);
    return peakKiB / 1024;
  };
}

/** What everything that this process has started has resident now, in MiB. Linux. */
export function childrenMiB(): number {
  return (treeKiB(process.pid) - (statusOf(String(process.pid))?.residentKiB ?? 0)) / 1024;
}

function treeKiB(root: number): number {
  const children = new Map<number, number[]>();
  const sizes = new Map<number, number>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const status = statusOf(entry);
    if (status === undefined) continue;
    sizes.set(Number(entry), status.residentKiB);
    children.set(status.parent, [...(children.get(status.parent) ?? []), Number(entry)]);
  }
  const sizeOf = (pid: number): number =>
    (sizes.get(pid) ?? 0) + (children.get(pid) ?? []).reduce((sum, child) => sum + sizeOf(child), 0);
  return sizeOf(root);
}

/** Nothing for a process that has ended since the folder was listed. */
function statusOf(pid: string): { readonly parent: number; readonly residentKiB: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
    return { parent: field("PPid"), residentKiB: field("VmRSS") };
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
