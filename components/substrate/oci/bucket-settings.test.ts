import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OciBucketArgs } from "./args.ts";
import { resolveBuckets } from "./bucket-settings.ts";
import { regionById } from "./regions.ts";

const resolve = (buckets: Record<string, OciBucketArgs>) => {
  const region = regionById("eu-frankfurt-1");
  if (!region) throw new Error("no region");
  return resolveBuckets("prod-fra", region, buckets);
};
const problemsOf = (bucket: OciBucketArgs) => resolve({ backup: bucket }).problems;
const plain = { versioning: true };

describe("resolveBuckets", () => {
  it("names a bucket after environment and purpose unless it has a name of its own", () => {
    const { settings, problems } = resolve({ images: plain, backup: { ...plain, name: "safe" } });
    expect(settings.map((bucket) => bucket.name)).toEqual(["prod-fra-images", "safe"]);
    expect(problems).toEqual([]);
  });

  it("refuses versioning together with retention, which OCI does not combine", () => {
    expect(problemsOf({ versioning: true, retentionDays: 30 })).toEqual([
      "backup: versioning and retentionDays exclude each other in OCI: keep one of them",
    ]);
    expect(problemsOf({ versioning: false, retentionDays: 30 })).toEqual([]);
  });

  it("refuses to expire versions that are never made", () => {
    expect(problemsOf({ versioning: false, expireVersionsDays: 7 }).join()).toContain("needs versioning");
  });

  it("asks whether another region was meant when the replica's region does not exist", () => {
    const replicateTo = { region: "eu-amsterdam1", bucket: "copy" };
    expect(problemsOf({ ...plain, replicateTo }).join()).toContain("did you mean eu-amsterdam-1");
  });

  it("refuses a replica in another realm, and one that is the bucket itself", () => {
    const to = (region: string, bucket: string) => problemsOf({ ...plain, replicateTo: { region, bucket } }).join();
    expect(to("eu-frankfurt-2", "copy")).toContain("realm oc19, out of reach from oc1");
    expect(to("eu-frankfurt-1", "prod-fra-backup")).toContain("replicates to itself");
    expect(to("eu-frankfurt-1", "copy")).toBe("");
  });

  it("leaves it to policy whether a reachable region is an allowed one", () => {
    const replicateTo = { region: "uk-london-1", bucket: "copy" };
    const { settings, problems } = resolve({ backup: { ...plain, replicateTo } });
    expect(settings[0]?.replicateTo?.region.id).toBe("uk-london-1");
    expect(problems).toEqual([]);
  });

  it("reports every problem of every bucket at once", () => {
    const broken = { versioning: true, retentionDays: 0, name: "no spaces" };
    const { problems } = resolve({ one: broken, two: broken });
    expect(problems).toHaveLength(7);
    expect(problems.at(-1)).toBe('two: name "no spaces" is already that of one');
  });

  it("accepts every whole number of days from 1 and nothing else", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.double()), (retentionDays) => {
        const wellFormed = Number.isInteger(retentionDays) && retentionDays >= 1;
        expect(problemsOf({ versioning: false, retentionDays })).toHaveLength(wellFormed ? 0 : 1);
      }),
    );
  });
});
