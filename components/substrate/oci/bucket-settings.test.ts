import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OciBucketArgs } from "./args.ts";
import { resolveBuckets } from "./bucket-settings.ts";
import { regionById } from "./regions.ts";

const resolve = (buckets: Record<string, OciBucketArgs>, regionId = "eu-frankfurt-1") => {
  const region = regionById(regionId);
  if (!region) throw new Error(`no region ${regionId}`);
  return resolveBuckets("prod-fra", region, buckets);
};
const plain = { versioning: true };

describe("resolveBuckets", () => {
  it("names a bucket after environment and purpose unless it has a name of its own", () => {
    const names = resolve({ images: plain, backup: { ...plain, name: "safe" } }).map((bucket) => bucket.name);
    expect(names).toEqual(["prod-fra-images", "safe"]);
  });

  it("refuses versioning together with retention, which OCI does not combine", () => {
    expect(() => resolve({ backup: { versioning: true, retentionDays: 30 } })).toThrow(
      "backup: versioning and retentionDays exclude each other in OCI: keep one of them",
    );
    expect(resolve({ backup: { versioning: false, retentionDays: 30 } })[0]?.retentionDays).toBe(30);
  });

  it("refuses to expire versions that are never made", () => {
    expect(() => resolve({ images: { versioning: false, expireVersionsDays: 7 } })).toThrow("needs versioning");
  });

  it("asks whether another region was meant when the replica's region does not exist", () => {
    const replicateTo = { region: "eu-amsterdam1", bucket: "copy" };
    expect(() => resolve({ backup: { ...plain, replicateTo } })).toThrow("did you mean eu-amsterdam-1");
  });

  it("refuses a replica in another realm, and one that is the bucket itself", () => {
    const to = (region: string, bucket: string) => () =>
      resolve({ backup: { ...plain, replicateTo: { region, bucket } } });
    expect(to("eu-frankfurt-2", "copy")).toThrow("realm oc19, out of reach from oc1");
    expect(to("eu-frankfurt-1", "prod-fra-backup")).toThrow("replicates to itself");
    expect(to("eu-frankfurt-1", "copy")).not.toThrow();
  });

  it("leaves it to policy whether a reachable region is an allowed one", () => {
    const [bucket] = resolve({ backup: { ...plain, replicateTo: { region: "uk-london-1", bucket: "copy" } } });
    expect(bucket?.replicateTo?.region.id).toBe("uk-london-1");
  });

  it("reports every problem of every bucket at once", () => {
    const broken = { versioning: true, retentionDays: 0 };
    try {
      resolve({ one: { ...broken, name: "no spaces" }, two: { ...broken, name: "no spaces" } });
      expect.unreachable();
    } catch (error) {
      const lines = String(error).split("\n").slice(1);
      expect(lines).toHaveLength(7);
      expect(lines.at(-1)).toContain('two: name "no spaces" is already that of one');
    }
  });

  it("accepts every whole number of days from 1 and nothing else", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.double()), (retentionDays) => {
        const attempt = () => resolve({ backup: { versioning: false, retentionDays } });
        if (Number.isInteger(retentionDays) && retentionDays >= 1) expect(attempt).not.toThrow();
        else expect(attempt).toThrow("accepted: from 1");
      }),
    );
  });
});
