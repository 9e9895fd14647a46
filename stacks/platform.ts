import * as pulumi from "@pulumi/pulumi";
import { AdminClaim, adminClaimClient } from "../components/beta9/admin-claim/admin-claim.ts";
import { ControlPlane } from "../components/beta9/control-plane.ts";
import { gatewayLabels, workerLabels } from "../components/beta9/control-plane-names.ts";
import { WorkerNamespace } from "../components/beta9/worker-namespace.ts";
import type { Destination } from "../components/beta9/worker-namespace-policies.ts";
import type { PostgresEndpoint, RedisEndpoint } from "../components/data/endpoints.ts";
import { garageNames } from "../components/data/garage-pod.ts";
import { ObjectStore } from "../components/data/object-store.ts";
import type { StoreArgs } from "../components/data/object-store-args.ts";
import { InClusterPostgres } from "../components/data/postgres.ts";
import { ExternalPostgres } from "../components/data/postgres-external.ts";
import { postgresImage } from "../components/data/postgres-image.ts";
import { InClusterRedis } from "../components/data/redis.ts";
import { ExternalRedis } from "../components/data/redis-external.ts";
import type { StoreClient } from "../components/data/store-access.ts";
import type { EdgeBackendRoute, EdgeCertificate } from "../components/edge/args.ts";
import { Edge, edgeServiceName } from "../components/edge/edge.ts";
import { edgePorts } from "../components/edge/pod.ts";
import { AdmissionPolicies } from "../components/guard/admission/admission-policies.ts";
import { GuardedNamespace } from "../components/guard/guarded-namespace.ts";
import { Images } from "../components/images/images.ts";
import { registryPort } from "../components/registry/layout.ts";
import { Registry } from "../components/registry/registry.ts";
import type { ObjectStoreFacts, Substrate } from "../components/substrate/substrate.ts";
import { ClusterCa } from "../components/tls/cluster-ca.ts";
import { labelsFor } from "../components/workload/hardened.ts";
import { anywhere, type Peer } from "../components/workload/network-policy.ts";
import countries from "../policies/data/countries.json" with { type: "json" };
import type { Environment } from "./environment.ts";

const namespaces = { controlPlane: "beta9", workers: "beta9-workers" } as const;

/** What users and their tools need of a running platform. */
export interface Platform {
  /** The administrator's token, secret. */
  readonly adminToken: pulumi.Output<string>;
  readonly objectStore: ObjectStoreFacts;
  readonly registryHost: string;
}

/** Beta9 with everything that it needs, in the cluster of a substrate. */
export function createPlatform(environment: Environment, substrate: Substrate): Platform {
  return new Composition(environment, substrate).create();
}

/** The order of things: stores, gateway, claim, and only then the door to the outside. */
class Composition {
  readonly #environment: Environment;
  readonly #substrate: Substrate;
  readonly #images: Images;
  readonly #ca: ClusterCa;
  readonly #opts: pulumi.ComponentResourceOptions;

  constructor(environment: Environment, substrate: Substrate) {
    this.#environment = environment;
    this.#substrate = substrate;
    this.#images = new Images(environment.images.mirror);
    this.#ca = new ClusterCa(`${environment.name}-ca`);
    this.#opts = { provider: substrate.kubernetes };
  }

  create(): Platform {
    const place = this.createNamespaces();
    const redis = this.createRedis(place);
    const postgres = this.createPostgres(place);
    const store = this.createObjectStore(place);
    const registry = this.createRegistry(place, store);
    const controlPlane = this.createControlPlane(place, { redis, postgres, store, registry });
    const claim = this.createClaim(place, controlPlane, postgres);
    this.createEdge(place, controlPlane, registry, store, claim);
    const { internalUrl, region, buckets } = store.endpoint;
    return {
      adminToken: claim.adminToken,
      objectStore: {
        endpoint: this.#environment.objectStore.store.mode === "in-cluster" ? store.endpoint.publicUrl : internalUrl,
        region,
        buckets: Object.fromEntries(Object.entries(buckets).map(([purpose, name]) => [purpose, pulumi.output(name)])),
      },
      registryHost: registry.endpoint.host,
    };
  }

  private get name(): string {
    return this.#environment.name;
  }

