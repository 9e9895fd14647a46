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

  it.each([
    ["openai/gpt-4o", "api.openai.com"],
    ["gpt-4o-mini", "api.openai.com"],
    ["chatgpt-4o-latest", "api.openai.com"],
    ["o3", "api.openai.com"],
    ["openai/o4-mini", "api.openai.com"],
    ["text-embedding-3-small", "api.openai.com"],
    ["dall-e-3", "api.openai.com"],
    ["openai/whisper-1", "api.openai.com"],
    ["anthropic/claude-3-5-haiku", "api.anthropic.com"],
    ["claude-sonnet-4", "api.anthropic.com"],
    ["gemini/gemini-2.0-flash", "generativelanguage.googleapis.com"],
    ["vertex_ai/gemini-2.0-flash", "aiplatform.googleapis.com"],
    ["bedrock/eu.amazon.nova-lite-v1:0", "bedrock-runtime.amazonaws.com"],
    ["groq/llama-3.3-70b", "api.groq.com"],
    ["together_ai/meta-llama/Llama-3-70b", "api.together.xyz"],
    ["deepseek/deepseek-chat", "api.deepseek.com"],
    ["cohere/command-r", "api.cohere.com"],
    ["cohere_chat/command-r", "api.cohere.com"],
    ["openrouter/qwen/qwen-2.5", "openrouter.ai"],
    ["perplexity/sonar", "api.perplexity.ai"],
    ["huggingface/org/model", "huggingface.co"],
  ])("knows where LiteLLM's router sends what is asked of %s", (model, host) => {
    expect(hostOf("model_list litellm_params model", model)).toBe(host);
    expect(hostOf("model_list model", model)).toBeUndefined();
    expect(hostOf("model_list litellm_params name", model)).toBeUndefined();
    expect(hostOf("model_list litellm_params model", `own/${model}`)).toBeUndefined();
  });

  it.each(["openai/my-model", "ollama/llama3", "o", "o3x", "hosted_vllm/gpt-oss", "x".repeat(200)])(
    "knows no maker behind the model %s",
    (model) => {
      expect(hostOf("litellm_params model", model)).toBeUndefined();
    },
  );

  it("takes a source of Ray Serve's for the hub where it is a name of the hub's", () => {
    expect(hostOf("model_loading_config model_source", "Qwen/Qwen2.5-14B-Instruct")).toBe("huggingface.co");
    for (const source of ["s3://bucket/model", "/mnt/model", "./models/m", "a/b/c", "qwen"])
      expect(hostOf("model_loading_config model_source", source), source).toBeUndefined();
  });
});
