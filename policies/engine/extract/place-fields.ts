import { perKey, plainName, under, type Where } from "./where.ts";

/** What a place means for the bytes of the resource that names it. */
export type PlaceRole =
  /** Where the thing itself is. */
  | "primary"
  /** Where a live copy goes. */
  | "replica"
  /** Where a backup goes. */
  | "backup"
  /** Where a standby takes over. */
  | "standby"
  /** What a network is joined to. */
  | "peer"
  /** Where logs, findings and reports go. */
  | "telemetry"
  /** Where data is copied from. */
  | "source"
  /** Named in passing, by an identifier. */
  | "mention";

/**
 * Fields whose own name does not give their role away. Field: keys without indexes joined by dots, `*.` in front for
 * any depth. OCI: type files of @pulumi/oci 4.20; AWS, Azure and GCP: their Pulumi registry pages.
 */
const FIELDS: readonly (readonly [type: string, field: string, role: PlaceRole])[] = [
  ["oci:Core/volumeBackupPolicy:VolumeBackupPolicy", "destinationRegion", "backup"],
  ["oci:Core/", "sourceDetails.region", "source"],
  ["oci:ObjectStorage/storageObject:StorageObject", "sourceUriDetails.region", "source"],
  ["oci:FileStorage/replication:Replication", "targetId", "replica"],
  ["oci:Nosql/tableReplica:TableReplica", "region", "replica"],
  ["oci:DisasterRecovery/", "*.peerRegion", "standby"],
  ["oci:Identity/domain:Domain", "homeRegion", "primary"],
  ["aws:s3/bucketReplicationConfig", "rules.destination.bucket", "replica"],
  ["aws:s3/bucket", "replicationConfiguration.rules.destination.bucket", "replica"],
  ["aws:s3/bucket", "replicationConfigurations.rules.destinations.bucket", "replica"],
  ["aws:dynamodb/tableReplica:", "globalTableArn", "source"],
  ["aws:directoryservice/serviceRegion:", "regionName", "replica"],
  ["aws:keyspaces/keyspace:", "replicationSpecification.regionLists", "replica"],
  ["aws:redshift/snapshotCopy:", "destinationRegion", "backup"],
  ["aws:arcregionswitch/plan:", "regions", "standby"],
  ["aws-native:arcregionswitch:Plan", "regions", "standby"],
  ["aws:backup/", "rules.copyActions.destinationVaultArn", "backup"],
  ["aws:dlm/lifecyclePolicy:", "*.crossRegionCopyRules.target", "backup"],
  ["aws:dlm/lifecyclePolicy:", "*.crossRegionCopyRules.targetRegion", "backup"],
  ["aws:dlm/lifecyclePolicy:", "*.crossRegionCopies.target", "backup"],
  ["aws:cfg/configurationAggregator:", "*.regions", "telemetry"],
  ["aws:securityhub/findingAggregator:", "specifiedRegions", "telemetry"],
  ["aws:route53/", "latencyRoutingPolicies.region", "mention"],
  ["aws:ssmincidents/replicationSet:", "regions.name", "replica"],
  ["aws:rds/instanceAutomatedBackupsReplication:", "region", "backup"],
  ["aws:kms/replicaKey:", "primaryKeyArn", "source"],
  ["azure-native:documentdb", "locations.locationName", "replica"],
  ["azure-native:keyvault:ManagedHsm", "properties.regions.name", "replica"],
  ["azure-native:recoveryservices:", "*.customDetails.location", "standby"],
  ["azure-native:sql", "partnerRegions.location", "standby"],
  ["azure:cosmosdb/", "geoLocations.location", "replica"],
  ["azure-native:containerregistry:Replication", "location", "replica"],
  ["gcp:compute/", "*.storageLocations", "backup"],
  ["gcp:spanner/instance:", "config", "primary"],
  ["gcp:appengine/application:", "locationId", "primary"],
  ["gcp:firestore/database:", "locationId", "primary"],
  ["gcp:logging/", "storageLocation", "telemetry"],
  ["gcp:dns/recordSet:", "*.location", "mention"],
  ["azure", "*.endpointLocation", "mention"],
  ["azure", "*.endpointMonitorLocation", "mention"],
  ["gcp:storage/bucket:", "customPlacementConfig.dataLocations", "replica"],
];

/** Programs in other languages write some modules in lower case. */
const FIELDS_BY_TYPE = FIELDS.map(([type, field, role]) => [type.toLowerCase(), field, role] as const);

