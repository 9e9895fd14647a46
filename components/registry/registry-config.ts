import { stringify } from "yaml";

/** Where the registry keeps its blobs. Keys of an S3 store come by environment and are no part of the file. */
export type RegistryStorage =
  | {
      readonly kind: "s3";
      /** URL of the endpoint, without a trailing slash. */
      readonly endpoint: string;
      readonly region: string;
      readonly bucket: string;
      /** Part size of uploads, 5 to 5120 MiB: 10,000 parts make the largest layer. */
      readonly chunkSizeMiB: number;
    }
  | { readonly kind: "filesystem"; readonly directory: string };

export interface RegistrySettings {
  readonly storage: RegistryStorage;
  readonly port: number;
  /** Paths inside the container. */
  readonly files: { readonly certificate: string; readonly key: string; readonly htpasswd: string };
  /** Time that running transfers get when the registry is stopped, in seconds. */
  readonly drainSeconds: number;
}

const mebibyte = 2 ** 20;

/**
 * config.yml of CNCF distribution v3. Keys: `configuration/configuration.go` and `registry/storage/driver/s3-aws/s3.go`
 * at v3.1.2. There is no debug listener, no notification and no trace exporter; `http.secret` and S3 keys come by
 * environment, because this text lies in a ConfigMap.
 */
export function renderRegistryConfig(settings: RegistrySettings): string {
  const { port, files, drainSeconds } = settings;
  return stringify({
    version: 0.1,
    log: { level: "info", formatter: "json", accesslog: { disabled: false } },
    storage: {
      ...storageDriver(settings.storage),
      delete: { enabled: true },
      // A redirect would send clients to the store's own address, which build containers and contributors can not reach.
      redirect: { disable: true },
      cache: { blobdescriptor: "inmemory", blobdescriptorsize: 10_000 },
      maintenance: { uploadpurging: { enabled: true, age: "168h", interval: "24h", dryrun: false } },
    },
    auth: { htpasswd: { realm: "registry", path: files.htpasswd } },
    http: {
      addr: `:${port}`,
      draintimeout: `${drainSeconds}s`,
      tls: { certificate: files.certificate, key: files.key, minimumtls: "tls1.2" },
      headers: { "X-Content-Type-Options": ["nosniff"] },
    },
    // Three failures in a row and `/` answers 503, so that a replica that lost its store gets no more requests.
    health: { storagedriver: { enabled: true, interval: "10s", threshold: 3 } },
  });
}

function storageDriver(storage: RegistryStorage): object {
  if (storage.kind === "filesystem") return { filesystem: { rootdirectory: storage.directory } };
  return {
    s3: {
      regionendpoint: storage.endpoint,
      region: storage.region,
      bucket: storage.bucket,
      // Without it the driver puts the bucket in front of the host, also of an endpoint of one's own (distribution #4528).
      forcepathstyle: true,
      secure: true,
      v4auth: true,
      chunksize: storage.chunkSizeMiB * mebibyte,
    },
  };
}
