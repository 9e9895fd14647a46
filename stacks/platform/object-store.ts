import * as pulumi from "@pulumi/pulumi";
import { ObjectStore } from "../../components/data/object-store.ts";
import type { StoreArgs } from "../../components/data/object-store-args.ts";
import { backupPlace } from "../environment/backup-place.ts";
import { namespaces, type PlatformContext } from "./context.ts";

/** What is large: volumes, images and their indexes. */
export function createObjectStore(context: PlatformContext): ObjectStore {
  const { name, environment, substrate, options } = context;
  return new ObjectStore(
    `${name}-store`,
    {
      environment: name,
      namespace: namespaces.controlPlane,
      provider: substrate.kubernetes,
      clients: [
        context.gateway("the gateway signs and lists users' objects"),
        context.workers("workers read and write volumes and images"),
        context.neighbour("registry", "the registry keeps its blobs in the store"),
        context.neighbour("registry-gc", "garbage collection frees the blobs of deleted images"),
        context.neighbour("registry-retention", "retention removes the indexes of images that nobody uses"),
        ...(backupPlace(environment) === "store" ? [...context.dumps("redis"), ...context.dumps("postgres")] : []),
      ],
      store: storeArgs(context),
    },
    options,
  );
}

function storeArgs(context: PlatformContext): StoreArgs {
  const { name, environment, substrate } = context;
  const { store } = environment.objectStore;
  const backups = backupPlace(environment) === "store";
  switch (store.mode) {
    case "external":
      return store;
    case "oci": {
      const { objectStore } = substrate;
      if (!objectStore) throw new pulumi.RunError("objectStore.store.mode is oci, but the substrate has no buckets");
      return { mode: "oci", keyGeneration: store.keyGeneration, facts: objectStore, ...objectStore.access, backups };
    }
    case "in-cluster":
      return {
        ...store,
        ca: context.ca,
        images: context.images,
        publicUrl: `https://${context.storeHost}`,
        volume: context.volume,
        buckets: {
          images: `${name}-images`,
          registry: `${name}-registry`,
          volumes: `${name}-volumes`,
          ...(backups ? { backups: `${name}-backups` } : {}),
        },
      };
  }
}
