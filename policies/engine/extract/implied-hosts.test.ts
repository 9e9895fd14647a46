import { describe, expect, it } from "vitest";
import { at } from "../testing/at.ts";
import { impliedHost } from "./implied-hosts.ts";
import { item } from "./where.ts";

const host = (keys: string) => impliedHost(at(keys));

describe("impliedHost", () => {
  it.each([
    ["pagerduty_configs service_key", "events.pagerduty.com"],
    ["pagerdutyConfig routingKey", "events.pagerduty.com"],
    ["pagerduty_configs routing_key_file", "events.pagerduty.com"],
    ["pagerdutyConfigs routingKeyFile", "events.pagerduty.com"],
    ["pagerduties integrationKey", "events.pagerduty.com"],
    ["pagerdutyConfigs serviceKey name", "events.pagerduty.com"],
    ["opsgenie_configs api_key", "api.opsgenie.com"],
    ["opsgenieConfig apiKey", "api.opsgenie.com"],
    ["opsgenieConfigs apiKeyFile", "api.opsgenie.com"],
    ["opsgenies apiKey", "api.opsgenie.com"],
    ["opsgenie_config api_key_file", "api.opsgenie.com"],
    ["opsgenieConfigs apiKey name", "api.opsgenie.com"],
    ["pushover_configs user_key", "api.pushover.net"],
    ["pushoverConfig userKey", "api.pushover.net"],
    ["pushoverConfigs userKeyFile", "api.pushover.net"],
    ["pushovers token", "api.pushover.net"],
    ["pushover_configs token_file", "api.pushover.net"],
    ["pushoverConfigs token name", "api.pushover.net"],
    ["telegram_configs bot_token", "api.telegram.org"],
    ["telegramConfig botToken", "api.telegram.org"],
    ["telegramConfigs botTokenFile", "api.telegram.org"],
    ["telegrams token", "api.telegram.org"],
    ["telegram_configs bot_token_file", "api.telegram.org"],
    ["telegramConfigs botToken name", "api.telegram.org"],
    ["slack_configs api_url_file", "hooks.slack.com"],
    ["slackConfigs apiUrlFile", "hooks.slack.com"],
    ["slackConfig apiURL name", "hooks.slack.com"],
    ["discord_configs webhook_url_file", "discord.com"],
    ["discordConfigs webhookUrlFile", "discord.com"],
    ["discordConfig apiURL name", "discord.com"],
    ["exporters datadog api key", "api.datadoghq.com"],
    ["exporters datadog/eu api key", "api.datadoghq.com"],
    ["loggingDatadogs token", "http-intake.logs.datadoghq.com"],
    ["loggingNewrelics token", "log-api.newrelic.com"],
    ["loggingHoneycombs token", "api.honeycomb.io"],
    ["exporters logzio account_token", "listener.logz.io"],
    ["exporters logzio/eu account_token", "listener.logz.io"],
  ])("%s goes to %s, and what is only called alike goes nowhere by itself", (keys, expected) => {
    expect(host(`spec ${keys}`)).toBe(expected);
    const steps = keys.split(" ");
    for (const [index, step] of steps.entries()) {
      // What lies between a section and its setting may be called as it likes.
      if (step === "api") continue;
      for (const other of [`x${step}`, `${step}x`].filter((other) => !other.includes("/eux")))
        expect(host(`spec ${steps.with(index, other).join(" ")}`), `${other} for ${step}`).toBeUndefined();
    }
    expect(host(`spec ${steps.slice(1).join(" ")}`)).toBeUndefined();
  });

  it.each([
    ["service.slack", "hooks.slack.com"],
    ["service.opsgenie", "api.opsgenie.com"],
    ["service.pagerduty", "events.pagerduty.com"],
    ["service.pagerdutyv2", "events.pagerduty.com"],
    ["service.telegram", "api.telegram.org"],
  ])("%s of Argo CD's notifications goes to %s", (key, expected) => {
    expect(host(`data ${key}`)).toBe(expected);
    expect(host(`data ${key}s`)).toBeUndefined();
  });

  it.each(["service.webhook", "constructor", "toString"])("%s goes nowhere by itself", (key) => {
    expect(host(`data ${key}`)).toBeUndefined();
  });

  it("says nothing of an address that stands there itself, nor of another Secret's name", () => {
    expect(host("slack_configs api_url")).toBeUndefined();
    expect(host("discord_configs webhook_url")).toBeUndefined();
    expect(host("pagerduty_configs name")).toBeUndefined();
    expect(host("slackConfig apiURL name")).toBe("hooks.slack.com");
    expect(host("slackConfig apiURL key")).toBeUndefined();
    expect(host("exporters datadog name")).toBeUndefined();
  });

  it("finds a setting in a list of them, and an exporter only below exporters", () => {
    const receiver = item(at("receivers pagerduty_configs"), 0);
    expect(impliedHost({ ...at("routing_key"), parent: receiver })).toBe("events.pagerduty.com");
    expect(host("receivers datadog api key")).toBeUndefined();
    expect(host("exporters otlp api key")).toBeUndefined();
  });
});
