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

/** Fields by which logs are sent to a thing that an identifier names. */
const DESTINATIONS: readonly (readonly [type: RegExp, field: RegExp])[] = [
  [/^aws:cloudwatch\/logSubscriptionFilter:/, /^destinationArn$/],
  [/^aws:cloudwatch\/logDestination:/, /^targetArn$/],
  [/^aws:ec2\/flowLog:/, /^(logDestination|logGroupName)$/],
  [/^aws:cloudtrail\/trail:/, /^cloudWatchLogsGroupArn$/],
  [/^gcp:logging\/\w*[sS]ink:/, /^destination$/],
  [/^azure(-native)?:.*diagnosticSetting/i, /(workspaceId|storageAccountId)$/i],
  [/^oci:sch\/(serviceC|c)onnector:/i, /^target\./],
  [/^oci:Logging\/unifiedAgentConfiguration:/, /^serviceConfiguration\.destination\./],
  [/^aws:kinesis\/firehoseDeliveryStream:/, /cloudwatchLoggingOptions\./],
  // Whatever the service, a field that is called after logs and what they go to.
  [
    /^(aws|aws-native|azure|azure-native|gcp|oci):/,
    /^(?=.*(?:access_?log|audit_?log|flow_?log|query_?log|log_?sett?ing|logging|log_?destination|cloudwatch_?log)).*(?:destination|group|bucket|stream|workspace|account|sink)\w{0,40}$/i,
  ],
  [
    /^(aws|aws-native):.*(queryLog|loggingConfiguration|flowLog|accessLogSubscription)/i,
    /(arn|arns|configs|destination)$/i,
  ],
];
function isDestination({ role, form, where }: Place, type: string): boolean {
  if (role !== "mention" || form === "region" || !where) return false;
  return DESTINATIONS.some(([types, fields]) => types.test(type) && fields.test(fieldOf(where)));
}
