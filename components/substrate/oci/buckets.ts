import { Policy } from "@pulumi/oci/identity/policy.js";
import { Bucket } from "@pulumi/oci/objectstorage/bucket.js";
import { NamespaceMetadata } from "@pulumi/oci/objectstorage/namespaceMetadata.js";
import { ObjectLifecyclePolicy } from "@pulumi/oci/objectstorage/objectLifecyclePolicy.js";
import { ReplicationPolicy } from "@pulumi/oci/objectstorage/replicationPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import type { OciBucketArgs } from "./args.ts";
import { type BucketSettings, resolveBuckets } from "./bucket-settings.ts";
import { bucketLifecycleStatements, bucketReplicationStatements } from "./iam-statements.ts";
import type { OciRegion } from "./regions.ts";

export interface OciBucketsArgs {
  readonly compartmentId: pulumi.Input<string>;
  /** Compartment that the policy is written in: the environment's, or one above it. */
  readonly identityCompartmentId: pulumi.Input<string>;
  /** Object storage namespace of the tenancy. */
  readonly namespace: pulumi.Input<string>;
  /** Name of the environment. */
  readonly environment: string;
  readonly region: OciRegion;
  /** Purpose → bucket. */
  readonly buckets: Readonly<Record<string, OciBucketArgs>>;
  /** Key that every object is encrypted under. */
  readonly kmsKeyId: pulumi.Input<string>;
  /** What lets object storage use the key; without it OCI answers `NotAuthorizedOrFoundKmsKey`. */
  readonly keyPolicies: readonly pulumi.Resource[];
  /** Provider of the tenancy's home region, the only one where policies can be written. */
  readonly homeProvider: pulumi.ProviderResource;
}

/**
 * Buckets by purpose: private, encrypted under the environment's own key, protected, every write an event.
 *
 * The namespace's default compartment is set too, because a bucket made through the S3-compatible API otherwise lands
 * in the tenancy's root compartment. The setting exists once per tenancy: the last environment to set it wins.
 */
export class OciBuckets extends pulumi.ComponentResource {
  /** Purpose → bucket name. */
  readonly names: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: OciBucketsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { settings, problems } = resolveBuckets(args.environment, args.region, args.buckets);
    if (problems.length > 0) throw new pulumi.RunError(`buckets of ${args.environment}:\n  ${problems.join("\n  ")}`);
    super("sgc:oci:OciBuckets", name, {}, opts);

    new NamespaceMetadata(
      `${name}-namespace`,
      { namespace: args.namespace, defaultS3compartmentId: args.compartmentId },
      { parent: this },
    );
    const buckets = settings.map((bucket) => [bucket, this.createBucket(name, args, bucket)] as const);
    const policy = this.createPolicy(name, args, settings);
    for (const [setting, bucket] of buckets) {
      this.expireVersions(name, setting, bucket, policy);
      this.replicate(name, setting, bucket, policy);
    }
    this.names = Object.fromEntries(buckets.map(([{ purpose }, bucket]) => [purpose, bucket.name]));
    this.registerOutputs({ names: this.names });
  }

  private createBucket(name: string, args: OciBucketsArgs, bucket: BucketSettings): Bucket {
    return new Bucket(
      `${name}-${bucket.purpose}`,
      {
        compartmentId: args.compartmentId,
        namespace: args.namespace,
        name: bucket.name,
        accessType: "NoPublicAccess",
        kmsKeyId: args.kmsKeyId,
        // For the record of processing activities. Users' files, images and names are in every one of them.
        freeformTags: { "data-class": "personal", purpose: bucket.purpose },
        objectEventsEnabled: true,
        versioning: bucket.versioning ? "Enabled" : "Disabled",
        // Not locked: a lock can never be lifted, not even by Oracle, so it is the operator's own decision.
        ...(bucket.retentionDays !== undefined && {
          retentionRules: [
            {
              displayName: `keep-${bucket.retentionDays}-days`,
              duration: { timeAmount: String(bucket.retentionDays), timeUnit: "DAYS" },
            },
          ],
        }),
      },
      { parent: this, protect: true, dependsOn: [...args.keyPolicies] },
    );
  }

  /** Object storage deletes and copies objects on the owner's behalf, but only where a policy lets it. */
  private createPolicy(name: string, args: OciBucketsArgs, settings: readonly BucketSettings[]): Policy | undefined {
    const expiring = settings.filter((bucket) => bucket.expireVersionsDays !== undefined);
    const replicating = settings.flatMap((bucket) =>
      bucket.replicateTo ? [{ ...bucket, to: bucket.replicateTo }] : [],
    );
    if (expiring.length + replicating.length === 0) return undefined;
    const { region } = args;
    return new Policy(
      `${name}-object-storage`,
      {
        compartmentId: args.identityCompartmentId,
        name: `${args.environment}-object-storage`,
        description: `What object storage may do by itself in the buckets of ${args.environment}`,
        statements: pulumi.output(args.compartmentId).apply((compartmentId) => [
          ...expiring.flatMap((b) => bucketLifecycleStatements({ region, compartmentId, bucket: b.name })),
          ...replicating.flatMap((b) =>
            bucketReplicationStatements({
              region,
              compartmentId,
              sourceBucket: b.name,
              destinationBucket: b.to.bucket,
            }),
          ),
        ]),
      },
      { parent: this, provider: args.homeProvider },
    );
  }

  private expireVersions(name: string, setting: BucketSettings, bucket: Bucket, policy: Policy | undefined): void {
    if (setting.expireVersionsDays === undefined) return;
    new ObjectLifecyclePolicy(
      `${name}-${setting.purpose}-lifecycle`,
      {
        namespace: bucket.namespace,
        bucket: bucket.name,
        rules: [
          {
            name: "expire-old-versions",
            isEnabled: true,
            action: "DELETE",
            target: "previous-object-versions",
            timeAmount: String(setting.expireVersionsDays),
            timeUnit: "DAYS",
          },
        ],
      },
      { parent: this, dependsOn: policy ? [policy] : [] },
    );
  }

  private replicate(name: string, setting: BucketSettings, bucket: Bucket, policy: Policy | undefined): void {
    if (!setting.replicateTo) return;
    new ReplicationPolicy(
      `${name}-${setting.purpose}-replication`,
      {
        namespace: bucket.namespace,
        bucket: bucket.name,
        name: `to-${setting.replicateTo.region.id}`,
        destinationRegionName: setting.replicateTo.region.id,
        destinationBucketName: setting.replicateTo.bucket,
      },
      { parent: this, dependsOn: policy ? [policy] : [] },
    );
  }
}
