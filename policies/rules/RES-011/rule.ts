import type { Place } from "../../engine/extract/places.ts";
import { fieldOf } from "../../engine/extract/where.ts";
import { outside } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const telemetryHome: ResourceRule = {
  id: "RES-011",
  title: "telemetry-home",
  severity: "high",
  axis: "residency",
  description: "Logs, findings and reports are collected inside the profile.",
  law: "GDPR Art. 32, 44",
  check: ({ places, type }, settings) =>
    places
      .filter((place) => place.role === "telemetry" || isDestination(place, type))
      .flatMap((place) => (place.region === "" ? undefined : outside(place, settings, "reports to")) ?? []),
};

/** Fields by which logs are sent to a thing that an identifier names, and whose own name does not say so. */
const DESTINATIONS: readonly (readonly [type: string, field: string])[] = [
  ["aws:cloudwatch/logSubscriptionFilter:", "destinationArn"],
  ["aws:cloudwatch/logDestination:", "targetArn"],
  ["gcp:logging/projectSink:", "destination"],
  ["gcp:logging/folderSink:", "destination"],
  ["gcp:logging/organizationSink:", "destination"],
  ["gcp:logging/billingAccountSink:", "destination"],
  ["oci:Sch/serviceConnector:", "target."],
  ["oci:Sch/connector:", "target."],
  ["oci:Logging/unifiedAgentConfiguration:", "serviceConfiguration.destination."],
];

/** The same by words in the name: whatever the service, a field that is called after logs and what they go to. */
const CLOUD = /^(aws|aws-native|azure|azure-native|gcp|oci):/;
const OF_LOGS = /accesslog|auditlog|flowlog|querylog|logsetting|logging|logdestination|cloudwatchlog/i;
const GOES_TO = /(?:destination|group|bucket|stream|workspace|account|sink)\w{0,40}$/i;

/** Resources that do nothing but send logs somewhere. */
const SENDER = /^aws(-native)?:.*(queryLog|loggingConfiguration|flowLog|accessLogSubscription)/i;

function isDestination({ where }: Place, type: string): boolean {
  const field = where ? fieldOf(where) : "";
  return (
    DESTINATIONS.some(([types, fields]) => type.startsWith(types) && field.startsWith(fields)) ||
    (CLOUD.test(type) && OF_LOGS.test(field) && GOES_TO.test(field)) ||
    (SENDER.test(type) && /Arn/.test(field))
  );
}
