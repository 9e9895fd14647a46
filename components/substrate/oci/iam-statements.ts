import type { OciRegion } from "./regions.ts";

/**
 * Statements that let Oracle's own services use the environment's keys, each limited to one key. Principals differ
 * by realm: file storage is `FssOc1Prod` in OC1 and `fss<realm>prod` in realms numbered above 10; object storage is
 * named after the region. Source: Oracle, "Assigning Keys" and "Creating a Policy to Access User-Managed Keys".
 */
export function servicePrincipalStatements(args: {
  readonly region: OciRegion;
  /** Compartment that holds the keys. */
  readonly keyCompartmentId: string;
  /** Compartment that holds the clusters. */
  readonly platformCompartmentId: string;
  readonly keyIds: { readonly volumes: string; readonly objects: string; readonly cluster: string };
}): string[] {
  const { region, keyCompartmentId: keys, platformCompartmentId: platform, keyIds } = args;
  const mayUse = (principal: string, keyId: string) =>
    `Allow service ${principal} to use keys in compartment id ${keys} where target.key.id = '${keyId}'`;
  return [
    mayUse("blockstorage", keyIds.volumes),
    mayUse(`objectstorage-${region.id}`, keyIds.objects),
    mayUse("oke", keyIds.volumes),
    mayUse(fileStoragePrincipal(region), keyIds.volumes),
    `Allow any-user to use keys in compartment id ${keys} where ALL {request.principal.type = 'cluster', ` +
      `request.principal.compartment.id = '${platform}', target.key.id = '${keyIds.cluster}'}`,
  ];
}

/** Statements for the cluster autoscaler add-on, which scales node pools of one cluster's compartment. */
export function autoscalerStatements(args: {
  readonly clusterId: string;
  readonly platformCompartmentId: string;
  readonly networkCompartmentId: string;
}): string[] {
  const who =
    `where ALL {request.principal.type = 'workload', request.principal.namespace = 'kube-system', ` +
    `request.principal.service_account = 'cluster-autoscaler', request.principal.cluster_id = '${args.clusterId}'}`;
  const platform = `in compartment id ${args.platformCompartmentId}`;
  const network = `in compartment id ${args.networkCompartmentId}`;
  return [
    `Allow any-user to manage cluster-node-pools ${platform} ${who}`,
    `Allow any-user to manage instance-family ${platform} ${who}`,
    `Allow any-user to use subnets ${network} ${who}`,
    `Allow any-user to read virtual-network-family ${network} ${who}`,
    `Allow any-user to use vnics ${network} ${who}`,
    `Allow any-user to inspect compartments ${platform} ${who}`,
  ];
}

/** Statement that lets object storage delete what a bucket's lifecycle rules let go; without it the rules do nothing. */
export function bucketLifecycleStatements(args: {
  readonly region: OciRegion;
  readonly compartmentId: string;
  readonly bucket: string;
}): string[] {
  return [
    `Allow service objectstorage-${args.region.id} to manage object-family in compartment id ${args.compartmentId} ` +
      `where target.bucket.name = '${args.bucket}'`,
  ];
}

/** Statement that lets object storage copy objects from one bucket to another. */
export function bucketReplicationStatements(args: {
  /** Region of the source bucket: replication runs there. */
  readonly region: OciRegion;
  readonly compartmentId: string;
  readonly sourceBucket: string;
  readonly destinationBucket: string;
}): string[] {
  return [
    `Allow service objectstorage-${args.region.id} to manage object-family in compartment id ${args.compartmentId} ` +
      `where any {target.bucket.name = '${args.sourceBucket}', target.bucket.name = '${args.destinationBucket}'}`,
  ];
}

function fileStoragePrincipal(region: OciRegion): string {
  const number = Number(region.realm.slice("oc".length));
  if (number > 10) return `fss${region.realm}prod`;
  return `Fss${region.realm.charAt(0).toUpperCase()}${region.realm.slice(1)}Prod`;
}
