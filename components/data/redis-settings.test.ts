import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RedisArgs, resolveRedisSettings } from "./redis-settings.ts";

const volume = { storageClass: "encrypted", encryptedAtRest: true };
const problemsOf = (args: Partial<RedisArgs>) => resolveRedisSettings({ volume, ...args }).problems;

describe("settings of Redis", () => {
  it("lose no acknowledged write unless somebody says so", () => {
    const { settings, problems } = resolveRedisSettings({ volume });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ fsync: "always", memoryMiB: 1024, diskGiB: 20, containerMemoryMiB: 2176 });
  });

  it("leave room on the disk for the old log, the new one and a snapshot", () => {
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 131_072 }), fc.integer({ min: 1, max: 600 }), (memoryMiB, diskGiB) => {
        expect(problemsOf({ memoryMiB, diskGiB }).length === 0).toBe(diskGiB * 1024 >= 4 * memoryMiB);
      }),
    );
  });

  it("tell every mistake at once, with what is accepted", () => {
    const problems = problemsOf({
      memoryMiB: 63,
      diskGiB: 0.5,
      cpuMillis: 0,
      fsync: "no" as "always",
      volume: { storageClass: "nfs", encryptedAtRest: false, accessModes: ["ReadWriteMany"] },
    });
    expect(problems.join("\n")).toMatchInlineSnapshot(`
      "volume: the disk holds tokens and keys in clear, so its storage class must encrypt at rest: use one that does, or say why not in unencryptedReason
      volume: the storage class mounts ReadWriteMany, but a server's own disk needs ReadWriteOnce
      memoryMiB is 63, accepted: a whole number from 64 to 131072
      diskGiB is 0.5, accepted: a whole number from 1 to 32768
      cpuMillis is 0, accepted: a whole number from 50 to 8000
      fsync is "no", accepted: always, everysec"
    `);
  });

  it("take a disk without encryption only for a stated reason", () => {
    const bare = { storageClass: "local-path", encryptedAtRest: false };
    expect(problemsOf({ volume: bare })).toHaveLength(1);
    expect(problemsOf({ volume: { ...bare, unencryptedReason: " " } })).toHaveLength(1);
    expect(problemsOf({ volume: { ...bare, unencryptedReason: "a laptop's cluster" } })).toEqual([]);
  });
});
