import { describe, expect, it } from "vitest";
import { withCorrections } from "../../engine/correction.ts";
import { extract } from "../../engine/extract/subject.ts";
import { parseSettings } from "../../engine/settings.ts";
import { CASE_SETTINGS, type Case, judgeCase } from "../../engine/testing/cases.ts";
import { objections } from "../../engine/testing/objections.ts";
import { phoneHome } from "./rule.ts";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const pod = (...containers: readonly object[]) => ({ spec: { template: { spec: { containers } } } });
const CONTAINER = "spec.template.spec.containers[0]";

/** Whether the rule objects to a container with these. */
function isOpen(container: object): boolean {
  const found = objections(phoneHome, { type: DEPLOYMENT, properties: pod({ name: "app", ...container }) });
  return found.length > 0;
}

function said(type: string, properties: unknown) {
  const written: Case = {
    rule: "NET-009",
    kind: "violating",
    name: "written",
    shows: "",
    expect: [],
    type,
    properties,
  };
  return judgeCase(phoneHome, written);
}

describe("NET-009 a container", () => {
  it.each([
    ["juicedata/mount:ce-v1.3.0"],
    ["registry.example.eu/mirror/juicedata/mount:1"],
    ["n8n:1.0"],
    ["traefik:v3"],
  ])("is known by the end of its image's path: %s", (image) => {
    expect(isOpen({ image })).toBe(true);
  });

  it.each([["registry.example.eu/mirror/my-n8n:1"], ["registry.example.eu/mirror/n8n/runner:1"]])(
    "is not taken for another one: %s",
    (image) => {
      expect(isOpen({ image })).toBe(false);
    },
  );

  it.each<[value: string, open: boolean]>([
    ["1", false],
    ["true", false],
    ["True", false],
    ["yes", false],
    ["on", false],
    ["0", true],
    ["false", true],
    ["", true],
    ["none", true],
  ])("of vLLM that is told %s not to report", (value, open) => {
    const env = [{ name: "VLLM_NO_USAGE_STATS", value }];
    expect(isOpen({ image: "vllm/vllm-openai:v0.11.0", env })).toBe(open);
    const qdrant = [{ name: "QDRANT__TELEMETRY_DISABLED", value }];
    expect(isOpen({ image: "qdrant/qdrant:v1.15.0", env: qdrant })).toBe(open);
  });

  it.each<[value: string, open: boolean]>([
    ["false", false],
    ["0", false],
    ["no", false],
    ["off", false],
    ["FALSE", false],
    ["true", true],
    ["1", true],
    ["none", true],
  ])("of Grafana that is told %s to report", (value, open) => {
    const env = [{ name: "GF_ANALYTICS_REPORTING_ENABLED", value }];
    expect(isOpen({ image: "grafana/grafana:12.2.0", env })).toBe(open);
    const ray = [{ name: "RAY_USAGE_STATS_ENABLED", value }];
    expect(isOpen({ image: "rayproject/ray:2.50.0", env: ray })).toBe(open);
  });

  it.each<[value: string, open: boolean]>([
    ["logging", false],
    ["segment", true],
    ["off", true],
  ])("of Airbyte, which takes words of its own, that is told %s", (value, open) => {
    const env = [{ name: "TRACKING_STRATEGY", value }];
    expect(isOpen({ image: "airbyte/server:1.8.0", env })).toBe(open);
  });

  it.each<[container: object, open: boolean]>([
    [{ args: ["-target=all", "-Reporting.Enabled=false"] }, false],
    [{ args: ["-reporting.enabled=true"] }, true],
  ])("of Loki with %j", (container, open) => {
    expect(isOpen({ image: "grafana/loki:3.5.0", ...container })).toBe(open);
  });

  it("may be told in its command", () => {
    const image = "grafana/grafana:12.2.0";
    expect(isOpen({ image, command: ["sh", "-c", "GF_ANALYTICS_REPORTING_ENABLED=false exec /run.sh"] })).toBe(false);
    expect(isOpen({ image, command: ["sh", "-c", "GF_ANALYTICS_REPORTING_ENABLED=true exec /run.sh"] })).toBe(true);
  });

  it("is objected to once, with what it is told inside of it", () => {
    const args = ["--global.sendAnonymousUsage=true"];
    const properties = pod({ name: "proxy", image: "traefik:v3", args }, { name: "app", image: "app:1", args });
    expect(objections(phoneHome, { type: DEPLOYMENT, properties })).toEqual([
      CONTAINER,
      "spec.template.spec.containers[1].args[0]",
    ]);
  });

  it("is told no more than two ways to be silent", () => {
    const [found] = said(DEPLOYMENT, pod({ name: "proxy", image: "traefik:v3" }));
    expect(found?.fix).toBe("set --global.checknewversion=false or --checknewversion=false");
  });
});

