import type { ObjectStore } from "../../components/data/object-store.ts";
import { GarbageCollection } from "../../components/registry/garbage-collection.ts";
import { Registry } from "../../components/registry/registry.ts";
import { Retention } from "../../components/registry/retention-job.ts";
import type { PlatformContext } from "./context.ts";
import type { PlatformPostgres } from "./postgres.ts";

/** Repository that Beta9 pushes to: what the gateway's configuration says. */
const repository = "workspaces";

/** The registry of built images, and the two jobs that keep it from growing for ever. */
export function createRegistry(context: PlatformContext, store: ObjectStore, postgres: PlatformPostgres): Registry {
  const { name, images, ca, environment, server, options, kubernetesApi } = context;
  const { internalUrl, region, caCertificate } = store.endpoint;
  const registry = new Registry(
    `${name}-registry`,
    {
      ...server,
      images,
      publicHost: context.registryHost,
      ...(environment.controlPlane.highAvailability ? {} : { replicas: 1 }),
      storage: { kind: "s3", endpoint: internalUrl, region, ...store.registry, caCertificate },
      clients: [
        context.gateway("the gateway looks up built images"),
        context.workers("workers push what they build and pull what they run"),
      ],
    },
    options,
  );
  const job = { ...server, images, registry };
  new GarbageCollection(`${name}-registry-gc`, { ...job, kubernetesApi }, options);
  const { keepLast, keepDays } = environment.registry;
  new Retention(
    `${name}-registry-retention`,
    {
      ...job,
      caCertificate: ca.certificate,
      repository,
      keepLast,
      keepDays,
      database: postgres.endpoint,
      store: store.endpoint,
    },
    options,
  );
  return registry;
}
