import type { PlannedResource } from "../model.ts";
import { type Assess, always, type Charge, type Gap } from "./assessment.ts";
import { defaultVpusPerGb, nodePool, volumeCharges } from "./node-pool.ts";
import { knownItems, knownQuantity, knownText, valueAt } from "./values.ts";

/** What every type token with a price costs. Types that are settings only stand in `settings.ts`. */
export const catalogue: Readonly<Record<string, Assess>> = {
  "oci:ContainerEngine/cluster:Cluster": cluster,
  "oci:ContainerEngine/nodePool:NodePool": nodePool,
  "oci:Core/volume:Volume": volume,
  "oci:Core/bootVolume:BootVolume": volume,
  "oci:Core/vcn:Vcn": () => [always("vcn", "virtual cloud network")],
  "oci:Core/serviceGateway:ServiceGateway": () => [always("service-gateway", "service gateway")],
  "oci:Core/natGateway:NatGateway": gateway("NAT gateway"),
  "oci:Core/internetGateway:InternetGateway": gateway("internet gateway"),
  "oci:Core/computeCapacityReservation:ComputeCapacityReservation": gap(
    "capacity reservation",
    "billed from its creation at a rate that Oracle's price list does not state",
  ),
  "oci:Bastion/bastion:Bastion": () => [always("bastion", "bastion")],
  "oci:CloudGuard/target:Target": () => [always("cloud-guard", "Cloud Guard target")],
  "oci:LoadBalancer/loadBalancer:LoadBalancer": loadBalancer,
  "oci:Kms/vault:Vault": vault,
  "oci:Kms/key:Key": key,
  "oci:ObjectStorage/bucket:Bucket": gap("stored objects and requests", "depends on how much is stored and asked for", [
    "object-storage",
    "object-storage-requests",
  ]),
  "oci:ObjectStorage/replicationPolicy:ReplicationPolicy": gap(
    "copies and the traffic to the other region",
    "depends on how much is written",
    ["object-storage", "outbound-data"],
  ),
  "oci:Artifacts/containerRepository:ContainerRepository": gap("stored images", "depends on how much is stored", [
    "object-storage",
  ]),
  "oci:Logging/log:Log": gap("stored log lines", "depends on how much is logged and how long it is kept", [
    "log-storage",
  ]),
  "oci:Vault/secret:Secret": gap(
    "secret",
    "Oracle's price list has no part for secrets and no source says what they cost",
  ),
  "oci:Ons/notificationTopic:NotificationTopic": gap("notifications", "depends on how many are sent"),
  "oci:Monitoring/alarm:Alarm": gap("alarm", "depends on how many measurements are read"),
  "oci:Sch/connector:Connector": gap("moved data", "depends on how much is moved and where to"),
  "kubernetes:core/v1:Service": clusterLoadBalancer,
  "kubernetes:core/v1:PersistentVolumeClaim": claim,
  "kubernetes:apps/v1:StatefulSet": claimTemplates,
};

function gap(what: string, reason: string, rows: readonly string[] = []): Assess {
  return () => [{ what, reason, rows }];
}

function gateway(what: string): Assess {
  return gap(
    `${what} and the traffic through it`,
    "Oracle's price list has no part for the gateway; traffic that leaves depends on use",
    ["outbound-data"],
  );
}

/** The API makes a basic cluster when no type is given. */
function cluster({ properties }: PlannedResource): readonly (Charge | Gap)[] {
  const type = valueAt(properties, "type") ?? "BASIC_CLUSTER";
  if (type === "ENHANCED_CLUSTER") return [always("oke-enhanced-cluster", "OKE enhanced cluster, control plane")];
  if (type === "BASIC_CLUSTER") return [always("oke-basic-cluster", "OKE basic cluster, control plane")];
  return [{ what: "OKE cluster, control plane", reason: "the cluster's type is not one that the price table knows" }];
}

function volume({ properties }: PlannedResource): readonly (Charge | Gap)[] {
  const sizeGb = knownQuantity(valueAt(properties, "sizeInGbs"));
  const vpusPerGb = knownQuantity(valueAt(properties, "vpusPerGb") ?? defaultVpusPerGb);
  if (sizeGb === undefined || vpusPerGb === undefined)
    return [
      {
        what: "volume",
        reason: "its size or performance is not known in the plan",
        rows: ["block-volume-storage", "block-volume-performance"],
      },
    ];
  return volumeCharges("volume", sizeGb, vpusPerGb, { min: 1, max: 1 });
}

