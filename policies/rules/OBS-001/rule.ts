import { chartValue } from "../../engine/extract/chart-values.ts";
import { get, textOf } from "../../engine/extract/reader.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import { keptAtVendor, serviceOf } from "../../engine/hosted.ts";
import { at, atNode, outsiders } from "../../engine/judge.ts";
import { vendorByPattern } from "../../engine/resolve/vendors.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import type { Settings } from "../../engine/settings.ts";

export const observabilitySaas: ResourceRule = {
  id: "OBS-001",
  title: "observability-saas",
  severity: "high",
  axis: "jurisdiction",
  description:
    "Errors, traces, metrics, logs and usage data go to services whose company the profile allows: they carry users' data, and more of it than anybody plans.",
  law: "GDPR Art. 28, 44",
  check: (subject, settings) => [
    ...keptAtVendor(subject, "observability", settings, "which belongs to", FIX),
    ...hostedIn(subject, settings),
    ...agents(subject, settings),
  ],
};

function agents({ hosts, containers, charts, root }: Subject, settings: Settings): readonly Violation[] {
  return [
    ...outsiders(hosts, settings, "observability", "which is sent errors, metrics, logs or usage data,", FIX),
    ...containers.flatMap(({ where, certainty, repository, env }) =>
      MAKERS.filter(
        ({ images, key, sites }) => images.test(repository) && !env.has(key) && !sites.some((site) => env.has(site)),
      ).map(({ maker }) => ({
        path: at({ where, certainty }),
        what: `this agent sends what it sees to ${maker}`,
        fix: FIX,
      })),
    ),
    ...charts.flatMap(({ chart, named, certainty }) =>
      MAKERS.filter(
        ({ charts: installs, values }) =>
          installs.test(chart) && !values.some((path) => chartValue(root, path).some((value) => value !== "")),
      ).map(({ maker }) => ({
        path: at({ where: named, certainty }),
        what: `this chart installs agents that send what they see to ${maker}`,
        fix: FIX,
      })),
    ),
    ...containers.flatMap(({ where, certainty, env, openEnv }) =>
      AGENTS.flatMap(({ key, sites, maker }) =>
        env.has(key) && !sites.some((site) => env.has(site))
          ? [
              {
                path: at({ where, certainty }),
                what: `${key} is set and none of ${sites.join(", ")}, so data goes to ${maker}'s default site`,
                fix: FIX,
                ...(openEnv && { advisory: true }),
              },
            ]
          : [],
      ),
    ),
  ];
}

const FIX = "send it to a service of your own, e.g. VictoriaMetrics, Grafana or GlitchTip in the cluster";

/** Stacks of Grafana's own cloud; its provider manages servers of one's own as well. */
const GRAFANA_CLOUD = /^grafana:(cloud\/stack|index\/cloudStack):/;

/** What a hosted database may be told to hand its metrics to, by a word. */
const INTEGRATIONS: ReadonlyMap<string | undefined, string> = new Map([
  ["DATADOG", "*.datadoghq.com"],
  ["NEW_RELIC", "*.newrelic.com"],
]);

function hostedIn({ type, root }: Subject, settings: Settings): readonly Violation[] {
  const told = /^mongodbatlas:index\/thirdPartyIntegration:/.test(type) ? get(root, "type") : undefined;
  const pattern = INTEGRATIONS.get(textOf(told));
  if (told && pattern !== undefined)
    return serviceOf(vendorByPattern(pattern), settings, "which belongs to", FIX).map((one) => ({
      ...one,
      path: atNode(told),
    }));
  return GRAFANA_CLOUD.test(type) ? serviceOf(vendorByPattern("*.grafana.net"), settings, "which belongs to", FIX) : [];
}

/** Agents that are made for one service: images and charts, the key that turns them on, and what redirects them. */
const MAKERS: readonly {
  readonly maker: string;
  readonly images: RegExp;
  readonly charts: RegExp;
  readonly key: string;
  readonly sites: readonly string[];
  readonly values: readonly string[];
}[] = [
  {
    maker: "Datadog",
    images: /(^|\/)(datadog|datadoghq)\/(agent|docker-dd-agent)$/,
    charts: /(^|\/)datadog$/,
    key: "DD_API_KEY",
    sites: ["DD_SITE", "DD_URL", "DD_DD_URL"],
    values: ["datadog/site", "datadog/dd_url"],
  },
  {
    maker: "New Relic",
    images: /(^|\/)newrelic\/(infrastructure(-bundle|-k8s)?|nri-kubernetes|nrsysmond|newrelic-fluentbit-output)$/,
    charts: /(^|\/)(nri-bundle|newrelic-bundle|newrelic-infrastructure|newrelic-logging|nri-\w+)$/,
    key: "NEW_RELIC_LICENSE_KEY",
    sites: ["NEW_RELIC_HOST", "NRIA_COLLECTOR_URL"],
    values: [],
  },
];

/** Agents that know where to send when nobody tells them: the key that turns them on, and the settings that redirect them. */
const AGENTS: readonly { readonly key: string; readonly sites: readonly string[]; readonly maker: string }[] = [
  { key: "DD_API_KEY", sites: ["DD_SITE", "DD_URL", "DD_DD_URL"], maker: "Datadog" },
  { key: "NEW_RELIC_LICENSE_KEY", sites: ["NEW_RELIC_HOST", "NEW_RELIC_OTLP_ENDPOINT"], maker: "New Relic" },
  { key: "WANDB_API_KEY", sites: ["WANDB_BASE_URL", "WANDB_MODE"], maker: "Weights & Biases" },
  { key: "LANGSMITH_API_KEY", sites: ["LANGSMITH_ENDPOINT"], maker: "LangChain" },
  { key: "LANGCHAIN_API_KEY", sites: ["LANGCHAIN_ENDPOINT"], maker: "LangChain" },
  { key: "HONEYCOMB_API_KEY", sites: ["HONEYCOMB_API_ENDPOINT"], maker: "Honeycomb" },
  { key: "LANGFUSE_SECRET_KEY", sites: ["LANGFUSE_HOST", "LANGFUSE_BASE_URL"], maker: "Langfuse" },
  { key: "POSTHOG_API_KEY", sites: ["POSTHOG_HOST"], maker: "PostHog" },
  { key: "BUGSNAG_API_KEY", sites: ["BUGSNAG_ENDPOINT", "BUGSNAG_NOTIFY_ENDPOINT"], maker: "Bugsnag" },
  { key: "HONEYBADGER_API_KEY", sites: ["HONEYBADGER_ENDPOINT", "HONEYBADGER_CONNECTION_HOST"], maker: "Honeybadger" },
];
