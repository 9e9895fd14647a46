import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { Images } from "../images/images.ts";
import { ageKey } from "./age-key.ts";
import { type BackupArgs, isDailySchedule } from "./args.ts";
import { Backup } from "./backup.ts";
import { BackupIdentity } from "./backup-identity.ts";

const seed = Buffer.alloc(32, 7);
const answers = { outputs: { "random:index/randomBytes:RandomBytes": { base64: seed.toString("base64") } } };
const offline = ageKey(Buffer.alloc(32, 9)).recipient;

const made = (changes: Partial<BackupArgs> = {}): Promise<Registration[]> =>
  registrationsOf(() => {
    const { recipient } = new BackupIdentity("identity");
    new Backup("backup", {
      environment: "prod",
      namespace: "beta9",
      provider: new Provider("cluster", {}),
      images: new Images("mirror.example.eu"),
      sources: [
        {
          kind: "redis",
          access: { secretName: pulumi.output("redis-backup"), host: "redis.beta9.svc", port: 6379 },
          scratchMiB: 1088,
        },
        {
          kind: "postgres",
          access: { secretName: pulumi.output("postgres-backup"), host: "postgres.beta9.svc", port: 5432 },
          scratchMiB: 2048,
          image: "mirror.example.eu/postgres",
        },
      ],
      store: {
        endpoint: "https://s3.example.eu",
        region: "eu-de",
        bucket: "prod-backups",
        accessKeyId: pulumi.secret("planted-id"),
        secretAccessKey: pulumi.secret("planted-secret"),
      },
      caCertificate: "authority",
      recipient,
      recipients: [offline],
      ...changes,
    });
  }, answers);
const jobs = (all: readonly Registration[]) => all.filter(({ type }) => type.endsWith(":CronJob"));
const podOf = (job: Registration) => job.inputs.spec.jobTemplate.spec.template.spec;
const envOf = (container: { env: { name: string; value?: string }[] }) =>
  Object.fromEntries(container.env.map(({ name, value }) => [name, value]));

describe("the backup of an environment", () => {
  it("dumps each store first and ships the dump then, one run at a time", async () => {
    const all = jobs(await made());
    expect(all.map(({ inputs }) => inputs.metadata.name)).toEqual(["redis-backup", "postgres-backup"]);
    for (const job of all) {
      const { initContainers, containers } = podOf(job);
      expect([...initContainers, ...containers].map(({ name }: { name: string }) => name)).toEqual(["dump", "ship"]);
      expect(job.inputs.spec).toMatchObject({ concurrencyPolicy: "Forbid", schedule: "17 0 * * *" });
    }
  });

  it("says when its newest dump is too old", async () => {
    for (const job of jobs(await made())) {
      expect(Object.entries(job.inputs.metadata.annotations)).toContainEqual([
        expect.stringContaining("backup-max-age-hours"),
        "26",
      ]);
    }
  });

  it("encrypts to the environment's key and to those of the stack file, and the cluster gets no identity", async () => {
    const all = await made();
    const { identity, recipient } = ageKey(seed);
    for (const job of jobs(all)) expect(envOf(podOf(job).containers[0]).RECIPIENTS).toBe(`${recipient} ${offline}`);
    const inCluster = all.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(JSON.stringify(inCluster)).not.toContain(identity);
  });

  it("has its key protected, because nothing else opens the dumps", async () => {
    const key = (await made()).find(({ type }) => type.endsWith(":RandomBytes"));
    expect(key?.inputs).toEqual({ length: 32 });
    expect(key?.protect).toBe(true);
  });

  it("bounds a dump's room on the node, and grants it to the container that writes it", async () => {
    const [redis] = jobs(await made());
    const pod = redis && podOf(redis);
    expect(pod.volumes).toContainEqual({ name: "dump", emptyDir: { sizeLimit: "1088Mi" } });
    expect(pod.initContainers[0].resources.limits["ephemeral-storage"]).toBe("1216Mi");
  });

  it("keeps passwords and keys out of commands, plain environment and ConfigMaps", async () => {
    const all = await made();
    const open = all.filter(({ type }) => !/^(random|pulumi|sgc)/.test(type) && !type.endsWith(":Secret"));
    expect(JSON.stringify(open)).not.toContain("planted");
    for (const job of jobs(all)) {
      const [dump] = podOf(job).initContainers;
      for (const { name, value } of dump.env)
        expect([name, value]).not.toEqual([expect.stringMatching(/AUTH|PASS/), expect.anything()]);
    }
  });

  it("verifies who it dumps from by the cluster's authority", async () => {
    const [redis, postgres] = jobs(await made()).map(podOf);
    expect(redis.initContainers[0].command[2]).toContain("--tls --cacert '/authority/ca.crt'");
    expect(envOf(postgres.initContainers[0])).toMatchObject({
      PGSSLMODE: "verify-full",
      PGSSLROOTCERT: "/authority/ca.crt",
    });
  });

  it("opens its way to a store of somebody else's, and to that alone", async () => {
    const reach = { peers: [{ cidr: "198.51.100.7/32" }], port: 8443 } as const;
    const { store } = {
      store: {
        endpoint: "https://s3.example.eu:8443",
        region: "eu-de",
        bucket: "b",
        accessKeyId: "i",
        secretAccessKey: "s",
      },
    };
    const policies = (await made({ store: { ...store, reach } })).filter(({ type }) => type.endsWith(":NetworkPolicy"));
    expect(policies.map(({ inputs }) => inputs.spec.egress[0].ports[0].port)).toEqual([8443, 8443]);
    expect((await made()).filter(({ type }) => type.endsWith(":NetworkPolicy"))).toEqual([]);
  });

  it.each<[string, Partial<BackupArgs>, RegExp]>([
    ["to keep nothing", { keepDays: 0 }, /keepDays is 0/],
    ["a schedule that leaves days out", { schedule: "0 1 * * 0" }, /does not name a minute and hours of every day/],
    ["an identity in place of a recipient", { recipients: ["AGE-SECRET-KEY-1X"] }, /is not a public key/],
  ])("refuses %s", async (_, changes, message) => {
    let thrown: unknown;
    await made(changes).catch((error: unknown) => {
      thrown = error;
    });
    expect(String(thrown)).toMatch(message);
  });
});

describe("a schedule", () => {
  it.each(["17 0 * * *", "0 */6 * * *", "59 1,13,23 * * *", "5 * * * *"])("%s runs every day", (text) => {
    expect(isDailySchedule(text)).toBe(true);
  });

  it.each([
    "",
    "* 0 * * *",
    "60 0 * * *",
    "0 24 * * *",
    "0 */0 * * *",
    "0 */24 * * *",
    "0 1 1 * *",
    "0 1 * * 1-5",
    "@daily",
  ])("%s does not, or not with a bound", (text) => {
    expect(isDailySchedule(text)).toBe(false);
  });
});
