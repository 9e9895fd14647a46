import { describe, expect, it } from "vitest";
import { freePlace, isNoPlace, namedPlace, type PlaceRole, placeField } from "./place-fields.ts";

const keyOf = (field: string) => field.slice(field.lastIndexOf(".") + 1);
const roleOf = (type: string, field: string) => placeField(type, field, keyOf(field))?.role;
const nameRole = (field: string, type = "cloud:x/y:Z") => namedPlace(type, field, keyOf(field));

/** Fields that mean something else, or nothing, in another type or below another key. */
const OWN_MEANING: readonly (readonly [type: string, field: string, role: PlaceRole])[] = [
  ["oci:Core/volumeBackupPolicy:VolumeBackupPolicy", "destinationRegion", "backup"],
  ["oci:Core/volume:Volume", "sourceDetails.region", "source"],
  ["oci:ObjectStorage/storageObject:StorageObject", "sourceUriDetails.region", "source"],
  ["oci:FileStorage/replication:Replication", "targetId", "replica"],
  ["oci:Nosql/tableReplica:TableReplica", "region", "replica"],
  ["oci:DisasterRecovery/drProtectionGroup:DrProtectionGroup", "association.peerRegion", "standby"],
  ["oci:Identity/domain:Domain", "homeRegion", "primary"],
  ["aws:s3/bucketReplicationConfig:BucketReplicationConfig", "rules.destination.bucket", "replica"],
  ["aws:s3/bucketV2:BucketV2", "replicationConfiguration.rules.destination.bucket", "replica"],
  ["aws:s3/bucketV2:BucketV2", "replicationConfigurations.rules.destinations.bucket", "replica"],
  ["aws:dynamodb/tableReplica:TableReplica", "globalTableArn", "source"],
  ["aws:backup/plan:Plan", "rules.copyActions.destinationVaultArn", "backup"],
  ["aws:dlm/lifecyclePolicy:LifecyclePolicy", "policyDetails.schedules.crossRegionCopyRules.target", "backup"],
  ["aws:dlm/lifecyclePolicy:LifecyclePolicy", "policyDetails.schedules.crossRegionCopyRules.targetRegion", "backup"],
  ["aws:dlm/lifecyclePolicy:LifecyclePolicy", "policyDetails.actions.crossRegionCopies.target", "backup"],
  ["aws:cfg/configurationAggregator:ConfigurationAggregator", "accountAggregationSource.regions", "telemetry"],
  ["aws:securityhub/findingAggregator:FindingAggregator", "specifiedRegions", "telemetry"],
  ["aws:route53/record:Record", "latencyRoutingPolicies.region", "mention"],
  ["aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication", "region", "backup"],
  ["aws:kms/replicaKey:ReplicaKey", "primaryKeyArn", "source"],
  ["azure-native:documentdb:DatabaseAccount", "locations.locationName", "replica"],
  ["azure:cosmosdb/account:Account", "geoLocations.location", "replica"],
  ["azure-native:containerregistry:Replication", "location", "replica"],
  ["gcp:compute/snapshot:Snapshot", "storageLocations", "backup"],
  ["gcp:compute/resourcePolicy:ResourcePolicy", "schedule.properties.storageLocations", "backup"],
  ["gcp:spanner/instance:Instance", "config", "primary"],
  ["gcp:appengine/application:Application", "locationId", "primary"],
  ["gcp:firestore/database:Database", "locationId", "primary"],
  ["gcp:logging/bucket:Bucket", "storageLocation", "telemetry"],
  ["gcp:dns/recordSet:RecordSet", "routingPolicy.geos.location", "mention"],
  ["azure:network/endpoint:Endpoint", "endpointLocation", "mention"],
  ["azure-native:network:Profile", "endpoints.endpointMonitorLocation", "mention"],
  ["gcp:storage/bucket:Bucket", "customPlacementConfig.dataLocations", "replica"],
];

