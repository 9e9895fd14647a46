import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { RandomId } from "@pulumi/random/randomId.js";
import { type Peers, peersOf, publicInternet } from "../workload/network-policy.ts";
import { Garage } from "./garage.ts";
import { GarageSetup } from "./garage-setup-job.ts";
import {
  type ExternalStoreArgs,
  type InClusterStoreArgs,
  type ObjectStoreArgs,
  type OciStoreArgs,
  type PerKeyHolder,
  type StoreBuckets,
  type StoreEndpoint,
  type StoreKeyHolder,
  type StoreKeys,
  storeKeyHolders,
} from "./object-store-args.ts";
import { OciStoreKeys } from "./object-store-oci-keys.ts";
import { objectStoreProblems } from "./object-store-settings.ts";
import { letClientsOut } from "./store-access.ts";

const gibibyte = 2 ** 30;

/** What a mode has to say of its store. */
interface Store {
  readonly internalUrl: pulumi.Input<string>;
  readonly publicUrl: pulumi.Input<string>;
  readonly region: string;
  readonly buckets: StoreBuckets<pulumi.Input<string>>;
  readonly keys: PerKeyHolder<StoreKeys>;
  readonly caCertificate?: pulumi.Output<string>;
  /** What is known not to work with this store, each in one sentence; the plan shows them. */
  readonly limits: readonly string[];
}

/**
 * S3 storage for Beta9 and the registry: buckets of the cloud, somebody else's endpoint, or Garage in the cluster.
 * @throws RunError with everything that is wrong with the args
 */
export class ObjectStore extends pulumi.ComponentResource {
  /** For Beta9: workspace storage and the indexes of images. */
  readonly endpoint: StoreEndpoint;
  /** Keys that open the registry's bucket alone, and that bucket. */
  readonly registry: StoreKeys & { readonly bucket: pulumi.Input<string> };
  /** Keys that open the dumps' bucket alone, and that bucket, where dumps are kept here. */
  readonly backups: (StoreKeys & { readonly bucket: pulumi.Input<string> }) | undefined;
  readonly workspaceBucketPrefix: string;
  readonly #name: string;
  readonly #args: ObjectStoreArgs;

  constructor(name: string, args: ObjectStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = objectStoreProblems(args);
    if (problems.length > 0) throw new pulumi.RunError(`object store ${name}:\n  ${problems.join("\n  ")}`);
    super("sgc:data:ObjectStore", name, {}, opts);
    this.#name = name;
    this.#args = args;
    this.workspaceBucketPrefix = args.workspaceBucketPrefix ?? `${args.environment}-workspace`;

    const store = this.createStore();
    const { images, volumes, registry, backups } = store.buckets;
    this.endpoint = {
      internalUrl: pulumi.output(store.internalUrl),
      publicUrl: pulumi.output(store.publicUrl),
      region: store.region,
      ...store.keys.platform,
      forcePathStyle: true,
      buckets: { images, volumes },
      ...(store.caCertificate === undefined ? {} : { caCertificate: store.caCertificate }),
    };
    this.registry = { ...store.keys.registry, bucket: registry };
    this.backups = store.keys.backups && backups !== undefined ? { ...store.keys.backups, bucket: backups } : undefined;
    const { internalUrl, publicUrl } = this.endpoint;
    this.registerOutputs({ internalUrl, publicUrl, knownLimits: store.limits });
  }

  private createStore(): Store {
    const { store } = this.#args;
    switch (store.mode) {
      case "oci":
        return this.useBuckets(store);
      case "external":
        return this.useEndpoint(store);
      case "in-cluster":
        return this.createGarage(store);
    }
  }

  private useBuckets(store: OciStoreArgs): Store {
    const { endpoint, region, buckets } = store.facts;
    const named = (purpose: keyof typeof buckets): pulumi.Output<string> => {
      const bucket = buckets[purpose];
      if (bucket === undefined) throw new pulumi.RunError(`there is no bucket ${purpose}`);
      return bucket;
    };
    const keysOf = (holder: StoreKeyHolder) => {
      const user = `${this.#args.environment}-object-store-${holder}`;
      const own = new OciStoreKeys(
        `${this.#name}-${holder}`,
        {
          user,
          description: `Signs S3 requests of the ${holder} of ${this.#args.environment}; no console, no other credentials`,
          store,
          buckets: storeKeyHolders[holder].map(named),
          bucketPrefix: holder === "platform" ? `${this.workspaceBucketPrefix}-` : undefined,
          // Who takes the job over reads no dump: restoring is somebody else's.
          reads: holder !== "backups",
        },
        { parent: this },
      );
      return own.keys;
    };
    this.letClientsOut(publicInternet, 443);
    return {
      internalUrl: endpoint,
      publicUrl: endpoint,
      region,
      buckets: {
        images: named("images"),
        registry: named("registry"),
        volumes: named("volumes"),
        ...(store.backups ? { backups: named("backups") } : {}),
      },
      keys: {
        platform: keysOf("platform"),
        registry: keysOf("registry"),
        ...(store.backups ? { backups: keysOf("backups") } : {}),
      },
      limits: [
        "Deleting a folder of a volume fails: Beta9's DeleteObjects carries a CRC32 checksum, and OCI takes Content-MD5, SHA256 or CRC32C alone.",
        "Whether OCI makes a bucket for a request without a LocationConstraint, as Beta9 sends it for each further workspace, is not verified.",
      ],
    };
  }