/** Names that mean the same in every product; compared without case and separators. */
const NAMES: ReadonlyMap<string, PlaceRole> = new Map(
  (
    [
      [
        "replica",
        "destinationregion destinationregionname destinationregions targetregion targetregions replicaregion replicaregions replicationregion replicationregions secondaryregion secondarylocation replicalocation replicalocations replicationlocation replicationlocations mirrorregion copyregion copyregions secondaryzone secondaryavailabilityzone secondaryregions replicazone replicazones",
      ],
      [
        "backup",
        "backupregion backupregions remoteregion copytoregion copytoregions backupdestinationregion archiveregion",
      ],
      [
        "standby",
        "drregion failoverregion failoverlocation standbyregion peerdrregion standbyzone standbyavailabilityzone failoverzone",
      ],
      [
        "peer",
        "peerregion peerregionname peeringregion peeringregionname remotepeeringregion customerregion accepterregionname awsvpcregion",
      ],
      ["telemetry", "reportingregion loggingregion telemetryregion logregion logsregion workspaceregion"],
      ["source", "sourceregion"],
    ] as const
  ).flatMap(([role, names]) => names.split(" ").map((name) => [name, role] as const)),
);

/** Names of the place where a cloud's resource itself is. */
export const PRIMARY: ReadonlySet<string> = new Set(
  "region regions regionname location locations locationname zone zones availabilityzone availabilityzones availabilitydomain availabilitydomains datacenter multiregion nodelocations".split(
    " ",
  ),
);

/** A zone or domain inside a region: when it is unknown, the region still decides. */
const FINER_THAN_REGION = /zone|availability|datacenter/;

