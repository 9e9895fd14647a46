import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { observabilitySaas } from "./rule.ts";

const DIGEST = `@sha256:${"ab".repeat(32)}`;

const ofPod = (image: string, env: Readonly<Record<string, string>> = {}) =>
  objections(observabilitySaas, {
    type: "kubernetes:core/v1:Pod",
    properties: {
      spec: {
        containers: [
          {
            name: "agent",
            image: `${image}${DIGEST}`,
            env: Object.entries(env).map(([name, value]) => ({ name, value })),
          },
        ],
      },
    },
  });

const ofRelease = (chart: string, values: unknown = {}) =>
  objections(observabilitySaas, { type: "kubernetes:helm.sh/v3:Release", properties: { chart, values } });

const ofAtlas = (type: unknown, kind = "thirdPartyIntegration:ThirdPartyIntegration") =>
  objections(observabilitySaas, { type: `mongodbatlas:index/${kind}`, properties: { projectId: "64f0c1d2", type } });

describe("OBS-001 observability-saas", () => {
  it.each([
    "registry.example.eu/mirror/datadog/agent",
    "registry.example.eu/datadog/agent",
    "datadog/agent",
    "datadog/docker-dd-agent",
    "registry.example.eu/mirror/datadoghq/agent",
    "newrelic/infrastructure",
    "newrelic/infrastructure-bundle",
    "newrelic/infrastructure-k8s",
    "registry.example.eu/mirror/newrelic/nri-kubernetes",
    "newrelic/nrsysmond",
    "newrelic/newrelic-fluentbit-output",
  ])("knows %s as an agent of one service", (image) => {
    expect(ofPod(image)).toEqual(["spec.containers[0]"]);
  });

  it.each([
    "registry.example.eu/mirror/datadog/agent-tools",
    "registry.example.eu/notdatadog/agent",
    "registry.example.eu/mirror/datadog/dd-trace-java",
    "registry.example.eu/mirror/mynewrelic/infrastructure",
    "registry.example.eu/mirror/newrelic/infrastructure-docs",
  ])("does not take %s for one", (image) => {
    expect(ofPod(image)).toEqual([]);
  });

  it.each([
    ["datadog/agent", "DD_SITE"],
    ["datadog/agent", "DD_URL"],
    ["datadog/agent", "DD_DD_URL"],
    ["newrelic/infrastructure", "NEW_RELIC_HOST"],
    ["newrelic/infrastructure", "NRIA_COLLECTOR_URL"],
  ])("leaves %s alone where %s tells it another place", (image, site) => {
    const agent = `registry.example.eu/mirror/${image}`;
    expect(ofPod(agent, { [site]: "metrics.example.eu" })).toEqual([]);
    expect(ofPod(agent, { [`${site}S`]: "metrics.example.eu" })).toEqual(["spec.containers[0]"]);
  });

  it.each([
    ["datadog/agent", "DD_API_KEY"],
    ["newrelic/infrastructure", "NEW_RELIC_LICENSE_KEY"],
  ])("says of %s with its key %s one thing, not two", (image, key) => {
    expect(ofPod(`registry.example.eu/mirror/${image}`, { [key]: "replace-me" })).toEqual(["spec.containers[0]"]);
  });

  it.each([
    "datadog",
    "datadog/datadog",
    "./charts/datadog",
    "nri-bundle",
    "newrelic/nri-bundle",
    "newrelic-bundle",
    "newrelic-infrastructure",
    "newrelic-logging",
    "newrelic/nri-prometheus",
    "./charts/nri-kube",
  ])("knows %s as a chart of agents of one service", (chart) => {
    expect(ofRelease(chart)).toEqual(["chart"]);
  });

  it.each([
    "./charts/datadog-dashboards",
    "./charts/my-datadog",
    "./charts/nri-",
    "./charts/nri-tools/docs",
    "./charts/our-nri-bundle",
    "./charts/newrelic-bundle-docs",
  ])("does not take %s for one", (chart) => {
    expect(ofRelease(chart)).toEqual([]);
  });

  it.each([{ site: "dd.example.eu" }, { dd_url: "https://dd.example.eu" }])(
    "leaves Datadog's chart alone where its values are %j",
    (datadog) => {
      expect(ofRelease("./charts/datadog", { datadog })).toEqual([]);
      expect(ofRelease("./charts/nri-bundle", { datadog })).toEqual(["chart"]);
    },
  );

  it("knows to whom a hosted database hands its metrics", () => {
    expect(ofAtlas("DATADOG")).toEqual(["type"]);
    expect(ofAtlas("NEW_RELIC")).toEqual(["type"]);
    expect(ofAtlas("PROMETHEUS")).toEqual([]);
    expect(ofAtlas({ $unknown: true })).toEqual([]);
    expect(ofAtlas("DATADOG", "project:Project")).toEqual([]);
  });

  it.each([
    ["grafana:cloud/stack:Stack", 1],
    ["grafana:index/cloudStack:CloudStack", 1],
    ["grafana:oss/folder:Folder", 0],
    ["grafana:cloud/stackServiceAccount:StackServiceAccount", 0],
  ])("of %s, says %s times that it is in the maker's own cloud", (type, times) => {
    expect(objections(observabilitySaas, { type, properties: { slug: "acme" } })).toHaveLength(times);
  });
});