  private useEndpoint(store: ExternalStoreArgs): Store {
    const { endpoint, region, buckets, keys, cidrs } = store;
    const pair = ({ accessKeyId, secretAccessKey }: ExternalStoreArgs["keys"]["platform"]): StoreKeys => ({
      accessKeyId: pulumi.secret(accessKeyId.reveal()),
      secretAccessKey: pulumi.secret(secretAccessKey.reveal()),
    });
    this.letClientsOut(peersOf(cidrs ?? []) ?? publicInternet, Number(new URL(endpoint).port || 443));
    return {
      internalUrl: endpoint,
      publicUrl: endpoint,
      region,
      buckets,
      keys: {
        platform: pair(keys.platform),
        registry: pair(keys.registry),
        ...(keys.backups ? { backups: pair(keys.backups) } : {}),
      },
      limits: [],
    };
  }

  private letClientsOut(peers: Peers, port: number): void {
    const { clients, provider } = this.#args;
    letClientsOut(this.#name, { server: "object-store", peers, port }, clients, { parent: this, provider });
  }

  private createGarage(store: InClusterStoreArgs): Store {
    const { environment, namespace, provider, clients } = this.#args;
    const { region, publicUrl, buckets, ca, images, diskGiB } = store;
    const garage = new Garage(
      `${this.#name}-garage`,
      { environment, namespace, provider, clients, store },
      { parent: this },
    );
    const keys = {
      platform: this.createGarageKeys("platform"),
      registry: this.createGarageKeys("registry"),
      ...(buckets.backups === undefined ? {} : { backups: this.createGarageKeys("backups") }),
    };
    const setup = new GarageSetup(
      "garage-setup",
      {
        environment,
        namespace,
        provider,
        image: images.reference("node"),
        settings: {
          servers: [...garage.adminUrls],
          zone: region,
          // What is left is for the file system and for blocks that wait to be moved or removed.
          capacityBytes: Math.floor(diskGiB * gibibyte * 0.9),
          timeoutSeconds: 600,
          buckets: Object.values(buckets).filter((bucket) => bucket !== undefined),
          keys: Object.fromEntries(
            (Object.keys(keys) as StoreKeyHolder[]).map((holder) => [
              holder,
              {
                buckets: storeKeyHolders[holder].flatMap((purpose) => buckets[purpose] ?? []),
                // Garage can not limit it to a prefix: a key that may make buckets owns those that it makes, no other.
                createBuckets: holder === "platform",
              },
            ]),
          ),
        },
        adminToken: garage.adminToken,
        keys,
        caCertificate: ca.certificate,
        serverLabels: garage.labels,
      },
      { parent: this },
    );
    // Whoever reads a bucket's name waits until the bucket is there.
    const made = (bucket: string) => setup.done.apply(() => bucket);
    return {
      internalUrl: garage.internalUrl,
      publicUrl,
      region,
      buckets: {
        images: made(buckets.images),
        registry: made(buckets.registry),
        volumes: made(buckets.volumes),
        ...(buckets.backups === undefined ? {} : { backups: made(buckets.backups) }),
      },
      keys,
      caCertificate: ca.certificate,
      limits: [],
    };
  }

  /** Garage imports keys only in its own form: `GK` and 24 hex digits, and 64 hex digits. */
  private createGarageKeys(holder: StoreKeyHolder): StoreKeys {
    const id = new RandomId(`${this.#name}-${holder}-key-id`, { byteLength: 12, prefix: "GK" }, { parent: this });
    const secret = new RandomBytes(`${this.#name}-${holder}-key-secret`, { length: 32 }, { parent: this });
    return { accessKeyId: pulumi.secret(id.hex), secretAccessKey: pulumi.secret(secret.hex) };
  }
}
