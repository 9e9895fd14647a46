import type * as inputs from "@pulumi/kubernetes/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import { execProbe, hardenedContainer, hardenedPod, resources } from "../workload/hardened.ts";
import type { PostgresPaths } from "./postgres-config.ts";
import type { PostgresSettings } from "./postgres-settings.ts";

/** Where the volume is mounted. Its root holds lost+found, which initdb refuses: data lies below. */
export const postgresVolumeDir = "/var/lib/postgresql/data";
/** Where `tls.crt` and `tls.key` are. */
export const postgresTlsDir = "/etc/postgresql-tls";

/** User of the image (Debian's build of it). */
const uid = 999;

/** The pod of an in-cluster PostgreSQL: preparation, then the server. */
export function postgresPod({
  settings: { cpuMillis, memoryMiB },
  image,
  port,
  paths,
  claim,
  config,
  certificate,
}: {
  readonly settings: PostgresSettings;
  readonly image: pulumi.Input<string>;
  readonly port: number;
  readonly paths: PostgresPaths;
  /** Names of the claim, and of the Secrets with the configuration and with the certificate. */
  readonly claim: pulumi.Input<string>;
  readonly config: pulumi.Input<string>;
  readonly certificate: pulumi.Input<string>;
}): inputs.core.v1.PodSpec {
  const container = {
    image,
    securityContext: hardenedContainer(),
    resources: resources({ cpuMillis, memoryMiB }),
    volumeMounts: [
      { name: "data", mountPath: postgresVolumeDir },
      { name: "config", mountPath: paths.config, readOnly: true },
      { name: "tls", mountPath: postgresTlsDir, readOnly: true },
      { name: "socket", mountPath: paths.socket },
      { name: "shared-memory", mountPath: "/dev/shm" },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
  const secretVolume = (name: string, secretName: pulumi.Input<string>) => ({
    name,
    // Owner and group may read, nobody may write: also what PostgreSQL demands of a key that root owns.
    secret: { secretName, defaultMode: 0o440 },
  });
  // 2: no answer at all. 1: it starts, stops or recovers, which a restart would only begin again.
  const answers = `pg_isready --host=${paths.socket} --port=${port} --quiet --timeout=5`;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: hardenedPod(uid),
    terminationGracePeriodSeconds: 120,
    initContainers: [{ ...container, name: "prepare", command: ["sh", `${paths.config}/prepare.sh`] }],
    containers: [
      {
        ...container,
        name: "postgres",
        command: ["postgres", `--config-file=${paths.config}/postgresql.conf`],
        ports: [{ name: "postgres", containerPort: port }],
        // SIGTERM alone would wait until the last client has left.
        lifecycle: {
          preStop: {
            exec: { command: ["pg_ctl", "stop", `--pgdata=${paths.data}`, "--mode=fast", "--no-wait"] },
          },
        },
        startupProbe: execProbe(["sh", "-c", answers], {
          periodSeconds: 5,
          timeoutSeconds: 6,
          failureThreshold: 360,
        }),
        readinessProbe: execProbe(["sh", "-c", answers], { periodSeconds: 5, timeoutSeconds: 6 }),
        livenessProbe: execProbe(["sh", "-c", `${answers}; [ $? -ne 2 ]`], {
          periodSeconds: 20,
          timeoutSeconds: 10,
          failureThreshold: 6,
        }),
      },
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: claim } },
      secretVolume("config", config),
      secretVolume("tls", certificate),
      { name: "socket", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
      // Parallel queries share memory here; the 64 MiB that a container has otherwise are soon used up.
      { name: "shared-memory", emptyDir: { medium: "Memory", sizeLimit: `${Math.floor(memoryMiB / 8)}Mi` } },
      { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
    ],
  };
}
