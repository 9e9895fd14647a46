import { type DataVolumeArgs, volumeProblems } from "./data-volume.ts";

/** What a person may choose about a Redis of our own. */
export interface RedisArgs {
  /**
   * Memory for data, in MiB, 64 to 131072; the pod gets twice that and 128 MiB. Never evicted: when it is full, writes
   * are refused. @default 1024 – pools, machines, tokens and the queue of a platform; bulk data lies in the object store
   */
  readonly memoryMiB?: number;
  /**
   * Disk for the append-only file and snapshots, in GiB, at least four times the memory: the old log, its rewrite and a
   * snapshot lie beside each other for a while. A full disk stops the server. @default 20 – room for 5 GiB of data
   */
  readonly diskGiB?: number;
  /**
   * When an acknowledged write is on the disk. `always`: before the client is answered; clients that write at the same
   * time share one flush, and each waits for it: 2.5 ms for one client, 6 ms for sixteen, against 0.05 and 0.7 ms
   * (measured on a shared two-core machine's disk). `everysec`: a second later, and what was
   * acknowledged in that second is gone when the node is. @default always – lost pools and tokens are in no other place
   */
  readonly fsync?: "always" | "everysec";
  /** Processor time set aside, in thousandths of a core; bursts take up to four times that. @default 250 – one thread */
  readonly cpuMillis?: number;
  readonly volume: DataVolumeArgs;
}

export interface RedisSettings extends Required<RedisArgs> {
  /** Request and limit of the container: a fork that rewrites the log shares pages until each has been written to. */
  readonly containerMemoryMiB: number;
}

/** Every default filled in, and everything that is wrong. Settings are of use only when `problems` is empty. */
export function resolveRedisSettings({
  memoryMiB = 1024,
  diskGiB = 20,
  fsync = "always",
  cpuMillis = 250,
  volume,
}: RedisArgs): { readonly settings: RedisSettings; readonly problems: readonly string[] } {
  const problems = volumeProblems(volume);
  const whole = (name: string, value: number, min: number, max: number) => {
    if (!Number.isInteger(value) || value < min || value > max)
      problems.push(`${name} is ${value}, accepted: a whole number from ${min} to ${max}`);
  };
  whole("memoryMiB", memoryMiB, 64, 131_072);
  whole("diskGiB", diskGiB, 1, 32_768);
  whole("cpuMillis", cpuMillis, 50, 8000);
  if (diskGiB * 1024 < 4 * memoryMiB) {
    problems.push(
      `diskGiB is ${diskGiB}: too small for ${memoryMiB} MiB of data, give it at least ${Math.ceil((4 * memoryMiB) / 1024)}`,
    );
  }
  if (fsync !== "always" && fsync !== "everysec") problems.push(`fsync is "${fsync}", accepted: always, everysec`);
  return {
    settings: { memoryMiB, diskGiB, fsync, cpuMillis, volume, containerMemoryMiB: 2 * memoryMiB + 128 },
    problems,
  };
}
