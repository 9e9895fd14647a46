import type { OciRegion } from "./regions.ts";

/**
 * Statements that let Oracle's services use the environment's keys, each limited to one key. Sources: Oracle, "Policy
 * Configuration for Cluster Creation" (volumes), "Encrypting Kubernetes Secrets at Rest" (cluster), "Common Policies"
 * (object storage), "Encrypting a File System".
 */
export function servicePrincipalStatements(args: {
  readonly region: OciRegion;
  /** Compartment that holds the keys. */
  readonly keyCompartmentId: string;
  /** Compartment that holds the cluster and its node pools. */
  readonly platformCompartmentId: string;
  readonly keyIds: { readonly volumes: string; readonly objects: string; readonly cluster: string };
}): string[] {
  const { region, keyCompartmentId, platformCompartmentId, keyIds } = args;
  const where = `in compartment id ${keyCompartmentId} where`;
  const service = (principal: string, resource: string, keyId: string) =>
    `Allow service ${principal} to use ${resource} ${where} target.key.id = '${keyId}'`;
  const platform = (principalType: string, resource: string, keyId: string) =>
    `Allow any-user to use ${resource} ${where} ALL {request.principal.type = '${principalType}', ` +
    `request.principal.compartment.id = '${platformCompartmentId}', target.key.id = '${keyId}'}`;
  return [
    service("blockstorage", "keys", keyIds.volumes),
    service(fileStoragePrincipal(region), "keys", keyIds.volumes),
    service("oke", "key-delegates", keyIds.volumes),
    platform("nodepool", "key-delegates", keyIds.volumes),
    platform("cluster", "key-delegates", keyIds.volumes),
    service(objectStoragePrincipal(region), "keys", keyIds.objects),
    platform("cluster", "keys", keyIds.cluster),
  ];
}

/**
 * Statements for the cluster autoscaler add-on of one cluster, as a workload identity. Source: Oracle, "Working with
 * Cluster Autoscaler as a Cluster Add-on", network resources in a compartment of their own.
 */
export function autoscalerStatements(args: {
  readonly clusterId: string;
  readonly platformCompartmentId: string;
  readonly networkCompartmentId: string;
}): string[] {
  const who =
    "where ALL {request.principal.type = 'workload', request.principal.namespace = 'kube-system', " +
    `request.principal.service_account = 'cluster-autoscaler', request.principal.cluster_id = '${args.clusterId}'}`;
  const shared = ["use subnets", "use vnics", "inspect compartments"];
  const allow = (verbs: readonly string[], compartmentId: string) =>
    verbs.map((verb) => `Allow any-user to ${verb} in compartment id ${compartmentId} ${who}`);
  return [
    ...allow(["manage cluster-node-pools", "manage instance-family", ...shared], args.platformCompartmentId),
    ...allow(["read virtual-network-family", ...shared], args.networkCompartmentId),
  ];
}

/**
 * Statements that let node pools of one compartment start nodes in a capacity reservation, which may be in any
 * compartment of the tenancy. Source: Oracle, "Using Capacity Reservations to Provision Managed Nodes".
 */
export function capacityReservationStatements(args: { readonly platformCompartmentId: string }): string[] {
  const limits =
    "where ALL {request.principal.type = 'nodepool', " +
    `request.principal.compartment.id = '${args.platformCompartmentId}'}`;
  return [
    "Allow service oke to use compute-capacity-reservations in tenancy",
    `Allow any-user to use compute-capacity-reservations in tenancy ${limits}`,
  ];
}

/** Statements that let object storage copy objects from one bucket to another. Source: Oracle, "Using Replication". */
export function bucketReplicationStatements(args: {
  /** Region of the source bucket: its service carries the replication out, wherever the destination is. */
  readonly region: OciRegion;
  /** Compartment of both buckets. */
  readonly compartmentId: string;
  readonly sourceBucket: string;
  readonly destinationBucket: string;
}): string[] {
  const permissions = [
    "BUCKET_READ",
    "BUCKET_UPDATE",
    "OBJECT_READ",
    "OBJECT_INSPECT",
    "OBJECT_CREATE",
    "OBJECT_OVERWRITE",
    "OBJECT_RESTORE",
    "OBJECT_DELETE",
  ];
  return [args.sourceBucket, args.destinationBucket].map((bucket) =>
    bucketStatement(args.region, args.compartmentId, bucket, permissions),
  );
}

/** Statement that lets object storage delete old versions. Source: Oracle, "Using Object Lifecycle Management". */
export function bucketLifecycleStatements(args: {
  readonly region: OciRegion;
  readonly compartmentId: string;
  readonly bucket: string;
}): string[] {
  const permissions = [
    "BUCKET_INSPECT",
    "BUCKET_READ",
    "OBJECT_INSPECT",
    "OBJECT_UPDATE_TIER",
    "OBJECT_DELETE",
    "OBJECT_VERSION_DELETE",
  ];
  return [bucketStatement(args.region, args.compartmentId, args.bucket, permissions)];
}

function bucketStatement(region: OciRegion, compartmentId: string, bucket: string, permissions: string[]): string {
  const any = permissions.map((permission) => `request.permission = '${permission}'`).join(", ");
  return (
    `Allow service ${objectStoragePrincipal(region)} to manage object-family in compartment id ${compartmentId} ` +
    `where ALL {target.bucket.name = '${bucket}', ANY {${any}}}`
  );
}

/** Object storage is regional, and so is the principal that it acts as. */
function objectStoragePrincipal(region: OciRegion): string {
  return `objectstorage-${region.id}`;
}

/**
 * `FssOc<n>Prod` up to realm 10, `fssocprod` in every realm above. Source: Oracle, "Encrypting a File System".
 */
function fileStoragePrincipal(region: OciRegion): string {
  const number = Number(region.realm.slice("oc".length));
  return number > 10 ? "fssocprod" : `FssOc${number}Prod`;
}