describe("placeField", () => {
  it.each(OWN_MEANING)("takes %s's %s for its %s, whose absence can not be waited for", (type, field, role) => {
    expect(placeField(type, field, keyOf(field))).toEqual({ role, decisive: true });
    expect(roleOf(`other:${type}`, field)).not.toBe(role);
    expect(roleOf(type, `${field}Hint`)).toBeUndefined();
  });

  it("reads a field at the depth at which its type has it", () => {
    expect(roleOf("oci:Nosql/tableReplica:TableReplica", "origin.region")).toBe("primary");
    expect(roleOf("gcp:compute/snapshot:Snapshot", "coldstorageLocations")).toBeUndefined();
  });

  it.each([
    ["region", "primary", true],
    ["regions", "primary", true],
    ["locationName", "primary", true],
    ["multi_region", "primary", true],
    ["availabilityDomain", "primary", false],
    ["zone", "primary", false],
    ["datacenter", "primary", false],
    ["replicaZone", "replica", true],
    ["copyToRegions", "backup", true],
    ["peerDrRegion", "standby", true],
    ["peeringRegionName", "peer", true],
    ["loggingRegion", "telemetry", true],
    ["sourceRegion", "source", true],
    ["backupConfiguration.location", "backup", true],
    ["blockVolumeReplicas.availabilityDomain", "replica", true],
    ["geoSecondary.location", "replica", true],
    ["destinations.region", "replica", true],
    ["targets.zone", "replica", true],
    ["standby.zone", "standby", true],
    ["failoverGroup.location", "standby", true],
    ["disasterRecoveryConfig.region", "standby", true],
    ["crossRegion.region", "standby", true],
    ["peering.region", "peer", true],
    ["remoteDomain.region", "peer", true],
    ["backupReplica.region", "backup", true],
  ] as const)("takes %s of any cloud for its %s, decisive: %s", (field, role, decisive) => {
    expect(placeField("cloud:x/y:Z", field, keyOf(field))).toEqual({ role, decisive });
  });

  it("takes a key for itself and not for what holds it", () => {
    expect(roleOf("cloud:x/y:Z", "backup.primaryRegion")).toBeUndefined();
    expect(roleOf("cloud:x/y:Z", "backupRegion.zone")).toBe("backup");
    expect(roleOf("cloud:x/y:Z", "settings.backuplocation")).toBeUndefined();
  });

  it.each(["aws:s3/x:X", "aws-native:s3:X"])("takes no location of %s for a place, and every region", (type) => {
    expect(roleOf(type, "location")).toBeUndefined();
    expect(roleOf(type, "region")).toBe("primary");
    expect(roleOf(type, "locationName")).toBe("primary");
    expect(roleOf(`my${type}`, "location")).toBe("primary");
  });

  it.each([
    ["aws:cloudfront/distribution:Distribution", "restrictions.geoRestriction.regions"],
    ["aws-native:cloudfront:Distribution", "distributionConfig.GeoRestriction.regions"],
    ["gcp:securitycenter/x:X", "allowedRegions.0.allowedRegions"],
    ["gcp:accesscontextmanager/accessLevel:AccessLevel", "basic.conditions.regions"],
    ["gcp:accesscontextmanager/x:X", "condition.regions"],
    ["gcp:accesscontextmanager/accessLevelCondition:AccessLevelCondition", "regions"],
    ["stackit:index/cdnDistribution:CdnDistribution", "config.regions"],
    ["stackit:cdn:MyDistribution", "config.regions"],
  ])("takes no place from where users are: %s's %s", (type, field) => {
    expect(roleOf(type, field)).toBeUndefined();
    expect(nameRole(field, type)).toBeUndefined();
  });

  it.each([
    ["my:aws:cloudfront/distribution:Distribution", "restrictions.geoRestriction.regions"],
    ["aws:s3/bucket:Bucket", "geoRestriction.regions"],
    ["aws:cloudfront/distribution:Distribution", "regions"],
    ["my:gcp:accesscontextmanager/accessLevel:AccessLevel", "basic.conditions.regions"],
    ["gcp:accesscontextmanager/x:X", "preconditions.regions"],
    ["gcp:accesscontextmanager/x:X", "conditions.regions.region"],
    ["gcp:accesscontextmanager/x:X", "regions.region"],
    ["gcp:accesscontextmanager/x:X", "perimeter.regions"],
    ["my:stackit:cdnDistribution:X", "config.regions"],
    ["stackit:cdnDistribution:X", "config.regions.region"],
    ["stackit:cdnDistribution:X", "other.config.regions"],
    ["stackit:server:X", "config.regions"],
  ])("takes a place from %s's %s", (type, field) => {
    expect(roleOf(type, field)).toBe("primary");
  });
});

