import * as pulumi from "@pulumi/pulumi";
import type { ObjectStoreFacts, Substrate } from "../components/substrate/substrate.ts";
import type { Environment } from "./environment.ts";
import { createBackup } from "./platform/backup.ts";
import { createClaim, createControlPlane, createPools } from "./platform/beta9.ts";
import { PlatformContext } from "./platform/context.ts";
import { createEdge } from "./platform/edge.ts";
import { createNamespaces } from "./platform/guard.ts";
import { createMirror } from "./platform/mirror.ts";
import { createObjectStore } from "./platform/object-store.ts";
import { createPostgres } from "./platform/postgres.ts";
import { createRedis } from "./platform/redis.ts";
import { createRegistry } from "./platform/registry.ts";

/** What users and their tools need of a running platform. */
export interface Platform {
  /** The administrator's token, secret. */
  readonly adminToken: pulumi.Output<string>;
  readonly objectStore: ObjectStoreFacts;
  readonly registryHost: string;
  /** What opens the dumps, secret. */
  readonly backupIdentity: pulumi.Output<string>;
  /** PEM of the authority that clients of the edge must trust; null when everybody trusts it already. Public. */
  readonly authority: pulumi.Output<string> | null;
}

/** Beta9 with everything that it needs: stores, gateway, claim, and only then the door to the outside. */
export function createPlatform(environment: Environment, substrate: Substrate): Platform {
  const context = new PlatformContext(environment, substrate);
  createMirror(context);
  createNamespaces(context);
  const redis = createRedis(context);
  const postgres = createPostgres(context);
  const store = createObjectStore(context);
  const backupIdentity = createBackup(context, { redis, postgres, store });
  const registry = createRegistry(context, store, postgres);
  const controlPlane = createControlPlane(context, { redis: redis.endpoint, postgres, store, registry });
  const claim = createClaim(context, controlPlane, postgres);
  createPools(context, controlPlane, claim);
  createEdge(context, controlPlane, registry, [claim]);

  const { publicUrl, region, buckets } = store.endpoint;
  const named = Object.entries(buckets).map(([purpose, bucket]) => [purpose, pulumi.output(bucket)] as const);
  return {
    adminToken: claim.adminToken,
    objectStore: { endpoint: publicUrl, region, buckets: Object.fromEntries(named) },
    registryHost: context.registryHost,
    backupIdentity,
    authority: environment.edge.certificate.from === "cluster-ca" ? context.ca.certificate : null,
  };
}