/** Fields that say where users are, not where bytes are, and fields of an edge network's own parts of the world. */
const NO_PLACE: readonly (readonly [type: RegExp, field: RegExp])[] = [
  [/^aws(-native)?:cloudfront/, /geoRestriction\./i],
  [/^gcp:/, /(^|\.)allowedRegions$/],
  [/^gcp:accesscontextmanager\//, /(^|\.)conditions?\.regions$|^regions$/],
  [/^gcp:compute\/healthCheck:/, /^sourceRegions$/],
  [/^aws:route53\/healthCheck:|^aws-native:route53:HealthCheck$/, /(^|\.)regions$/],
  [/^stackit:.*cdn.*distribution/i, /^config\.regions$/],
];

/** Numbers of zones inside a region, zones of DNS, and every one of them at once: no place of its own. */
const NO_ZONE = /^\d{1,2}$|\.|^all$/i;

/** Addresses, paths and patterns: a location on the web or in a file. */
const ELSEWHERE = /[.:*]/;

/** True for a value that says nothing about a place, though its field's name promises one. */
export function isNoPlace(key: string, text: string): boolean {
  const name = plainName(key);
  return FINER_THAN_REGION.test(name) ? NO_ZONE.test(text) : name.startsWith("location") && ELSEWHERE.test(text);
}

export interface PlaceField {
  readonly role: PlaceRole;
  /** An unknown value here decides where bytes go, so it can not be waited for. */
  readonly decisive: boolean;
}

/** The role of a cloud resource's own field, `undefined` when it names no place. */
export function placeField(type: string, field: string, key: string): PlaceField | undefined {
  if (NO_PLACE.some(([types, fields]) => types.test(type) && fields.test(field))) return undefined;
  const lowered = type.toLowerCase();
  for (const [prefix, pattern, role] of FIELDS_BY_TYPE) {
    if (!lowered.startsWith(prefix)) continue;
    if (pattern.startsWith("*.") ? `.${field}`.endsWith(pattern.slice(1)) : field === pattern)
      return { role, decisive: true };
  }
  const name = plainName(key);
  const role = NAMES.get(name);
  if (role) return { role, decisive: true };
  if (!PRIMARY.has(name) || (name === "location" && AMAZON.test(type))) return undefined;
  const part = PARTS.find(([pattern]) => pattern.test(field))?.[1];
  return part ? { role: part, decisive: true } : { role: "primary", decisive: !FINER_THAN_REGION.test(name) };
}

/** Amazon calls a bucket, a path and an address a location, and a place a region: here it is a place only by its value. */
const AMAZON = /^aws(-native)?:/;

/** Parts of a resource that are elsewhere than the resource: `backupConfiguration.location`. */
const PARTS: readonly (readonly [parents: RegExp, role: PlaceRole])[] = [
  [/backup/i, "backup"],
  [/replica|secondar|destination|target/i, "replica"],
  [/standby|failover|disasterRecovery|crossRegion/i, "standby"],
  [/peer|remoteDomain/i, "peer"],
];

/** Sections of a setting in text, or of a platform's own resource, that say what its region is there for. */
const SECTIONS: readonly (readonly [section: RegExp, role: PlaceRole])[] = [
  [/^copySettings$/, "backup"],
  [/^(disaster_?-?recovery|dr|failover|standby)$/i, "standby"],
  [/^replicas?(regions?)?$/i, "replica"],
  [
    /^(exporters|aws)?cloudwatch(logs|_logs)?$|^(exporters|logConfiguration|logOpts|logging|OUTPUT|sinks(\..*)?)$/i,
    "telemetry",
  ],
];

/** The role of a region by the sections above it; `undefined` when none says more than that it is one. */
export function roleOfSections(where: Where): PlaceRole | undefined {
  return SECTIONS.find(([section]) => where.parent && under(where.parent, (key) => section.test(key)))?.[1];
}

/** Fields that no list has and that are called after a place: `primaryLocation`, `hostingRegionName`, `networkZone`. */
const CALLED_A_PLACE =
  /(region|regions|regionname|location|locations|locationid|zone|zones|zoneid|zoneids|datacenter)$/;
/** What the rest of such a name says of the bytes. */
const CALLED_BY_ROLE: readonly (readonly [name: RegExp, role: PlaceRole])[] = [
  [/^source\w*region/, "source"],
  [/backup|archive|snapshot/, "backup"],
  [/replica|secondary|alternat|mirror|copy|linked|^target/, "replica"],
  [/standby|failover|recovery/, "standby"],
  [/peer/, "peer"],
  [/^log|telemetry|report/, "telemetry"],
];

/** The role that a cloud's field has by its name alone: it is a place only when its value is one. */
export function namedPlace(type: string, field: string, key: string): PlaceRole | undefined {
  const parents = field.slice(0, -key.length);
  // `targetRegions: [{ name }]` is called after what holds it.
  const name = plainName(key === "name" ? (/([^.]*)\.$/.exec(parents)?.[1] ?? key) : key);
  if (!CALLED_A_PLACE.test(name) || NO_PLACE.some(([types, fields]) => types.test(type) && fields.test(field)))
    return undefined;
  return (
    CALLED_BY_ROLE.find(([pattern]) => pattern.test(name))?.[1] ??
    PARTS.find(([pattern]) => pattern.test(parents))?.[1] ??
    "primary"
  );
}

/** Prefixes by which environment variables and settings say whose region they mean. */
const OWNERS: readonly (readonly [prefix: string, provider: string])[] = [
  ["aws", "aws"],
  ["oci", "oci"],
  ["gcp", "gcp"],
  ["google", "gcp"],
  ["cloudsdk", "gcp"],
  ["azure", "azure"],
  ["scw", "scaleway"],
  ["ovh", "ovh"],
];

/** Services of Google whose settings say location and mean a region. */
const GOOGLE_LOCATION = /^(vertex(ai)?|bigquery|gemini|cloud)location$/;

/** API groups whose objects stand for resources of a cloud: Config Connector, ACK, Azure Service Operator, Crossplane, Cluster API. */
const CLOUD_OF_GROUP: readonly (readonly [group: RegExp, provider: string])[] = [
  [/^kubernetes:[\w.-]+\.cnrm\.cloud\.google\.com\//, "gcp"],
  [/^kubernetes:[\w.-]+\.services\.k8s\.aws\//, "aws"],
  [/^kubernetes:[\w.-]+\.azure\.com\//, "azure"],
  [/^kubernetes:([\w.-]+\.)?aws(\.m)?\.(upbound|crossplane)\.io\//, "aws"],
  [/^kubernetes:([\w.-]+\.)?azure(\.m)?\.(upbound|crossplane)\.io\//, "azure"],
  [/^kubernetes:([\w.-]+\.)?gcp(-beta)?(\.m)?\.(upbound|crossplane)\.io\//, "gcp"],
  [/^kubernetes:infrastructure\.cluster\.x-k8s\.io\/\w+:AWS/, "aws"],
  [/^kubernetes:infrastructure\.cluster\.x-k8s\.io\/\w+:Azure/, "azure"],
  [/^kubernetes:infrastructure\.cluster\.x-k8s\.io\/\w+:GCP/, "gcp"],
];
const cloudOfGroup = perKey((type) => CLOUD_OF_GROUP.find(([group]) => group.test(type))?.[1]);

/** The place in an object of Kubernetes that stands for a cloud's resource: there a location is a region too. */
export function platformPlace(type: string, field: string, key: string): FreePlace | undefined {
  const provider = cloudOfGroup(type);
  if (!provider || provider === "aws" || !PRIMARY.has(plainName(key))) return undefined;
  return { role: PARTS.find(([pattern]) => pattern.test(field))?.[1] ?? "primary", provider };
}

export interface FreePlace {
  readonly role: PlaceRole;
  /** Whose region it is, when the name says so. */
  readonly provider: string | undefined;
}

/** The role of a setting in text or in a workload: `AWS_REGION`, `s3.region`, `replicaRegion`. */
export const freePlace = perKey((key): FreePlace | undefined => {
  const name = plainName(key);
  const [prefix, provider] = OWNERS.find(([prefix]) => name.startsWith(prefix)) ?? [];
  const bare = prefix ? name.slice(prefix.length).replace(/^(default|compute)/, "") : name;
  // `awsVpcRegion` is a name of its own.
  const role = NAMES.get(bare) ?? NAMES.get(name);
  if (role) return { role, provider };
  return bare.endsWith("region") ||
    bare.endsWith("regionname") ||
    // Spring's own spelling: `spring.cloud.aws.region.static`.
    bare.endsWith("regionstatic") ||
    bare === "cloudname" ||
    GOOGLE_LOCATION.test(bare) ||
    (provider && PRIMARY.has(bare))
    ? { role: "primary", provider }
    : undefined;
});
