import { describe, expect, it } from "vitest";
import { type PostgresArgs, resolvePostgresSettings } from "./postgres-settings.ts";

const volume = { storageClass: "encrypted", encryptedAtRest: true };
const problemsOf = (args: Partial<PostgresArgs>) => resolvePostgresSettings({ volume, ...args }).problems;

describe("settings of PostgreSQL", () => {
  it("are right when nothing is said", () => {
    expect(resolvePostgresSettings({ volume })).toMatchObject({
      problems: [],
      settings: { memoryMiB: 2048, diskGiB: 20, database: "beta9", owner: "beta9", backupRole: "beta9_backup" },
    });
  });

  it("tell every mistake at once, with what is accepted", () => {
    const problems = problemsOf({
      memoryMiB: 100,
      diskGiB: 1,
      maxConnections: 5000,
      cpuMillis: 1.5,
      volume: { ...volume, encryptedAtRest: false },
    });
    expect(problems.join("\n")).toMatchInlineSnapshot(`
      "volume: the disk holds tokens and keys in clear, so its storage class must encrypt at rest: use one that does, or say why not in unencryptedReason
      memoryMiB is 100, accepted: a whole number from 512 to 262144
      diskGiB is 1, accepted: a whole number from 5 to 32768
      maxConnections is 5000, accepted: a whole number from 20 to 2000
      cpuMillis is 1.5, accepted: a whole number from 50 to 32000
      maxConnections is 5000: too many for 100 MiB, at most 25 or more memory"
    `);
  });

  it.each(["Beta9", "beta-9", "beta9; DROP TABLE token", "pg_beta9", "postgres", "public", "", "b".repeat(56), "x y"])(
    "refuse %j as the name of a role or a database",
    (name) => {
      expect(problemsOf({ owner: name })).toEqual([expect.stringContaining(`owner is "${name}"`)]);
      expect(problemsOf({ database: name })).toEqual([expect.stringContaining(`database is "${name}"`)]);
    },
  );
});
