import { resources } from "../workload/hardened.ts";

/** What every pod that runs the registry's program shares: names of its objects, paths, user. */
export const registryNames = {
  service: "registry",
  config: "registry-config",
  environment: "registry-environment",
  htpasswd: "registry-htpasswd",
  tls: "registry-tls",
  volume: "registry-data",
} as const;

export const registryPort = 5000;
/** Any unprivileged user will do: the program asks for none by name. */
export const registryUid = 10_001;
export const dataDirectory = "/var/lib/registry";
export const configFile = "/etc/distribution/config.yml";
export const files = {
  certificate: "/etc/registry-tls/tls.crt",
  key: "/etc/registry-tls/tls.key",
  htpasswd: "/etc/registry-auth/htpasswd",
} as const;
/** Authority of the store, beside the configuration. */
export const storeAuthorityKey = "store-ca.crt";
/** Time that running transfers get when a replica stops, in seconds: a layer part takes less. */
export const drainSeconds = 60;
/** What Kubernetes waits before it kills: the drain, the pause before it and some air. */
export const graceSeconds = drainSeconds + 20;

/** Where the image keeps its one program. */
export const registryBinary = "/bin/registry";

/** What of the storage shapes a pod. */
export interface StorageShape {
  /** Blobs lie on a volume of the cluster. */
  readonly onDisk: boolean;
  /** The S3 store's certificate is signed by an authority that no system knows. */
  readonly ownAuthority: boolean;
}

/** Environment of the registry's program, secrets aside. */
export function registryEnvironment({ ownAuthority }: StorageShape) {
  return [
    // Version 3 exports traces over OTLP unless told not to.
    { name: "OTEL_TRACES_EXPORTER", value: "none" },
    ...(ownAuthority ? [{ name: "SSL_CERT_FILE", value: `/etc/distribution/${storeAuthorityKey}` }] : []),
  ];
}

/** Configuration and, on a disk, the blobs: what serving and collecting garbage both need. */
export function registryVolumes({ onDisk }: StorageShape) {
  return {
    volumes: [
      { name: "config", configMap: { name: registryNames.config } },
      ...(onDisk ? [{ name: "data", persistentVolumeClaim: { claimName: registryNames.volume } }] : []),
    ],
    volumeMounts: [
      { name: "config", mountPath: "/etc/distribution", readOnly: true },
      ...(onDisk ? [{ name: "data", mountPath: dataDirectory }] : []),
    ],
  };
}

/** Every byte of a pull passes through the replica, and every request costs a bcrypt comparison (cost 10): both are CPU. */
export const registryResources = resources({ cpuMillis: 500, memoryMiB: 512, cpuLimitMillis: 4000 });
