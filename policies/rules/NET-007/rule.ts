import { fields, get, textOf } from "../../engine/extract/reader.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import { keptAtVendor } from "../../engine/hosted.ts";
import { atNode, objection, outsiders } from "../../engine/judge.ts";
import { vendorByPattern } from "../../engine/resolve/vendors.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import type { Settings } from "../../engine/settings.ts";

export const notificationTarget: ResourceRule = {
  id: "NET-007",
  title: "notification-target",
  severity: "high",
  axis: "jurisdiction",
  description:
    "Alerts and notifications go to services whose company the profile allows: they carry host names, users and excerpts of logs.",
  law: "GDPR Art. 28, 44",
  check: (subject, settings) => [
    ...outsiders(subject.hosts, settings, "notification", "which is sent notifications,", FIX),
    ...named(subject, settings),
    ...keptAtVendor(subject, "notification", settings, "which belongs to", FIX),
  ],
};

const FIX = "send them to a service of your own, e.g. Matrix or Mattermost";

/** Resources that name a service by a word and keep its address, if any, elsewhere. */
const KINDS: readonly { readonly type: RegExp; readonly kind: string }[] = [
  { type: /^kubernetes:notification\.toolkit\.fluxcd\.io\/\w+:Provider/, kind: "spec.type" },
  { type: /^gcp:monitoring\/notificationChannel:/, kind: "type" },
];
const ADDRESS = "spec.address";
const SERVICES = new Map(
  Object.entries({
    slack: "*.slack.com",
    discord: "discord.com",
    msteams: "*.webhook.office.com",
    microsoftteams: "*.webhook.office.com",
    telegram: "api.telegram.org",
    pagerduty: "*.pagerduty.com",
    opsgenie: "api.opsgenie.com",
  }).map(([word, pattern]) => [word, vendorByPattern(pattern)] as const),
);

/** Resources that are for one service. */
const CHANNELS: readonly (readonly [type: RegExp, service: string])[] = [
  [/^aws:chatbot\/slackChannelConfiguration:|^aws-native:chatbot:SlackChannelConfiguration/, "slack"],
  [/^aws:chatbot\/teamsChannelConfiguration:|^aws-native:chatbot:MicrosoftTeamsChannelConfiguration/, "msteams"],
];

function named({ type, root }: Subject, settings: Settings): readonly Violation[] {
  const channel = CHANNELS.find(([of]) => of.test(type));
  if (channel) return objectionTo(channel[1], "", settings);
  if (/^mongodbatlas:index\/alertConfiguration:/.test(type))
    return fields(root, "notifications.typeName").flatMap((node) =>
      objectionTo((textOf(node) ?? "").toLowerCase().replaceAll("_", ""), atNode(node), settings),
    );
  const row = KINDS.find((one) => one.type.test(type));
  if (!row) return [];
  const read = (path: string) => path.split(".").reduce<ReturnType<typeof get>>((node, key) => get(node, key), root);
  const kind = read(row.kind);
  // An address is judged as a host: more than one service speaks the language of another.
  return kind && !read(ADDRESS) ? objectionTo(textOf(kind) ?? "", atNode(kind), settings) : [];
}

function objectionTo(service: string, path: string, settings: Settings): readonly Violation[] {
  const vendor = SERVICES.get(service);
  const why = vendor && objection(vendor, { text: vendor.pattern.replace(/^\*\./, ""), certainty: "known" }, settings);
  return why === undefined
    ? []
    : [{ path, what: `${service}, which is sent notifications, belongs to ${why}`, fix: FIX }];
}
