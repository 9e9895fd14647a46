import { hardenedContainer, hardenedPod, resources } from "../../workload/hardened.ts";
import { ledgerQuery } from "./ledger.ts";
import { paths } from "./settings.ts";

/** User of the Node.js image; psql runs as anybody. */
const uid = 1000;

export interface ClaimPodArgs<T> {
  readonly nodeImage: T;
  /** Any image with psql in it: the environment's PostgreSQL. */
  readonly psqlImage: T;
  readonly serviceAccount: T;
  /** `node`, program and settings file. */
  readonly command: readonly string[];
  readonly programVolume: { readonly name: string; readonly configMap: { readonly name: T } };
  readonly programMount: Mount;
  /** Secret with libpq's service file under {@link serviceFile}. */
  readonly databaseSecret: T;
  /** Secret with `accessKey` and `secretKey` of an external bucket. */
  readonly storageSecret: T | undefined;
}

interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
}

const ledgerFolder = paths.ledger.slice(0, paths.ledger.lastIndexOf("/"));
const databaseFolder = "/database";
/** Key of the Secret and name of the file. */
export const serviceFile = "pg_service.conf";
const ledgerMount = { name: "ledger", mountPath: ledgerFolder };

/**
 * The claim's pod: call the claim, look at the database, settle; each with the credentials of its own step and no
 * others. It runs to its end, so no container has probes: nobody sends it traffic, and the Job's deadline ends what hangs.
 *
 * @typeParam T text, now or later
 */
export function claimPodSpec<T>(args: ClaimPodArgs<T>) {
  const { command, programMount, storageSecret } = args;
  const phase = (name: string, mounts: readonly Mount[]) => ({
    name,
    image: args.nodeImage,
    command: [...command, name],
    env: [
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "NODE_EXTRA_CA_CERTS", value: `${paths.serviceAccount}/ca.crt` },
    ],
    volumeMounts: [
      programMount,
      { name: "kubernetes-api", mountPath: paths.serviceAccount, readOnly: true },
      ...mounts,
    ],
    ...common({ cpuMillis: 50, memoryMiB: 128 }),
  });
  const keysMount = { name: "storage-keys", mountPath: paths.storageKeys, readOnly: true };
  return {
    restartPolicy: "Never",
    serviceAccountName: args.serviceAccount,
    // Mounted by name below: psql has no business with the Kubernetes API.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: hardenedPod(uid),
    // One call to the gateway and the attempts to store its answer are not cut short.
    terminationGracePeriodSeconds: 60,
    initContainers: [phase("claim", []), lookAtDatabase(args)],
    containers: [phase("settle", [{ ...ledgerMount, readOnly: true }, ...(storageSecret ? [keysMount] : [])])],
    volumes: [
      args.programVolume,
      { name: "ledger", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
      { name: "database", secret: { secretName: args.databaseSecret, defaultMode: 0o440 } },
      { name: "kubernetes-api", projected: { defaultMode: 0o440, sources: kubernetesApi } },
      ...(storageSecret ? [{ name: "storage-keys", secret: { secretName: storageSecret, defaultMode: 0o440 } }] : []),
    ],
  };
}

const kubernetesApi = [
  { serviceAccountToken: { path: "token", expirationSeconds: 3600 } },
  { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
];

/** Tokens go from PostgreSQL to a file in memory: not to the log, not to a disk, not into a command line. */
function lookAtDatabase<T>({ psqlImage }: ClaimPodArgs<T>) {
  return {
    name: "ledger",
    image: psqlImage,
    command: psqlCommand(ledgerFolder),
    env: Object.entries(psqlEnvironment(databaseFolder)).map(([name, value]) => ({ name, value })),
    volumeMounts: [{ name: "database", mountPath: databaseFolder, readOnly: true }, ledgerMount],
    ...common({ cpuMillis: 50, memoryMiB: 64 }),
  };
}

/** psql, without anything that a home folder could add, writing the answer to the ledger's file. */
export function psqlCommand(folder: string): string[] {
  const output = `${folder}${paths.ledger.slice(ledgerFolder.length)}`;
  const quiet = ["--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"];
  return ["psql", ...quiet, `--output=${output}`, `--command=${ledgerQuery}`];
}

const pgService = "beta9";

/** Where libpq finds the server, and a session that can read and nothing else, for 30 s at most. */
export function psqlEnvironment(folder: string): Record<string, string> {
  return {
    PGSERVICEFILE: `${folder}/${serviceFile}`,
    PGSERVICE: pgService,
    PGCONNECT_TIMEOUT: "10",
    PGOPTIONS: "-c default_transaction_read_only=on -c statement_timeout=30s",
  };
}

export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly username: string;
  readonly password: string;
  readonly tls: boolean;
}

/**
 * libpq's connection service file: keys from <https://www.postgresql.org/docs/current/libpq-connect.html>. A value
 * reaches to the end of its line.
 *
 * @throws Error for a value with a line end, or with blanks that libpq would cut off
 */
export function renderServiceFile({ host, port, database, username, password, tls }: DatabaseAddress): string {
  const values = { host, port, dbname: database, user: username, password, sslmode: tls ? "require" : "disable" };
  const lines = Object.entries(values).map(([key, value]) => {
    const text = String(value);
    if (/[\r\n]/.test(text) || text.trim() !== text)
      throw new Error(`PostgreSQL's ${key} has a line end or outer blanks`);
    return `${key}=${text}`;
  });
  return `[${pgService}]\n${lines.join("\n")}\n`;
}

function common(needs: { readonly cpuMillis: number; readonly memoryMiB: number }) {
  return {
    resources: resources(needs),
    securityContext: hardenedContainer({ uid }),
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}
