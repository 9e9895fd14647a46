import type * as inputs from "@pulumi/kubernetes/types/input.js";
import * as pulumi from "@pulumi/pulumi";
import type { ProgramConfigMap } from "../program/program-config-map.ts";
import { hardenedContainer, hardenedPod, resources } from "../workload/hardened.ts";
import type { BackupArgs, DumpSource } from "./args.ts";
import { postgresDumpScript, redisDumpScript } from "./dump-steps.ts";
import { secretFolder } from "./ship/settings.ts";

/** Secret with the keys of the dumps' bucket. */
export const storeSecret = "backup-store";

const uid = 1000;
const dumpFolder = "/dump";
const caFile = "/authority/ca.crt";

/** Where the one step leaves the dump for the other. */
export const dumpFile = (kind: DumpSource["kind"]) => `${dumpFolder}/${kind}`;

/** The pod of a backup: a step that dumps and reads back, then the program that encrypts and stores. */
export function backupPod(
  args: BackupArgs,
  source: DumpSource,
  program: ProgramConfigMap,
  secretName: pulumi.Input<string>,
): inputs.core.v1.PodSpec {
  const { images, store, recipient, recipients = [] } = args;
  const dump = { name: "dump", mountPath: dumpFolder };
  const securityContext = hardenedContainer({ uid });
  return {
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: hardenedPod(uid),
    initContainers: [
      {
        name: "dump",
        ...dumpStep(args, source),
        securityContext,
        // The dump counts as this container's disk; the rest is its log.
        resources: resources({ cpuMillis: 100, memoryMiB: 256, ephemeralMiB: source.scratchMiB + 128 }),
        volumeMounts: [dump, { name: "authority", mountPath: "/authority", readOnly: true }],
      },
    ],
    containers: [
      {
        name: "ship",
        image: images.reference("node"),
        command: [...program.command],
        env: [
          { name: "NODE_EXTRA_CA_CERTS", value: `${secretFolder}/ca.crt` },
          { name: "STORE_ENDPOINT", value: store.endpoint },
          { name: "STORE_BUCKET", value: store.bucket },
          { name: "RECIPIENTS", value: pulumi.output(recipient).apply((own) => [own, ...recipients].join(" ")) },
        ],
        securityContext,
        resources: resources({ cpuMillis: 100, memoryMiB: 256 }),
        volumeMounts: [
          { ...dump, readOnly: true },
          program.mount,
          { name: "secrets", mountPath: secretFolder, readOnly: true },
        ],
      },
    ],
    volumes: [
      program.volume,
      { name: "dump", emptyDir: { sizeLimit: `${source.scratchMiB}Mi` } },
      { name: "secrets", secret: { secretName, defaultMode: 0o440 } },
      {
        name: "authority",
        secret: { secretName: source.access.secretName, items: [{ key: "ca.crt", path: "ca.crt" }] },
      },
    ],
  };
}

/** What the first step runs, and with which environment. Passwords come from the store's Secret. */
function dumpStep({ images }: BackupArgs, source: DumpSource) {
  const { secretName, host, port } = source.access;
  const fromSecret = (name: string, key: string) => ({
    name,
    valueFrom: { secretKeyRef: { name: secretName, key } },
  });
  const file = dumpFile(source.kind);
  switch (source.kind) {
    case "redis": {
      const script = redisDumpScript({ cli: "valkey-cli", checker: "valkey-check-rdb", host, port, caFile, file });
      return {
        image: images.reference("valkey"),
        command: ["sh", "-c", script],
        env: [
          fromSecret("REDIS_USER", "username"),
          // Valkey's client goes by the first name, Redis' and older ones of Valkey's by the second.
          fromSecret("VALKEYCLI_AUTH", "password"),
          fromSecret("REDISCLI_AUTH", "password"),
        ],
      };
    }
    case "postgres":
      return {
        image: source.image,
        command: ["sh", "-c", postgresDumpScript({ file })],
        env: [
          { name: "PGHOST", value: host },
          { name: "PGPORT", value: String(port) },
          fromSecret("PGDATABASE", "database"),
          fromSecret("PGUSER", "username"),
          fromSecret("PGPASSWORD", "password"),
          { name: "PGSSLMODE", value: "verify-full" },
          { name: "PGSSLROOTCERT", value: caFile },
        ],
      };
  }
}
