import { describe, expect, it } from "vitest";
import { at, leafAt } from "../testing/at.ts";
import { reportingSwitch } from "./reporting.ts";
import type { Leaf } from "./walk.ts";
import { item } from "./where.ts";

const said = (keys: string, text: string, more: Partial<Leaf> = {}) => {
  const found = reportingSwitch(leafAt(keys, text, more));
  return found && `${found.name}=${found.off}`;
};
/** A flag as one of a container's arguments. */
const flag = (text: string) => said("x", text, { where: item(at("containers args"), 0) });

describe("reportingSwitch", () => {
  it.each(
    (
      "sendAnonymousUsage send_anonymous_usage_data sendAnonymousUsageStats sendAnonymousStats sendUsageStats " +
      "send-usage-statistics anonymousUsage anonymousUsageStats anonymousUsageStatistics anonymousUsageReporting " +
      "enableAnonymousUsage anonymousReports ANONYMOUS_TELEMETRY anonymized_telemetry usageReporting USAGE_REPORTING_ENABLED " +
      "enableUsageReporting usageStatsEnabled enableUsageStats reporting_enabled enableReporting checkNewVersion " +
      "allow-collecting-longhorn-usage-metrics"
    ).split(" "),
  )("lets reports go out when %s is on, and not when it is off", (key) => {
    for (const on of ["true", "True", "yes", "on", "1"]) expect(said(`data ${key}`, on), on).toBe(`${key}=false`);
    for (const off of ["false", "no", "off", "0", "", "11", "untrue", "truee"])
      expect(said(`data ${key}`, off), off).toBeUndefined();
  });

  it.each(
    (
      "disableTelemetry TELEMETRY_DISABLED noAnalytics noUsageStats no-usage-report disableUsageStats disableUsageReporting " +
      "disableReporting reportingDisabled disableAnonymousUsage DISABLE_CHECKPOINT DO_NOT_TRACK"
    ).split(" "),
  )("lets reports go out when %s is off, and not when it is on", (key) => {
    for (const off of ["false", "False", "no", "off", "0"]) expect(said(`data ${key}`, off), off).toBe(`${key}=true`);
    for (const on of ["true", "yes", "on", "1", "", "00", "notfalse", "falsey"])
      expect(said(`data ${key}`, on), on).toBeUndefined();
  });

  it.each(["usageStats", "usage_report", "usageReporting", "usageStatistics", "anonymousUsage", "anonymousReports"])(
    "lets reports go out when %s is enabled",
    (section) => {
      expect(said(`${section} enabled`, "true")).toBe("enabled=false");
      expect(said(`${section} enabled`, "false")).toBeUndefined();
      expect(said(`${section} disabled`, "true")).toBeUndefined();
      expect(said(`${section} x enabled`, "true")).toBeUndefined();
      expect(said(`my.${section} enabled`, "true")).toBeUndefined();
    },
  );

  it.each([
    ["--sendAnonymousUsage=true", "sendAnonymousUsage=false"],
    ["--global.sendAnonymousUsage=true", "global.sendAnonymousUsage=false"],
    ["--global.sendanonymoususage", "global.sendanonymoususage=false"],
    ["-reporting-enabled=1", "reporting-enabled=false"],
    ["--usageStats.enabled=true", "usageStats.enabled=false"],
    ["--usage-stats.enabled", "usage-stats.enabled=false"],
    ["--disable-telemetry=false", "disable-telemetry=true"],
  ])("reads the flag %s", (text, found) => {
    expect(flag(text)).toBe(found);
  });

  it.each([
    "--sendAnonymousUsage=false",
    "--sendAnonymousUsage=",
    "--disable-telemetry",
    "sendAnonymousUsage=true",
    "---sendAnonymousUsage=true",
    "run --sendAnonymousUsage=true",
    "--sendAnonymousUsage=true --x",
    "--sendAnonymousUsage.x=true",
    "--1sendAnonymousUsage=true",
    "--enabled=true",
    "--mytls.enabled=true",
    `--${"x".repeat(90)}.usageReporting=true`,
  ])("takes %s for no flag that lets reports go out", (text) => {
    expect(flag(text)).toBeUndefined();
  });

  it("reads a flag as such, whatever the setting that holds it is called", () => {
    expect(said("data sendAnonymousUsage", "--x=true")).toBeUndefined();
    expect(said("usageStats enabled", "--x.enabled")).toBeUndefined();
  });

  it("reads the last part of a name with dots", () => {
    expect(said("data analytics.reporting_enabled", "true")).toBe("analytics.reporting_enabled=false");
    expect(said("data reporting_enabled.since", "true")).toBeUndefined();
  });

  it("says where the setting stands and whether it is a secret", () => {
    const leaf = leafAt("data DO_NOT_TRACK", "0", { certainty: "secret" });
    expect(reportingSwitch(leaf)).toEqual({
      where: leaf.where,
      certainty: "secret",
      name: "DO_NOT_TRACK",
      off: "true",
    });
  });

  it("reads nothing in a value that is not known, in a document, in a long text nor in a remark", () => {
    expect(said("data DO_NOT_TRACK", "0", { certainty: "unknown" })).toBeUndefined();
    expect(said("data DO_NOT_TRACK", "0", { split: true })).toBeUndefined();
    expect(said("labels DO_NOT_TRACK", "0")).toBeUndefined();
  });
});
