import * as pulumi from "@pulumi/pulumi";
import { AdminClaim } from "../../components/beta9/admin-claim/admin-claim.ts";
import type { GatewayAddress } from "../../components/beta9/admin-claim/args.ts";
import { ControlPlane } from "../../components/beta9/control-plane.ts";
import { gatewayNames } from "../../components/beta9/control-plane-names.ts";
import { DevicePlugin } from "../../components/beta9/device-plugin.ts";
import { ApiPools } from "../../components/beta9/pools/api-pools.ts";
import { contributorPoolName } from "../../components/beta9/pools/contributor-pool-name.ts";
import { WorkerNamespace } from "../../components/beta9/worker-namespace.ts";
import type { Destination } from "../../components/beta9/worker-namespace-policies.ts";
import type { RedisEndpoint } from "../../components/data/endpoints.ts";
import type { ObjectStore } from "../../components/data/object-store.ts";
import type { Registry } from "../../components/registry/registry.ts";
import type { SecretText } from "../../components/secret-text.ts";
import { runtimeHandlers } from "../../components/substrate/runtime-handlers.ts";
import { peersOf } from "../../components/workload/network-policy.ts";
import { namespaces, type PlatformContext } from "./context.ts";
import { type PlatformPostgres, psqlImage } from "./postgres.ts";
import { pullSecretName } from "./pull-secret.ts";

/** What the gateway is made of besides itself. */
export interface Stores {
  readonly redis: RedisEndpoint;
  readonly postgres: PlatformPostgres;
  readonly store: ObjectStore;
  readonly registry: Registry;
}

export const gatewayHost = `${gatewayNames.service}.${namespaces.controlPlane}.svc`;

/** Gateways, and the place where they start workers. */
export function createControlPlane(context: PlatformContext, stores: Stores): ControlPlane {
  const { name, environment, substrate, images, ca, options, kubernetesApi } = context;
  const { redis, postgres, store, registry } = stores;
  const { highAvailability, replicas, workers: workerOptions, events } = environment.controlPlane;
  const { pull, pythonArchiveUrl } = environment.images;
  const gpuPools = Object.values(substrate.gpuPools);
  const authorities = [ca.certificate];
  const destinations = context.mirror("workloads are built from bases in the mirror");
  const place = { environment: name, namespace: namespaces.workers };
  const workers = new WorkerNamespace(
    `${name}-worker-space`,
    {
      ...place,
      controlPlaneNamespace: namespaces.controlPlane,
      gpuPools,
      maxWorkers: environment.controlPlane.workers.most,
      ...context.metricsFrom,
      runtimeHandler: environment.controlPlane.runtimeHandler ?? runtimeHandlers[environment.cloud.substrate],
      authorities,
      destinations: [
        ...destinations,
        context.edge("workers know registry and store by their public names, which lead to the edge"),
      ],
    },
    options,
  );
  if (gpuPools.length > 0 && !substrate.bringsDevicePlugin) {
    const { runtimeClass } = workers.place;
    new DevicePlugin(`${name}-device-plugin`, { ...place, images, gpuPools, runtimeClass }, options);
  }
  return new ControlPlane(
    `${name}-control-plane`,
    {
      environment: name,
      namespace: namespaces.controlPlane,
      domain: environment.edge.domain,
      images,
      highAvailability,
      ...(replicas === undefined ? {} : { replicas }),
      redis,
      postgres: postgres.endpoint,
      objectStore: store.endpoint,
      registry: registry.endpoint,
      workspaceBucketPrefix: store.workspaceBucketPrefix,
      authorities,
      workers: workers.place,
      gpuPools,
      kubernetesApi,
      destinations: [...destinations, ...eventSink(context)],
      ...context.metricsFrom,
      cpuWorkers: workerOptions.cpu,
      buildWorkers: workerOptions.build,
      gpuWorkers: Object.fromEntries(
        Object.entries(environment.gpuPools).map(([pool, { workers }]) => [pool, workers]),
      ),
      nodeStartMinutes: workerOptions.nodeStartMinutes,
      ...(pull ? { pullSecret: pullSecretName } : {}),
      ...(pythonArchiveUrl === undefined ? {} : { pythonArchiveUrl }),
      ...(events ? { events: { url: events.url, types: events.types, ...authorizationOf(events) } } : {}),
    },
    { ...options, dependsOn: [...context.ready, ...postgres.checked] },
  );
}

function eventSink({ environment }: PlatformContext): Destination[] {
  const { events } = environment.controlPlane;
  if (!events) return [];
  const port = Number(new URL(events.url).port || 443);
  return [{ name: "events", peers: peersOf(events.cidrs), ports: [port], reason: "Beta9 sends its events there" }];
}

function authorizationOf({ authorization }: { readonly authorization?: SecretText | undefined }) {
  return authorization ? { authorization: pulumi.secret(authorization.reveal()) } : {};
}

/** The first caller of a new gateway owns it: this one, before anybody outside can reach it. */
export function createClaim(
  context: PlatformContext,
  controlPlane: ControlPlane,
  postgres: PlatformPostgres,
): AdminClaim {
  const { name, environment, images, substrate, options } = context;
  return new AdminClaim(
    `${name}-claim`,
    {
      environment: name,
      namespace: namespaces.controlPlane,
      nodeImage: images.reference("node"),
      psqlImage: psqlImage(context),
      gateway: gatewayAddress(controlPlane),
      postgres: postgres.endpoint,
      kubernetesApi: context.kubernetesApi,
      ...environment.controlPlane.adminClaim,
      provider: substrate.kubernetes,
    },
    // There is nothing to claim before a gateway answers.
    { ...options, dependsOn: [...context.ready, controlPlane.gateway] },
  );
}

/**
 * Pools as the stack file declares them: contributors' are kept so in the gateway's Redis, the cluster's own are
 * compared with what the gateway made of its file.
 */
export function createPools(context: PlatformContext, controlPlane: ControlPlane, claim: AdminClaim): void {
  const { name, environment, images, substrate, options } = context;
  const pools = Object.entries(environment.contributors.pools).filter(([, pool]) => pool.gpu !== undefined);
  const file = Object.values(substrate.gpuPools).map(({ name: pool, gpu }) => ({
    name: pool,
    expected: {
      gpu_type: gpu,
      mode: "local",
      requires_pool_selector: environment.gpuPools[pool]?.workers.onlyByName ?? false,
      preemptable: false,
    },
  }));
  if (pools.length === 0 && file.length === 0) return;
  new ApiPools(
    `${name}-pools`,
    {
      environment: name,
      namespace: namespaces.controlPlane,
      nodeImage: images.reference("node"),
      gateway: gatewayAddress(controlPlane),
      tokenSecretName: claim.tokenSecretName,
      private: pools.map(([pool, { gpu }]) => ({ name: contributorPoolName(pool), gpu })),
      file,
      provider: substrate.kubernetes,
    },
    options,
  );
}

function gatewayAddress({ endpoint, labels }: ControlPlane): GatewayAddress {
  return { namespace: namespaces.controlPlane, host: gatewayHost, httpPort: endpoint.httpPort, podLabels: labels };
}
