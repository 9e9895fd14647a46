import type { OciBucketArgs } from "./args.ts";
import { nearestRegions, type OciRegion, regionById } from "./regions.ts";

/** A bucket as it will be asked for: every default filled in, every contradiction refused. */
export interface BucketSettings {
  readonly purpose: string;
  readonly name: string;
  readonly versioning: boolean;
  readonly retentionDays: number | undefined;
  readonly expireVersionsDays: number | undefined;
  readonly replicateTo: { readonly region: OciRegion; readonly bucket: string } | undefined;
}

/**
 * Settings of every bucket of an environment in the order given, and everything that is wrong with them: OCI would
 * report it one by one, after the first buckets exist. Settings are of use only when `problems` is empty.
 */
export function resolveBuckets(
  environment: string,
  region: OciRegion,
  buckets: Readonly<Record<string, OciBucketArgs>>,
): { readonly settings: readonly BucketSettings[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const settings = Object.entries(buckets).map(([purpose, bucket]) => {
    const name = bucket.name ?? `${environment}-${purpose}`;
    const report = (problem: string) => problems.push(`${purpose}: ${problem}`);
    if (!/^[A-Za-z0-9._-]{1,256}$/.test(name)) {
      report(`name "${name}" is not 1 to 256 letters, digits, hyphens, underscores and full stops`);
    }
    // https://docs.oracle.com/iaas/Content/Object/Tasks/usingversioning.htm: one excludes the other.
    if (bucket.versioning && bucket.retentionDays !== undefined) {
      report("versioning and retentionDays exclude each other in OCI: keep one of them");
    }
    if (!bucket.versioning && bucket.expireVersionsDays !== undefined) {
      report("expireVersionsDays needs versioning: without it there are no old versions");
    }
    for (const days of ["retentionDays", "expireVersionsDays"] as const) {
      const value = bucket[days];
      if (value !== undefined && (!Number.isInteger(value) || value < 1))
        report(`${days} is ${value}, accepted: from 1`);
    }
    return {
      purpose,
      name,
      versioning: bucket.versioning,
      retentionDays: bucket.retentionDays,
      expireVersionsDays: bucket.expireVersionsDays,
      replicateTo: bucket.replicateTo && resolveReplica(bucket.replicateTo, name, region, report),
    };
  });
  for (const [index, { name, purpose }] of settings.entries()) {
    const first = settings.findIndex((bucket) => bucket.name === name);
    if (first !== index) problems.push(`${purpose}: name "${name}" is already that of ${settings[first]?.purpose}`);
  }
  return { settings, problems };
}

/** Whether the place is allowed is a question of policy; whether it can exist at all is answered here. */
function resolveReplica(
  replica: NonNullable<OciBucketArgs["replicateTo"]>,
  source: string,
  sourceRegion: OciRegion,
  report: (problem: string) => void,
): BucketSettings["replicateTo"] {
  const region = regionById(replica.region);
  if (!region) {
    const near = nearestRegions(replica.region);
    report(
      `replicates to unknown region "${replica.region}"${near.length > 0 ? `: did you mean ${near.join(", ")}?` : ""}`,
    );
    return undefined;
  }
  if (region.realm !== sourceRegion.realm) {
    report(`replicates to ${region.id} in realm ${region.realm}, out of reach from ${sourceRegion.realm}`);
  }
  if (region.id === sourceRegion.id && replica.bucket === source) report("replicates to itself");
  return { region, bucket: replica.bucket };
}
