import type { RedisEndpoint } from "../../components/data/endpoints.ts";
import { InClusterRedis } from "../../components/data/redis.ts";
import { ExternalRedis } from "../../components/data/redis-external.ts";
import type { PlatformContext } from "./context.ts";

/** Beta9's system of record: pools, machines, queues and tokens. */
export function createRedis(context: PlatformContext): RedisEndpoint {
  const { redis } = context.environment;
  const clients = [context.gateway("the gateway keeps pools, queues and tokens in Redis")];
  const name = `${context.name}-redis`;
  if (redis.mode === "in-cluster") {
    const { mode: _, ...settings } = redis;
    const image = context.images.reference("valkey");
    return new InClusterRedis(
      name,
      { ...context.server, ...settings, image, volume: context.volume, clients },
      context.options,
    ).endpoint;
  }
  const { mode: _, caCertificate, ...settings } = redis;
  return new ExternalRedis(
    name,
    {
      ...settings,
      ...(caCertificate === undefined ? {} : { caCertificate }),
      clients,
      provider: context.substrate.kubernetes,
    },
    context.options,
  ).endpoint;
}
