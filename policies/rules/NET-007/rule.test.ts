import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { notificationTarget } from "./rule.ts";

describe("NET-007 a service that is named by a word", () => {
  const FLUX = "kubernetes:notification.toolkit.fluxcd.io/v1beta3:Provider";

  it.each([["slack"], ["discord"], ["msteams"], ["telegram"], ["pagerduty"], ["opsgenie"]])("at Flux: %s", (type) => {
    expect(objections(notificationTarget, { type: FLUX, properties: { spec: { type } } })).toEqual(["spec.type"]);
    const address = "https://chat.example.eu/hooks/x";
    expect(objections(notificationTarget, { type: FLUX, properties: { spec: { type, address } } })).toEqual([]);
  });

  it.each([["matrix"], ["generic"], ["grafana"]])("is none at Flux: %s", (type) => {
    expect(objections(notificationTarget, { type: FLUX, properties: { spec: { type } } })).toEqual([]);
  });

  it.each([["SLACK"], ["MICROSOFT_TEAMS"], ["OPS_GENIE"], ["PAGER_DUTY"]])("at MongoDB's Atlas: %s", (typeName) => {
    const properties = { notifications: [{ typeName, intervalMin: 5 }] };
    const found = objections(notificationTarget, {
      type: "mongodbatlas:index/alertConfiguration:AlertConfiguration",
      properties,
    });
    expect(found).toContain("notifications[0].typeName");
  });

  it("at Google's", () => {
    const type = "gcp:monitoring/notificationChannel:NotificationChannel";
    const slack = { type: "slack", labels: { channel_name: "#ops" } };
    expect(objections(notificationTarget, { type, properties: slack })).toContain("type");
    const mail = { type: "email", labels: { email_address: "ops@example.eu" } };
    expect(objections(notificationTarget, { type, properties: mail })).not.toContain("type");
  });

  it.each([
    ["aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"],
    ["aws-native:chatbot:SlackChannelConfiguration"],
    ["aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration"],
    ["aws-native:chatbot:MicrosoftTeamsChannelConfiguration"],
  ])("by its type: %s", (type) => {
    expect(objections(notificationTarget, { type, properties: { configurationName: "ops" } })).toEqual([""]);
  });

  it.each([
    ["slack", "slack.com"],
    ["telegram", "api.telegram.org"],
    ["msteams", "webhook.office.com"],
  ])("may be in the register by its domain: %s as %s", (type, host) => {
    const written = { type: FLUX, properties: { spec: { type } } };
    const settings = { subprocessors: [{ host, company: "Partner", country: "US", basis: "DPA 2026" }] };
    expect(objections(notificationTarget, { ...written, settings })).toEqual([]);
    const other = { subprocessors: [{ host: `not-${host}`, company: "Partner", country: "US", basis: "DPA 2026" }] };
    expect(objections(notificationTarget, { ...written, settings: other })).toEqual(["spec.type"]);
  });
});
