import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { waiverHygiene } from "../rules/EVD-003/rule.ts";
import { crossRegionReplication } from "../rules/RES-007/rule.ts";
import { addDays, daysBetween, isDay } from "./days.ts";
import { levelOf, rulingOf } from "./ruling.ts";
import { parseSettings, type Waiver } from "./settings.ts";
import { isOneUrn, latestEnd, unusedWaivers, waiverFaults } from "./waivers.ts";

const today = "2026-11-22";
const urn = "urn:pulumi:prod-fra::eu-gpu-cloud::oci:ObjectStorage/bucket:Bucket::store";
const waiver: Waiver = {
  rule: "RES-007",
  urn,
  owner: "A. Example, platform",
  reason: "copy is deleted with the old site",
  until: "2027-02-01",
  reference: "TIA-7",
};
const violation = { path: "target", what: "replicates to London", fix: "replicate inside the EU" };

function ruling(waivers: readonly Waiver[], { rule = crossRegionReplication, of = urn } = {}) {
  const settings = parseSettings({ profile: "eu-residency", today, waivers });
  const found = rulingOf(rule, violation, of, settings);
  return { level: levelOf(rule, found), waived: found.message.waived };
}

describe("a waiver", () => {
  it("turns its one finding into advice that names who waived it, why and until when", () => {
    expect(ruling([])).toEqual({ level: "mandatory", waived: undefined });
    expect(ruling([waiver])).toEqual({
      level: "advisory",
      waived: { by: waiver.owner, reason: waiver.reason, until: waiver.until },
    });
  });

  it("waives neither another resource's violation nor another rule's", () => {
    expect(ruling([waiver], { of: `${urn}-2` }).level).toBe("mandatory");
    expect(ruling([{ ...waiver, rule: "RES-008" }]).level).toBe("mandatory");
  });

  it.each<[string, Partial<Waiver>]>([
    ["has a wildcard for a resource", { urn: "urn:pulumi:prod-fra::eu-gpu-cloud::*" }],
    ["has a wildcard in a name", { urn: `${urn}*` }],
    ["has no owner", { owner: " " }],
    ["gives no reason", { reason: "because" }],
    ["rests on no record", { reference: "" }],
    ["ended yesterday", { until: "2026-11-21" }],
    ["runs for 181 days", { until: addDays(today, 181) }],
    ["ends on a day that is in no calendar", { until: "2027-02-30" }],
  ])("waives nothing when it %s", (_, change) => {
    const faulty = { ...waiver, ...change };
    expect(waiverFaults(faulty, today).length).toBeGreaterThan(0);
    expect(ruling([faulty], { of: faulty.urn }).level).toBe("mandatory");
  });

  it("holds on its last day and for the longest time allowed", () => {
    expect(ruling([{ ...waiver, until: today }]).level).toBe("advisory");
    expect(ruling([{ ...waiver, until: latestEnd(today) }]).level).toBe("advisory");
  });

  it("can not waive the rule on waivers", () => {
    expect(ruling([{ ...waiver, rule: "EVD-003" }], { rule: waiverHygiene as never }).level).toBe("mandatory");
  });

  it("is unused when nothing that it is for was found", () => {
    const found = [{ rule: "RES-007", urn }];
    expect(unusedWaivers([waiver], found, today)).toEqual([]);
    expect(unusedWaivers([waiver], [{ rule: "RES-007", urn: `${urn}-2` }], today)).toEqual([waiver]);
    // What is wrong with it is said by the rule on waivers already.
    expect(unusedWaivers([{ ...waiver, until: "2026-01-01" }], [], today)).toEqual([]);
  });

  it("is for one resource only when its name is whole and without a pattern", () => {
    expect(isOneUrn(urn)).toBe(true);
    expect(isOneUrn("urn:pulumi:repository::kit::repository:file:Dockerfile::a b/Dockerfile")).toBe(true);
    for (const other of ["", "*", "urn:pulumi:prod-fra::eu-gpu-cloud", `${urn}?`, urn.replace("prod-fra", "*")])
      expect(isOneUrn(other)).toBe(false);
  });
});

describe("days", () => {
  it("are counted as the calendar counts them", () => {
    const days = fc.integer({ min: -200_000, max: 200_000 });
    fc.assert(
      fc.property(days, (count) => {
        const day = addDays("2026-11-22", count);
        expect(isDay(day)).toBe(true);
        expect(daysBetween("2026-11-22", day)).toBe(count);
      }),
    );
    expect(isDay("2026-02-29")).toBe(false);
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  });
});