/** Bandwidth is billed at the configured minimum or the traffic, whichever is more. */
function loadBalancer({ properties }: PlannedResource): readonly (Charge | Gap)[] {
  const idle = knownQuantity(valueAt(properties, "shapeDetails", "minimumBandwidthInMbps"));
  const active = knownQuantity(valueAt(properties, "shapeDetails", "maximumBandwidthInMbps"));
  const rows = ["load-balancer", "load-balancer-bandwidth"];
  if (valueAt(properties, "shape") !== "flexible")
    return [{ what: "load balancer", reason: "only the price of the flexible shape is known", rows }];
  if (idle === undefined || active === undefined || active < idle)
    return [{ what: "load balancer", reason: "its bandwidth is not known in the plan", rows }];
  return [
    always("load-balancer", "load balancer"),
    { row: "load-balancer-bandwidth", what: "load balancer, bandwidth", idle, active },
  ];
}

/** Shared and external vaults are billed by their keys. */
function vault({ properties }: PlannedResource): readonly (Charge | Gap)[] {
  const type = valueAt(properties, "vaultType");
  if (type === "DEFAULT" || type === "EXTERNAL") return [];
  if (type === "VIRTUAL_PRIVATE") return [always("kms-private-vault", "virtual private vault")];
  return [{ what: "vault", reason: "its type is not known in the plan", rows: ["kms-private-vault"] }];
}

/** One version each: rotations add versions, which are billed until they are deleted. The API makes HSM keys by default. */
function key(resource: PlannedResource, { byUrn }: Parameters<Assess>[1]): readonly (Charge | Gap)[] {
  const protection = valueAt(resource.properties, "protectionMode") ?? "HSM";
  if (protection === "SOFTWARE") return [always("kms-software-key", "software key, one version")];
  if (protection === "EXTERNAL") return [always("kms-external-key", "key in an external key manager, one version")];
  const vaults = (resource.propertyDependencies.managementEndpoint ?? []).flatMap((urn) => byUrn.get(urn) ?? []);
  const vaultType = knownText(vaults.length === 1 ? valueAt(vaults[0]?.properties ?? {}, "vaultType") : undefined);
  if (protection === "HSM" && vaultType === "DEFAULT") return [always("kms-hsm-key", "HSM key, one version")];
  const reason =
    vaultType === "VIRTUAL_PRIVATE"
      ? "no source says whether key versions in a virtual private vault are billed on top of it"
      : "how it is protected or which kind of vault holds it is not known in the plan";
  return [{ what: "key", reason, rows: ["kms-hsm-key"] }];
}

/** Services of type LoadBalancer make a load balancer in the cluster's cloud that the plan does not contain. */
function clusterLoadBalancer(resource: PlannedResource, plan: Parameters<Assess>[1]): readonly Gap[] {
  if (valueAt(resource.properties, "spec", "type") !== "LoadBalancer") return [];
  return [madeByCluster("load balancer", ["load-balancer", "load-balancer-bandwidth"], plan)];
}

function claim(resource: PlannedResource, plan: Parameters<Assess>[1]): readonly Gap[] {
  const size = knownText(valueAt(resource.properties, "spec", "resources", "requests", "storage"));
  return [
    madeByCluster(`volume of ${size ?? "unknown size"}`, ["block-volume-storage", "block-volume-performance"], plan),
  ];
}

function claimTemplates(resource: PlannedResource, plan: Parameters<Assess>[1]): readonly Gap[] {
  const templates = knownItems(valueAt(resource.properties, "spec", "volumeClaimTemplates"));
  if (templates.length === 0) return [];
  const replicas = knownQuantity(valueAt(resource.properties, "spec", "replicas") ?? 1);
  return [
    madeByCluster(
      `volumes of ${replicas ?? "an unknown number of"} replicas`,
      ["block-volume-storage", "block-volume-performance"],
      plan,
    ),
  ];
}

function madeByCluster(what: string, rows: readonly string[], { makesOkeCluster }: Parameters<Assess>[1]): Gap {
  return makesOkeCluster
    ? { what, reason: "the cluster makes it when it runs, so it is not in the plan", rows }
    : { what, reason: "the existing cluster makes it, at the price of its operator" };
}