  private createNamespaces(): Place {
    const control = new GuardedNamespace(`${this.name}-beta9`, { namespace: namespaces.controlPlane }, this.#opts);
    const workers = new GuardedNamespace(
      `${this.name}-workers`,
      {
        namespace: namespaces.workers,
        podSecurity: "privileged",
        reason: "Beta9 workers start containers of their own inside the pod, which takes a privileged one",
      },
      this.#opts,
    );
    new AdmissionPolicies(
      `${this.name}-admission`,
      {
        namespaces: Object.values(namespaces),
        privilegedNamespaces: [namespaces.workers],
        controlPlaneNamespace: namespaces.controlPlane,
        mirror: this.#environment.images.mirror,
        edge: { namespace: namespaces.controlPlane, service: edgeServiceName, ports: [443] },
        personalData: personalDataRules(this.#environment, this.#substrate),
      },
      this.#opts,
    );
    return { after: [control, workers] };
  }

  private createRedis({ after }: Place): RedisEndpoint {
    const { redis } = this.#environment;
    const clients = [this.gatewayClient("the gateway keeps pools, queues and tokens in Redis")];
    const opts = { ...this.#opts, dependsOn: after };
    if (redis.mode === "external") {
      const { caCertificate, ...external } = redis;
      return new ExternalRedis(
        `${this.name}-redis`,
        {
          ...external,
          ...(caCertificate === undefined ? {} : { caCertificate }),
          clients,
          provider: this.#substrate.kubernetes,
        },
        opts,
      ).endpoint;
    }
    return new InClusterRedis(
      `${this.name}-redis`,
      { ...this.server(), ...redis, image: this.#images.reference("valkey"), volume: this.volume(), clients },
      opts,
    ).endpoint;
  }

  private createPostgres({ after }: Place): PostgresEndpoint {
    const { postgres } = this.#environment;
    const clients = [
      this.gatewayClient("the gateway keeps workspaces, tokens and deployments in PostgreSQL"),
      adminClaimClient(this.name, namespaces.controlPlane),
    ];
    const opts = { ...this.#opts, dependsOn: after };
    if (postgres.mode === "external") {
      return new ExternalPostgres(
        `${this.name}-postgres`,
        { ...this.server(), ...postgres, image: this.postgresImage(), clients },
        opts,
      ).endpoint;
    }
    return new InClusterPostgres(
      `${this.name}-postgres`,
      { ...this.server(), ...postgres, image: this.postgresImage(), volume: this.volume(), clients },
      opts,
    ).endpoint;
  }

  private createObjectStore({ after }: Place): ObjectStore {
    return new ObjectStore(
      `${this.name}-store`,
      {
        environment: this.name,
        namespace: namespaces.controlPlane,
        provider: this.#substrate.kubernetes,
        store: this.storeArgs(),
      },
      { ...this.#opts, dependsOn: after },
    );
  }

  private storeArgs(): StoreArgs {
    const { store } = this.#environment.objectStore;
    switch (store.mode) {
      case "external":
        return store;
      case "oci": {
        const { objectStore } = this.#substrate;
        if (!objectStore?.access)
          throw new pulumi.RunError("objectStore.store.mode is oci, but the substrate has no buckets");
        return { mode: "oci", facts: objectStore, ...objectStore.access };
      }
      case "in-cluster":
        return {
          ...store,
          ca: this.#ca,
          images: this.#images,
          publicUrl: `https://${this.storeHost()}`,
          volume: this.volume(),
          buckets: {
            images: `${this.name}-images`,
            registry: `${this.name}-registry`,
            volumes: `${this.name}-volumes`,
          },
          clients: [
            this.edgeClient("presigned URLs lead through the edge to the store"),
            this.gatewayClient("the gateway signs and lists users' objects"),
            this.workerClient("workers read and write volumes and images"),
            this.registryClient("the registry keeps its blobs in the store"),
          ],
        };
    }
  }

  private createRegistry({ after }: Place, store: ObjectStore): Registry {
    const { registry, edge } = this.#environment;
    const { internalUrl, region, caCertificate } = store.endpoint;
    return new Registry(
      `${this.name}-registry`,
      {
        ...this.server(),
        images: this.#images,
        publicHost: registry.host ?? `registry.${edge.domain}`,
        storage: {
          kind: "s3",
          endpoint: internalUrl,
          region,
          ...store.registry,
          caCertificate,
          peers: store.peers,
          port: store.port,
        },
        clients: [
          this.edgeClient("contributors pull built images through the edge"),
          this.gatewayClient("the gateway looks up built images"),
          this.workerClient("workers push what they build and pull what they run"),
        ],
      },
      { ...this.#opts, dependsOn: after },
    );
  }

  private createControlPlane({ after }: Place, stores: Stores): ControlPlane {
    const { controlPlane, edge, objectStore } = this.#environment;
    const { redis, postgres, store, registry } = stores;
    const gpuPools = Object.values(this.#substrate.gpuPools);
    const authorities = [this.#ca.certificate];
    const outside: Destination[] = [
      ...(objectStore.store.mode === "in-cluster"
        ? []
        : [
            {
              name: "object-store",
              peers: store.peers,
              ports: [store.port] as const,
              reason: "volumes and images are in the object store",
            },
          ]),
      ...this.mirror("images of workloads are built from bases in the mirror"),
    ];
    const workers = new WorkerNamespace(
      `${this.name}-worker-space`,
      {
        environment: this.name,
        namespace: namespaces.workers,
        controlPlaneNamespace: namespaces.controlPlane,
        gpuPools,
        authorities,
        destinations: [...outside, this.edgeDestination()],
      },
      { ...this.#opts, dependsOn: after },
    );
    return new ControlPlane(
      `${this.name}-control-plane`,
      {
        environment: this.name,
        namespace: namespaces.controlPlane,
        domain: edge.domain,
        images: this.#images,
        highAvailability: controlPlane.highAvailability,
        ...(controlPlane.replicas === undefined ? {} : { replicas: controlPlane.replicas }),
        redis,
        postgres,
        objectStore: store.endpoint,
        registry: registry.endpoint,
        workspaceBucketPrefix: store.workspaceBucketPrefix,
        authorities,
        workers: workers.place,
        gpuPools,
        kubernetesApi: { peers: this.kubernetesApiPeers(), ports: [this.#substrate.kubernetesApi.port] },
        destinations: outside,
      },
      { ...this.#opts, dependsOn: after },
    );
  }

  private createClaim({ after }: Place, controlPlane: ControlPlane, postgres: PostgresEndpoint): AdminClaim {
    return new AdminClaim(
      `${this.name}-claim`,
      {
        environment: this.name,
        namespace: namespaces.controlPlane,
        nodeImage: this.#images.reference("node"),
        psqlImage: this.postgresImage(),
        gateway: {
          namespace: namespaces.controlPlane,
          host: `beta9-gateway.${namespaces.controlPlane}.svc`,
          httpPort: controlPlane.endpoint.httpPort,
          podLabels: controlPlane.labels,
        },
        postgres,
        kubernetesApi: this.#substrate.kubernetesApi,
        provider: this.#substrate.kubernetes,
      },
      // There is nothing to claim before a gateway answers.
      { ...this.#opts, dependsOn: [...after, controlPlane.gateway] },
    );
  }

  private createEdge(
    place: Place,
    controlPlane: ControlPlane,
    registry: Registry,
    store: ObjectStore,
    claim: AdminClaim,
  ): void {
    const { edge, objectStore } = this.#environment;
    const caCertificate = this.#ca.certificate;
    const storeUrl = `https://${garageNames.server}.${namespaces.controlPlane}.svc`;
    const routes: EdgeBackendRoute[] = [
      {
        name: "registry",
        host: registry.endpoint.host,
        url: registry.internalUrl,
        podLabels: registry.labels,
        ports: [registryPort],
        caCertificate,
      },
    ];
    if (objectStore.store.mode === "in-cluster") {
      const [peer] = store.peers;
      const podLabels = "pods" in peer ? peer.pods : {};
      routes.push({
        name: "store",
        host: this.storeHost(),
        url: storeUrl,
        podLabels,
        ports: [store.port],
        caCertificate,
      });
    }
    new Edge(
      `${this.name}-edge`,
      {
        environment: this.name,
        namespace: namespaces.controlPlane,
        domain: edge.domain,
        port: edge.port,
        images: this.#images,
        gateway: { host: `beta9-gateway.${namespaces.controlPlane}.svc`, podLabels: controlPlane.labels },
        routes,
        certificate: this.certificate(),
        loadBalancer: this.#substrate.loadBalancer,
        ...(this.#environment.controlPlane.highAvailability || edge.certificate.from === "acme" ? {} : { replicas: 1 }),
        after: [claim, ...place.after],
      },
      this.#opts,
    );
  }

  private certificate(): EdgeCertificate {
    const { certificate } = this.#environment.edge;
    switch (certificate.from) {
      case "secret":
        return certificate;
      case "cluster-ca":
        return { from: "cluster-ca", authority: this.#ca, provider: this.#substrate.kubernetes };
      case "acme": {
        const { binding, ...account } = certificate;
        return {
          ...account,
          storageClass: this.#substrate.storage.class,
          ...(binding
            ? {
                binding: {
                  keyId: pulumi.secret(binding.keyId.reveal()),
                  hmacKey: pulumi.secret(binding.hmacKey.reveal()),
                },
              }
            : {}),
        };
      }
    }
  }

  private server() {
    return {
      environment: this.name,
      namespace: namespaces.controlPlane,
      ca: this.#ca,
      provider: this.#substrate.kubernetes,
    };
  }

  private volume() {
    const { class: storageClass, encryptedAtRest, unencryptedReason } = this.#substrate.storage;
    return { storageClass, encryptedAtRest, ...(unencryptedReason === undefined ? {} : { unencryptedReason }) };
  }

  private postgresImage(): string {
    return postgresImage(this.#images, "linux/amd64");
  }

  private storeHost(): string {
    return `s3.${this.#environment.edge.domain}`;
  }

  private kubernetesApiPeers(): readonly [Peer, ...Peer[]] {
    const [first, ...others] = this.#substrate.kubernetesApi.cidrs.map((cidr) => ({ cidr }));
    return first ? [first, ...others] : anywhere;
  }

  private mirror(reason: string): Destination[] {
    const [first, ...others] = this.#substrate.egress.mirrorCidrs.map((cidr) => ({ cidr }));
    return first ? [{ name: "mirror", peers: [first, ...others], ports: [443], reason }] : [];
  }

  private gatewayClient(reason: string): StoreClient {
    return { name: "gateway", namespace: namespaces.controlPlane, podLabels: gatewayLabels(this.name), reason };
  }

  private workerClient(reason: string): StoreClient {
    return { name: "workers", namespace: namespaces.workers, podLabels: workerLabels, reason };
  }

  private edgeClient(reason: string): StoreClient {
    return { name: "edge", namespace: namespaces.controlPlane, podLabels: labelsFor("edge", this.name), reason };
  }

  private registryClient(reason: string): StoreClient {
    return {
      name: "registry",
      namespace: namespaces.controlPlane,
      podLabels: labelsFor("registry", this.name),
      reason,
    };
  }

  /** A Service's own load balancer address leads back to its pods without leaving the cluster. */
  private edgeDestination(): Destination {
    const pods = labelsFor("edge", this.name);
    return {
      name: "edge",
      peers: [{ pods, namespace: namespaces.controlPlane }],
      ports: [edgePorts.https],
      reason: "workers know registry and store by their public names, which lead to the edge",
    };
  }
}

/** What has to be there before anything is put into the namespaces. */
interface Place {
  readonly after: pulumi.Resource[];
}

interface Stores {
  readonly redis: RedisEndpoint;
  readonly postgres: PostgresEndpoint;
  readonly store: ObjectStore;
  readonly registry: Registry;
}

/** Personal data stays where the environment's own nodes are; pools of a lower class take none. */
function personalDataRules(environment: Environment, substrate: Substrate) {
  const { country } = substrate.jurisdiction;
  const pools = Object.values(substrate.gpuPools).filter(({ dataClass }) => dataClass === "personal");
  const contributors = Object.values(environment.contributors.pools).filter((pool) => pool.dataClass === "personal");
  const declared = [country, ...contributors.map((pool) => pool.country)].filter((code) => code !== undefined);
  return {
    countries: declared.length > 0 ? [...new Set(declared)].sort() : countries.EU,
    pools: pools.map(({ name }) => name),
  };
}