describe("NET-009 a setting", () => {
  it("inside a secret is not written out", () => {
    const data = { $secret: { "grafana.ini": "[analytics]\nreporting_enabled = true\n" } };
    const found = said("kubernetes:core/v1:ConfigMap", { data });
    expect(found.map(({ what }) => what)).toEqual([
      "a setting inside a secret lets a program report its use to its maker",
    ]);
  });
});

describe("NET-009 a chart", () => {
  it.each<[chart: string, values: object, open: boolean]>([
    ["grafana", {}, true],
    ["oci://registry.example.eu/charts/grafana", {}, true],
    ["grafana/loki", {}, true],
    ["grafana", { "grafana.ini": { analytics: { reporting_enabled: false } } }, false],
    ["grafana-agent-operator", {}, false],
    ["ingress-nginx", {}, false],
  ])("%s with the values %j", (chart, values, open) => {
    const found = objections(phoneHome, { type: "kubernetes:helm.sh/v3:Release", properties: { chart, values } });
    expect(found).toEqual(open ? ["chart"] : []);
  });
});

describe("NET-009 a machine", () => {
  it.each<[command: string, open: boolean]>([
    ["vllm serve mistralai/Mistral-7B", true],
    ["env VLLM_NO_USAGE_STATS=1 vllm serve mistralai/Mistral-7B", false],
    ["env DO_NOT_TRACK=1 vllm serve mistralai/Mistral-7B", false],
    ["vllm bench mistralai/Mistral-7B", false],
    ["next start", true],
  ])("that starts %s", (command, open) => {
    const userData = `#!/bin/sh\n${command}\n`;
    const found = objections(phoneHome, { type: "hcloud:index/server:Server", properties: { userData } });
    expect(found).toEqual(open ? ["userData#L2"] : []);
  });
});

describe("NET-009 corrected", () => {
  const OFF = { name: "GF_ANALYTICS_REPORTING_ENABLED", value: "false" };
  const ON = { ...OFF, value: "true" };
  const OTHER = { name: "TZ", value: "Europe/Berlin" };
  const GRAFANA = "registry.example.eu/mirror/grafana/grafana:12";

  function corrected(type: string, properties: object): object {
    const subject = extract({ urn: "urn:pulumi:test::test::type::name", type, name: "name", properties });
    return withCorrections(properties, phoneHome.correct?.(subject, parseSettings(CASE_SETTINGS)) ?? []);
  }

  it.each<[says: string, before: readonly unknown[] | undefined, after: readonly unknown[]]>([
    ["has none", undefined, [OFF]],
    ["has others", [OTHER], [OTHER, OFF]],
    ["has it first", [ON, OTHER], [OFF, OTHER]],
    ["has it last", [OTHER, ON], [OTHER, OFF]],
    ["leaves one out on a condition", [null, OTHER], [null, OTHER, OFF]],
    ["reads it elsewhere", [{ name: OFF.name, valueFrom: {} }], [{ name: OFF.name, valueFrom: {} }]],
  ])("a container that %s is told in its variables", (_, before, after) => {
    const grafana = { name: "app", image: GRAFANA };
    const properties = pod(before ? { ...grafana, env: before } : grafana);
    expect(corrected(DEPLOYMENT, properties)).toEqual(pod({ ...grafana, env: after }));
  });

  it("a container is told by one variable", () => {
    const vllm = { name: "app", image: "registry.example.eu/mirror/vllm/vllm-openai:1" };
    const told = { ...vllm, env: [{ name: "VLLM_NO_USAGE_STATS", value: "1" }] };
    expect(corrected(DEPLOYMENT, pod(vllm))).toEqual(pod(told));
  });

  it.each<[says: string, type: string, properties: object]>([
    ["a list of variables that is not known yet", DEPLOYMENT, pod({ name: "app", image: GRAFANA, env: "later" })],
    ["a container that is silent", DEPLOYMENT, pod({ name: "app", image: GRAFANA, env: [OFF] })],
    ["a container of another program", DEPLOYMENT, pod({ name: "app", image: "registry.example.eu/mirror/app:1" })],
    [
      "a text",
      "aws:ecs/taskDefinition:TaskDefinition",
      { containerDefinitions: JSON.stringify([{ name: "app", image: GRAFANA }]) },
    ],
    [
      "what no cluster runs",
      "aws-native:ecs:TaskDefinition",
      { containerDefinitions: [{ name: "app", image: GRAFANA }] },
    ],
  ])("%s is left as it is", (_, type, properties) => {
    expect(corrected(type, properties)).toBe(properties);
  });
});
