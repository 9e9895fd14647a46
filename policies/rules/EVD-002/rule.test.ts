import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { logRetention } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(logRetention, { type, properties });

const ofLoki = (period: string) =>
  said("kubernetes:core/v1:ConfigMap", { data: { "loki.yaml": `limits_config:\n  retention_period: ${period}\n` } });

const ofImage = (image: string, ...args: readonly string[]) =>
  said("kubernetes:core/v1:Pod", {
    spec: { containers: [{ name: "logs", image: `${image}@sha256:${"ab".repeat(32)}`, args }] },
  });

const ofChart = (chart: string, values: unknown) => said("kubernetes:helm.sh/v3:Release", { chart, values });

describe("EVD-002 log-retention", () => {
  it.each(["7776000s", "129600m", "2160h", "90d", "13w", "0.25y", "1y", "3", "1w30d"])(
    "reads %s as a time within what is wanted",
    (period) => {
      expect(ofLoki(period)).toEqual([]);
    },
  );

  it.each(["604800s", "10080m", "168h", "29d", "4w", "2y", "0.5", "14", "0", "0s"])(
    "reads %s as too short, too long or for ever",
    (period) => {
      expect(ofLoki(period)).toEqual(['data["loki.yaml"]']);
    },
  );

  it.each([
    ["oci:Logging/log:Log", "retentionDuration", []],
    ["aws:cloudwatch/logGroup:LogGroup", "retentionInDays", [""]],
    ["aws-native:logs:LogGroup", "retentionInDays", [""]],
    ["azure-native:operationalinsights:Workspace", "retentionInDays", []],
    ["azure:operationalinsights/analyticsWorkspace:AnalyticsWorkspace", "retentionInDays", []],
    ["azure-native:applicationinsights:Component", "retentionInDays", []],
    ["azure:appinsights/insights:Insights", "retentionInDays", []],
    ["gcp:logging/projectBucketConfig:ProjectBucketConfig", "retentionDays", []],
    ["gcp:logging/billingAccountBucketConfig:BillingAccountBucketConfig", "retentionDays", []],
    ["scaleway:observability/source:Source", "retentionDays", [""]],
  ])("reads of %s how many days %s says, and knows what holds without", (type, field, unsaid) => {
    expect(said(type, { [field]: 10 })).toEqual([field]);
    expect(said(type, { [field]: 90 })).toEqual([]);
    expect(said(type, { [field]: 500 })).toEqual([field]);
    expect(said(type, {})).toEqual(unsaid);
  });

  it.each([
    ["azure-native:applicationinsights:ComponentLinkedStorageAccount", { retentionInDays: 1 }],
    ["azure-native:operationalinsights:Table", { retentionInDays: 1 }],
    ["aws:cloudwatch/logGroupPolicy:LogGroupPolicy", { retentionInDays: 1 }],
    ["kubernetes:operator.victoriametrics.com/v1beta1:VMSingle", { spec: { retentionPeriod: "1d" } }],
    ["kubernetes:operator.victoriametrics.com/v1beta1:VLogsList", { spec: { retentionPeriod: "1d" } }],
    ["kubernetes:loki.grafana.com/v1:LokiStackList", { spec: { limits: { global: { retention: { days: 1 } } } } }],
  ])("%s keeps no logs by itself", (type, properties) => {
    expect(said(type, properties)).toEqual([]);
  });

  it.each([
    "victoria-logs",
    "registry.example.eu/victoria-logs",
    "registry.example.eu/mirror/victoriametrics/victoria-logs",
  ])("reads the argument of %s, which keeps a week without", (image) => {
    expect(ofImage(image, "-retentionPeriod=90d")).toEqual([]);
    expect(ofImage(image, "--retentionPeriod", "9d")).toEqual(["spec.containers[0]"]);
    expect(ofImage(image)).toEqual(["spec.containers[0]"]);
  });

  it.each(["registry.example.eu/loki", "grafana/loki", "registry.example.eu/mirror/grafana/loki"])(
    "reads the argument of %s, whose file says it without",
    (image) => {
      expect(ofImage(image, "-store.retention=9d")).toEqual(["spec.containers[0]"]);
      expect(ofImage(image)).toEqual([]);
    },
  );

  it.each(["registry.example.eu/myloki", "registry.example.eu/loki-canary", "registry.example.eu/old-victoria-logs"])(
    "%s is no store of logs",
    (image) => {
      expect(ofImage(image, "-store.retention=9d", "-retentionPeriod=9d")).toEqual([]);
    },
  );

  it.each(["victoria-metrics-k8s-stack", "./charts/vmsingle", "mimir-distributed", "kube-prometheus-stack"])(
    "of the chart %s, only what is called after logs is about logs",
    (chart) => {
      expect(ofChart(chart, { server: { retentionPeriod: "9d", retention_period: "9d" } })).toEqual([]);
      expect(ofChart(chart, { server: { logRetention: "9d" } })).toEqual(["values.server.logRetention"]);
      expect(ofChart(chart, { server: { logRetentionNote: "9d", dialogRetention: "9d" } })).toEqual([]);
    },
  );

  it("reads values as deep as charts have them, and not without end", () => {
    const within = (levels: number): unknown =>
      levels === 0 ? { retention_period: "9d" } : { inner: within(levels - 1) };
    expect(ofChart("./charts/loki", within(8))).toHaveLength(1);
    expect(ofChart("./charts/loki", within(9))).toEqual([]);
  });
});
