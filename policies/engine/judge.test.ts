import { describe, expect, it } from "vitest";
import { vendorJurisdiction } from "../rules/JUR-001/rule.ts";
import { regionAllowList } from "../rules/RES-001/rule.ts";
import { crossRegionReplication } from "../rules/RES-007/rule.ts";
import { extract } from "./extract/subject.ts";
import type { ResourceRule } from "./rule.ts";
import { parseSettings } from "./settings.ts";
import { CASE_SETTINGS, wireSecret } from "./testing/cases.ts";

const say = (rule: ResourceRule, type: string, properties: object, config: object = {}) =>
  rule
    .check(extract({ urn: "urn", type, name: "x", properties }), parseSettings({ ...CASE_SETTINGS, ...config }))
    .map(({ what, fix }) => `${what} | ${fix}`);

describe("what a person reads", () => {
  it("names the place, its city and country, the profile and what would be allowed in the same realm", () => {
    expect(say(regionAllowList, "pulumi:providers:oci", { region: "us-ashburn-1" })).toEqual([
      "us-ashburn-1 (Ashburn, US) is outside the profile eu-residency | use one of eu-amsterdam-1, eu-frankfurt-1, eu-madrid-1, eu-marseille-1",
    ]);
  });

  it("says what the resource does with a place that is not its own", () => {
    expect(
      say(crossRegionReplication, "oci:ObjectStorage/replicationPolicy:ReplicationPolicy", {
        destinationRegionName: "uk-london-1",
      })[0],
    ).toMatch(/^replicates to uk-london-1 \(London, GB\), which is outside the profile eu-residency \|/);
  });

  it("says of a name that no table has as of when the table is", () => {
    expect(say(regionAllowList, "pulumi:providers:oci", { region: "eu-frankfurt1" })[0]).toMatch(
      /^eu-frankfurt1 is in no row of the region table of 20\d\d-\d\d-\d\d, so it counts as outside the profile eu-residency/,
    );
  });

  it("names the company, its parent's country and an alternative", () => {
    expect(
      say(vendorJurisdiction, "kubernetes:core/v1:ConfigMap", { data: { url: "https://o1.ingest.sentry.io/2" } }),
    ).toEqual([
      "o1.ingest.sentry.io belongs to Functional Software, Inc. (parent in US), which the profile eu-residency does not allow | " +
        "use GlitchTip self-host, Bugsink (NL); or have the company accepted by name, reason and end date",
    ]);
  });

  it("says when an acceptance ended, and whose it was", () => {
    const acceptedParents = [
      { company: "Sentry", country: "US", by: "R. Example", reason: "errors", date: "2026-01-01", until: "2026-06-30" },
    ];
    const url = "https://api.datadoghq.com";
    const [said] = say(
      vendorJurisdiction,
      "kubernetes:core/v1:ConfigMap",
      { data: { url } },
      {
        acceptedParents: acceptedParents.map((acceptance) => ({ ...acceptance, company: "Datadog" })),
      },
    );
    expect(said).toContain("whose acceptance by R. Example ended on 2026-06-30, before 2026-11-21");
  });

  it("says of a secret only what kind of service it names", () => {
    expect(
      say(vendorJurisdiction, "kubernetes:core/v1:Secret", {
        data: wireSecret({ url: "https://discord.com/api/webhooks/1" }),
      }),
    ).toEqual([
      "a value inside a secret belongs to the company of a service of the kind webhook (parent in US), which the profile eu-residency does not allow | " +
        "have the company accepted by name, reason and end date",
    ]);
  });
});
