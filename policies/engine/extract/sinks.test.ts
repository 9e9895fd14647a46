import { describe, expect, it } from "vitest";
import { leafAt } from "../testing/at.ts";
import { sinkIn } from "./sinks.ts";
import type { Leaf } from "./walk.ts";

const hostOf = (keys: string, text: string, more: Partial<Leaf> = {}) => sinkIn(leafAt(keys, text, more))?.text;

describe("sinkIn", () => {
  it.each([
    ["datadog", "http-intake.logs.datadoghq.com"],
    ["nrlogs", "log-api.newrelic.com"],
    ["newrelic", "log-api.newrelic.com"],
    ["stackdriver", "logging.googleapis.com"],
    ["cloudwatch", "logs.amazonaws.com"],
    ["cloudwatch_logs", "logs.amazonaws.com"],
    ["kinesis_firehose", "firehose.amazonaws.com"],
    ["kinesis_streams", "kinesis.amazonaws.com"],
    ["azure", "ods.opinsights.azure.com"],
    ["azure_logs_ingestion", "ods.opinsights.azure.com"],
  ])("knows where Fluent Bit's output %s goes, in either of its languages", (output, host) => {
    expect(hostOf("data OUTPUT Name", output)).toBe(host);
    expect(hostOf("data output name", output)).toBe(host);
    expect(hostOf("pipeline outputs name", output)).toBe(host);
  });

  it.each([
    ["datadog_logs", "http-intake.logs.datadoghq.com"],
    ["datadog_metrics", "api.datadoghq.com"],
    ["datadog_events", "api.datadoghq.com"],
    ["datadog_traces", "trace.agent.datadoghq.com"],
    ["new_relic", "log-api.newrelic.com"],
    ["honeycomb", "api.honeycomb.io"],
    ["gcp_stackdriver_logs", "logging.googleapis.com"],
    ["gcp_stackdriver_metrics", "monitoring.googleapis.com"],
    ["aws_cloudwatch_logs", "logs.amazonaws.com"],
    ["aws_cloudwatch_metrics", "monitoring.amazonaws.com"],
    ["azure_monitor_logs", "ods.opinsights.azure.com"],
  ])("knows where Vector's sink %s goes, in YAML and in TOML", (sink, host) => {
    expect(hostOf("sinks mine type", sink)).toBe(host);
    expect(hostOf("sinks.mine type", sink)).toBe(host);
  });

  it.each([
    ["@type datadog", "http-intake.logs.datadoghq.com"],
    ["@type newrelic", "log-api.newrelic.com"],
    ["@type   google_cloud", "logging.googleapis.com"],
    ["@type cloudwatch_logs", "logs.amazonaws.com"],
  ])("knows where Fluentd sends to at %j", (line, host) => {
    expect(hostOf("data fluent.conf", line)).toBe(host);
  });

  it.each([
    ["data INPUT Name", "datadog"],
    ["data OUTPUTS Name", "datadog"],
    ["data MY_OUTPUT Name", "datadog"],
    ["data OUTPUT Names", "datadog"],
    ["data OUTPUT Hostname", "datadog"],
    ["data OUTPUT Name", "forward"],
    ["data OUTPUT Name", "constructor"],
    ["pipeline inputs name", "datadog"],
    ["pipelines outputs name", "datadog"],
    ["my_pipeline outputs name", "datadog"],
    ["pipeline outputs_x name", "datadog"],
    ["pipeline x_outputs name", "datadog"],
    ["outputs name", "datadog"],
    ["pipeline outputs names", "datadog"],
    ["pipeline outputs hostname", "datadog"],
    ["pipeline outputs Name", "datadog"],
    ["sources mine type", "datadog_logs"],
    ["sinksOf mine type", "datadog_logs"],
    ["my.sinks mine type", "datadog_logs"],
    ["sinks mine types", "datadog_logs"],
    ["sinks mine subtype", "datadog_logs"],
    ["sinks mine type", "datadog"],
    ["data OUTPUT Name", "datadog_logs"],
    ["data fluent.conf", "@type forward"],
    ["data fluent.conf", "@type constructor"],
    ["data fluent.conf", "@type datadog here"],
    ["data fluent.conf", "the @type datadog"],
    ["data fluent.conf", "@typedatadog"],
    ["data OUTPUT Name", "@type forward"],
  ])("takes %s: %s for no output of a vendor", (keys, text) => {
    expect(hostOf(keys, text)).toBeUndefined();
  });

  it("reads the name of an output in any case", () => {
    expect(hostOf("data OUTPUT Name", "DataDog")).toBe("http-intake.logs.datadoghq.com");
  });

  it("says what the host is for, whose it is, and where the output stands", () => {
    const leaf = leafAt("data OUTPUT Name", "datadog", { certainty: "secret" });
    expect(sinkIn(leaf)).toMatchObject({
      where: leaf.where,
      holder: leaf.holder,
      certainty: "secret",
      vendor: { pattern: "*.datadoghq.com" },
      purposes: ["observability"],
    });
  });

  it("reads no output in a value that is not known, in a document, nor in more than a name's length", () => {
    expect(hostOf("data OUTPUT Name", "datadog", { certainty: "unknown" })).toBeUndefined();
    expect(hostOf("data OUTPUT Name", "datadog", { split: true })).toBeUndefined();
    expect(hostOf("data fluent.conf", `@type${" ".repeat(48)}datadog`)).toBe("http-intake.logs.datadoghq.com");
    expect(hostOf("data fluent.conf", `@type${" ".repeat(49)}datadog`)).toBeUndefined();
  });
});
