export interface ResourceNeeds {
  /** What the scheduler sets aside, in thousandths of a core. */
  readonly cpuMillis: number;
  /** Request and limit in one, in MiB: memory can not be taken back, so nobody gets more than was set aside. */
  readonly memoryMiB: number;
  /** @default four times `cpuMillis` – bursts use idle cores, a runaway stays bounded */
  readonly cpuLimitMillis?: number;
  /** Logs and emptyDirs on the node's disk, in MiB. @default 128 – the kubelet keeps up to 50 MiB of logs per container */
  readonly ephemeralMiB?: number;
}

/** Requests and limits of a container. */
export function resources({ cpuMillis, memoryMiB, cpuLimitMillis = 4 * cpuMillis, ephemeralMiB = 128 }: ResourceNeeds) {
  for (const [name, value] of Object.entries({ cpuMillis, memoryMiB, cpuLimitMillis, ephemeralMiB })) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} ${value} is not a whole number above 0`);
  }
  if (cpuLimitMillis < cpuMillis)
    throw new RangeError(`cpuLimitMillis ${cpuLimitMillis} is below cpuMillis ${cpuMillis}`);
  const memory = { memory: `${memoryMiB}Mi`, "ephemeral-storage": `${ephemeralMiB}Mi` };
  return { requests: { cpu: `${cpuMillis}m`, ...memory }, limits: { cpu: `${cpuLimitMillis}m`, ...memory } };
}
