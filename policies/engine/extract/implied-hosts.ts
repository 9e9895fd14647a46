import { nameOf, perKey, under, type Where } from "./where.ts";

/**
 * Settings whose name alone says where messages go: such a service can not be run by oneself, or its address is only
 * referred to. The sections that the setting stands in, the setting, and the service. Alertmanager's own file, the
 * operator's resource and Grafana's contact points call them alike; the last two are exporters of OpenTelemetry's collector.
 */
const SETTINGS: readonly (readonly [sections: readonly RegExp[], setting: RegExp, host: string])[] = [
  [
    [/^pagerduty_?configs?$|^pagerduties$/i],
    /^(service_?key|routing_?key|integration_?key)(_?file|\.name)?$/i,
    "events.pagerduty.com",
  ],
  [[/^opsgenie_?configs?$|^opsgenies$/i], /^api_?key(_?file|\.name)?$/i, "api.opsgenie.com"],
  [[/^pushover_?configs?$|^pushovers$/i], /^(user_?key|token)(_?file|\.name)?$/i, "api.pushover.net"],
  [[/^telegram_?configs?$|^telegrams$/i], /^(bot_?)?token(_?file|\.name)?$/i, "api.telegram.org"],
  // Contact points that Grafana is provisioned with.
  [[/^settings$/], /^bottoken$/, "api.telegram.org"],
  [[/^datadogDestination$/], /^apiKey$/, "api.datadoghq.com"],
  [[/^slack_?configs?$/i], /^api_?url(_?file|\.name)$/i, "hooks.slack.com"],
  [[/^discord_?configs?$/i], /^(api|webhook)_?url(_?file|\.name)$/i, "discord.com"],
  [[/^exporters$/, /^datadog(\/|$)/], /^key$/, "api.datadoghq.com"],
  // Fastly's own shippers.
  [[/^loggingDatadogs$/], /^token$/, "http-intake.logs.datadoghq.com"],
  [[/^loggingNewrelics$/], /^token$/, "log-api.newrelic.com"],
  [[/^loggingHoneycombs$/], /^token$/, "api.honeycomb.io"],
  [[/^exporters$/, /^logzio(\/|$)/], /^account_token$/, "listener.logz.io"],
];

/** Services of Argo CD's notifications. */
const SERVICES: Readonly<Record<string, string>> = {
  "service.slack": "hooks.slack.com",
  "service.opsgenie": "api.opsgenie.com",
  "service.pagerduty": "events.pagerduty.com",
  "service.pagerdutyv2": "events.pagerduty.com",
  "service.telegram": "api.telegram.org",
};

const mayImply = perKey((setting) => SETTINGS.some(([, wanted]) => wanted.test(setting)));

/** The host that a setting stands for without naming it; `undefined` for every other setting. */
export function impliedHost(where: Where): string | undefined {
  const key = nameOf(where);
  if (Object.hasOwn(SERVICES, key)) return SERVICES[key];
  // The name of a Secret stands for the value in it.
  const setting = key === "name" ? `${nameOf(where.parent)}.name` : key;
  if (!mayImply(setting)) return undefined;
  const holds = (section: RegExp) => under(where, (above) => section.test(above));
  return SETTINGS.find(([sections, wanted]) => wanted.test(setting) && sections.every(holds))?.[2];
}