describe("namedPlace", () => {
  it.each([
    ["primaryLocation", "primary"],
    ["hostingRegionName", "primary"],
    ["networkZone", "primary"],
    ["zoneIds", "primary"],
    ["homeDatacenter", "primary"],
    ["sourceBucketRegion", "source"],
    ["sourceRegionName", "source"],
    ["dataSourceRegion", "primary"],
    ["snapshotLocation", "backup"],
    ["archiveBucketRegion", "backup"],
    ["alternateLocation", "replica"],
    ["mirrorZone", "replica"],
    ["copyLocation", "replica"],
    ["targetBucketRegion", "replica"],
    ["recoveryRegion", "standby"],
    ["standbyLocation", "standby"],
    ["peerVpcRegion", "peer"],
    ["logBucketRegion", "telemetry"],
    ["telemetryLocation", "telemetry"],
    ["usageReportRegion", "telemetry"],
    ["catalogRegion", "primary"],
    ["targetRegions.name", "replica"],
    ["allowedRegions.name", "primary"],
    ["backupPolicy.hostRegion", "backup"],
    ["failover.hostRegion", "standby"],
  ])("takes %s for its %s", (field, role) => {
    expect(nameRole(field)).toBe(role);
  });

  it.each(["regionalPolicy", "zoneName", "locationHint", "name", "settings.name", "regions.id"])(
    "takes %s for no place",
    (field) => {
      expect(nameRole(field)).toBeUndefined();
    },
  );

  it.each([
    ["gcp:compute/x:X", "allowedRegions"],
    ["gcp:compute/x:X", "policy.allowedRegions"],
    ["gcp:compute/healthCheck:HealthCheck", "sourceRegions"],
  ])("takes no place from where users are: %s's %s", (type, field) => {
    expect(nameRole(field, type)).toBeUndefined();
    expect(nameRole(field, `my:${type}`)).toBeDefined();
    expect(nameRole(`${field}.mainRegion`, type)).toBeDefined();
    expect(nameRole(field.replace(/(\w+)$/, "un$1"), type)).toBeDefined();
  });

  it("knows health checks by their own field only", () => {
    expect(nameRole("probes.sourceRegions", "gcp:compute/healthCheck:HealthCheck")).toBe("source");
  });
});

describe("isNoPlace", () => {
  it.each([
    ["zone", "1"],
    ["zones", "12"],
    ["zone", "example.eu"],
    ["availabilityZone", "ALL"],
    ["location", "/files/*"],
    ["locations", "https://example.eu/x"],
    ["locationId", "index.html"],
  ])("%s: %s says nothing about a place", (key, text) => {
    expect(isNoPlace(key, text)).toBe(true);
  });

  it.each([
    ["zone", "123"],
    ["zone", "1a"],
    ["zone", "a1"],
    ["zone", "all-of-it"],
    ["zone", "overall"],
    ["zone", "fsn1:dc"],
    ["datacenter", "fsn1-dc8"],
    ["location", "all"],
    ["location", "1"],
    ["location", "westeurope"],
    ["region", "a.b:*"],
    ["dataLocation", "a.b"],
  ])("%s: %s may be one", (key, text) => {
    expect(isNoPlace(key, text)).toBe(false);
  });
});

describe("freePlace", () => {
  it.each([
    ["AWS_REGION", "primary", "aws"],
    ["AWS_DEFAULT_REGION", "primary", "aws"],
    ["aws.region", "primary", "aws"],
    ["OCI_REGION", "primary", "oci"],
    ["OCI_availability_domain", "primary", "oci"],
    ["GCP_ZONE", "primary", "gcp"],
    ["GOOGLE_LOCATION", "primary", "gcp"],
    ["CLOUDSDK_COMPUTE_ZONE", "primary", "gcp"],
    ["AZURE_LOCATION", "primary", "azure"],
    ["SCW_DEFAULT_ZONE", "primary", "scaleway"],
    ["OVH_DATACENTER", "primary", "ovh"],
    ["AWS_REPLICA_REGION", "replica", "aws"],
    ["AZURE_DEFAULT_BACKUP_REGION", "backup", "azure"],
    ["region", "primary", undefined],
    ["s3Region", "primary", undefined],
    ["BUCKET_REGION_NAME", "primary", undefined],
    ["CLOUD_NAME", "primary", undefined],
    ["failoverRegion", "standby", undefined],
    ["peer-region", "peer", undefined],
  ])("takes %s for the %s of %s", (key, role, provider) => {
    expect(freePlace(key)).toEqual({ role, provider });
  });

  it.each([
    "location",
    "zone",
    "MY_AWS_ZONE",
    "ZONE_AWS",
    "AWS_CDN_ZONE",
    "AWS_ZONE_DEFAULT",
    "AWS_LEGACY_DEFAULT_ZONE",
    "regionNamed",
    "regionNameLabel",
    "REGIONAL",
    "cloudNames",
    "my-cloud-name",
    "",
  ])("takes %j for no place", (key) => {
    expect(freePlace(key)).toBeUndefined();
  });
});
