import type { RedisEndpoint } from "../../components/data/endpoints.ts";
import type { BackupAccess } from "../../components/data/in-cluster.ts";
import { InClusterRedis } from "../../components/data/redis.ts";
import { ExternalRedis } from "../../components/data/redis-external.ts";
import type { PlatformContext } from "./context.ts";

/** The server, and how to dump it where that is the kit's affair. */
export interface PlatformRedis {
  readonly endpoint: RedisEndpoint;
  readonly backup?: BackupAccess;
}

/** Beta9's system of record: pools, machines, queues and tokens. */
export function createRedis(context: PlatformContext): PlatformRedis {
  const { redis } = context.environment;
  const gateway = context.gateway("the gateway keeps pools, queues and tokens in Redis");
  const name = `${context.name}-redis`;
  if (redis.mode === "in-cluster") {
    const { mode: _, ...settings } = redis;
    const image = context.images.reference("valkey");
    return new InClusterRedis(
      name,
      { ...context.server, ...settings, image, volume: context.volume, clients: [gateway, ...context.dumps("redis")] },
      context.options,
    );
  }
  const { mode: _, caCertificate, ...settings } = redis;
  return new ExternalRedis(
    name,
    {
      ...settings,
      ...(caCertificate === undefined ? {} : { caCertificate }),
      clients: [gateway],
      provider: context.substrate.kubernetes,
    },
    context.options,
  );
}
