import { readAuthority } from "./authorities.ts";
import type { FoundHost } from "./hosts.ts";
import { purposesOfVendor } from "./purposes.ts";
import type { Leaf } from "./walk.ts";
import { nameOf, under } from "./where.ts";

/** Shippers of logs name the maker of a service and nothing else: its plugin knows the address. */
interface Shipper {
  /** Parts of the configuration in which outputs stand, and the setting that says what kind one is. */
  readonly sections: readonly RegExp[];
  readonly setting: RegExp;
  readonly hosts: Readonly<Record<string, string>>;
}

/** Outputs of Fluent Bit, whose configuration is sections in one language and a `pipeline` in the other. */
const FLUENT_BIT: Readonly<Record<string, string>> = {
  datadog: "http-intake.logs.datadoghq.com",
  nrlogs: "log-api.newrelic.com",
  newrelic: "log-api.newrelic.com",
  stackdriver: "logging.googleapis.com",
  cloudwatch: "logs.amazonaws.com",
  cloudwatch_logs: "logs.amazonaws.com",
  kinesis_firehose: "firehose.amazonaws.com",
  kinesis_streams: "kinesis.amazonaws.com",
  azure: "ods.opinsights.azure.com",
  azure_logs_ingestion: "ods.opinsights.azure.com",
};

const SHIPPERS: readonly Shipper[] = [
  { sections: [/^output$/i], setting: /^name$/i, hosts: FLUENT_BIT },
  { sections: [/^pipeline$/, /^outputs$/], setting: /^name$/, hosts: FLUENT_BIT },
  {
    // Vector, as YAML; in TOML the section is `sinks.<name>`.
    sections: [/^sinks(\.|$)/],
    setting: /^type$/,
    hosts: {
      datadog_logs: "http-intake.logs.datadoghq.com",
      datadog_metrics: "api.datadoghq.com",
      datadog_events: "api.datadoghq.com",
      datadog_traces: "trace.agent.datadoghq.com",
      new_relic: "log-api.newrelic.com",
      honeycomb: "api.honeycomb.io",
      gcp_stackdriver_logs: "logging.googleapis.com",
      gcp_stackdriver_metrics: "monitoring.googleapis.com",
      aws_cloudwatch_logs: "logs.amazonaws.com",
      aws_cloudwatch_metrics: "monitoring.amazonaws.com",
      azure_monitor_logs: "ods.opinsights.azure.com",
    },
  },
];
/** Fluentd: `@type datadog`. */
const FLUENTD = /^@type\s+(\w{1,50})$/;
const FLUENTD_HOSTS: Readonly<Record<string, string>> = {
  datadog: "http-intake.logs.datadoghq.com",
  newrelic: "log-api.newrelic.com",
  google_cloud: "logging.googleapis.com",
  cloudwatch_logs: "logs.amazonaws.com",
};

const LONGEST_OUTPUT = 60;
const LONGEST_MODEL = 120;

/** Where LiteLLM's router sends what is asked of a model, by how the model's name begins. */
const MODEL_APIS: readonly (readonly [model: RegExp, host: string])[] = [
  [/^(openai\/)?(gpt-|chatgpt-|o\d(-|$)|text-embedding-|dall-e|whisper-)/, "api.openai.com"],
  [/^(anthropic\/|claude-)/, "api.anthropic.com"],
  [/^gemini\//, "generativelanguage.googleapis.com"],
  [/^vertex_ai\//, "aiplatform.googleapis.com"],
  [/^bedrock\//, "bedrock-runtime.amazonaws.com"],
  [/^groq\//, "api.groq.com"],
  [/^together_ai\//, "api.together.xyz"],
  [/^deepseek\//, "api.deepseek.com"],
  [/^cohere(_chat)?\//, "api.cohere.com"],
  [/^openrouter\//, "openrouter.ai"],
  [/^perplexity\//, "api.perplexity.ai"],
  [/^huggingface\//, "huggingface.co"],
];
/** Ray Serve loads what is named like this from the hub. */
const HUB_MODEL = /^(?!\.)[\w.-]+\/[\w.-]+$/;

/** The host that an output of a shipper or of a router of models goes to when no setting beside it names another. */
export function sinkIn(leaf: Leaf): FoundHost | undefined {
  if (leaf.certainty === "unknown" || leaf.split || leaf.text.length > LONGEST_MODEL) return undefined;
  const shipped = leaf.text.length > LONGEST_OUTPUT ? undefined : hostOf(leaf);
  const host = shipped ?? hostOfModel(leaf);
  const found = host === undefined ? undefined : readAuthority(host, leaf);
  return found && { ...found, purposes: shipped ? ["observability"] : purposesOfVendor(found.vendor) };
}

function hostOfModel({ where, text }: Leaf): string | undefined {
  const key = nameOf(where);
  if (key === "model_source" && HUB_MODEL.test(text)) return "huggingface.co";
  if (key !== "model" || !under(where, (above) => above === "litellm_params")) return undefined;
  return MODEL_APIS.find(([model]) => model.test(text))?.[1];
}

function hostOf({ where, text }: Leaf): string | undefined {
  const fluentd = FLUENTD.exec(text)?.[1];
  if (fluentd !== undefined) return Object.hasOwn(FLUENTD_HOSTS, fluentd) ? FLUENTD_HOSTS[fluentd] : undefined;
  const kind = text.toLowerCase();
  return SHIPPERS.find(
    ({ sections, setting, hosts }) =>
      Object.hasOwn(hosts, kind) &&
      setting.test(nameOf(where)) &&
      sections.every((section) => under(where, (key) => section.test(key))),
  )?.hosts[kind];
}
