import { nameOf, perKey, under, type Where } from "./where.ts";

/**
 * Settings whose name alone says where messages go: such a service can not be run by oneself, and nobody has to write its
 * address. The section, the setting in it, and the service. Alertmanager's own file, the operator's resource and Grafana's
 * contact points call them alike.
 */
const SECTIONS: readonly (readonly [section: RegExp, setting: RegExp, host: string])[] = [
  [
    /^pagerduty_?configs?$|^pagerduties$/i,
    /^(service_?key|routing_?key|integration_?key)(_?file)?$/i,
    "events.pagerduty.com",
  ],
  [/^opsgenie_?configs?$|^opsgenies$/i, /^api_?key(_?file)?$/i, "api.opsgenie.com"],
  [/^pushover_?configs?$|^pushovers$/i, /^(user_?key|token)(_?file)?$/i, "api.pushover.net"],
];

/** Services of Argo CD's notifications. */
const SERVICES: Readonly<Record<string, string>> = {
  "service.slack": "hooks.slack.com",
  "service.opsgenie": "api.opsgenie.com",
  "service.pagerduty": "events.pagerduty.com",
  "service.pagerdutyv2": "events.pagerduty.com",
  "service.telegram": "api.telegram.org",
};

const mayImply = perKey((key) => SECTIONS.some(([, setting]) => setting.test(key)));

/** The host that a setting stands for without naming it; `undefined` for every other setting. */
export function impliedHost(where: Where): string | undefined {
  const key = nameOf(where);
  if (Object.hasOwn(SERVICES, key)) return SERVICES[key];
  // A reference to a Secret in place of the value: its name stands for it.
  const setting = key === "name" ? nameOf(where.parent) : key;
  if (!mayImply(setting)) return undefined;
  return SECTIONS.find(
    ([section, wanted]) => wanted.test(setting) && under(where, (above) => section.test(above)),
  )?.[2];
}
