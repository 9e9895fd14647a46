import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { contributorNodePlacement } from "./rule.ts";

const CONTAINERS = [{ name: "app", image: `registry.example.eu/mirror/app@sha256:${"ab".repeat(32)}` }];
const PERSONAL = { "example.eu/data-class": "personal" };

const ofPod = (labels: Readonly<Record<string, unknown>>, spec: Readonly<Record<string, unknown>> = {}) =>
  objections(contributorNodePlacement, {
    type: "kubernetes:core/v1:Pod",
    properties: { metadata: { labels }, spec: { containers: CONTAINERS, ...spec } },
  });

const selecting = (key: string, value: unknown) => ofPod(PERSONAL, { nodeSelector: { [key]: value } });

/** A pod with personal data whose affinity has these terms, each a list of expressions. */
const requiring = (...terms: readonly (readonly (readonly [key: string, operator: string, values: unknown])[])[]) =>
  ofPod(PERSONAL, {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: terms.map((term) => ({
            matchExpressions: term.map(([key, operator, values]) => ({ key, operator, values })),
          })),
        },
      },
    },
  });

describe("RES-012 contributor-node-placement", () => {
  it.each([
    ["data-class", "personal"],
    ["dataclass", "pii"],
    ["dataClassification", "special-category"],
    ["example.eu/data-classification", "sensitive-personal"],
    ["example.eu/personal-data", "true"],
    ["gdpr", "yes"],
    ["acme-pii", "true"],
    ["data-category", "gdpr"],
    ["datacategory", "restricted-personal"],
    ["data-sensitivity", "Personal"],
    ["datasensitivity", "PII"],
    ["data-class", { $unknown: true }],
  ])("takes the label %s: %j for one of personal data", (key, value) => {
    expect(ofPod({ [key]: value })).toEqual(["spec"]);
  });

  it.each([
    ["data-class", "public"],
    ["data-class", "impersonal"],
    ["data-class", "personal-none"],
    ["data-class-owner", "personal"],
    ["metadataclass", "personal"],
    ["personal-data", "false"],
    ["app", "personal"],
  ])("does not take the label %s: %s for one", (key, value) => {
    expect(ofPod({ [key]: value })).toEqual([]);
  });

  it.each([
    { key: "acme.example.eu/contributed", operator: "Exists" },
    { key: "pool", value: "community" },
    { key: "volunteers", operator: "Exists" },
    { key: "third-party", operator: "Exists" },
    { key: "pool", value: "thirdparty" },
    { key: "byo-node", operator: "Exists" },
    { key: "byonode", operator: "Exists" },
    { key: "external-node", operator: "Exists" },
    { key: "pool", value: "externalnode" },
    { key: "pool", value: "Untrusted" },
  ])("knows by the toleration %j that a pod may run on contributors' machines", (toleration) => {
    expect(ofPod({}, { tolerations: [toleration] })).toEqual(["spec.tolerations[0]"]);
  });

  it.each([
    { key: "node-role.kubernetes.io/control-plane" },
    { operator: "Exists" },
    { key: "pool", value: "external" },
  ])("does not know that by the toleration %j", (toleration) => {
    expect(ofPod({}, { tolerations: [toleration] })).toEqual([]);
  });

  it.each([
    ["country", "DE"],
    ["country", "de"],
    ["example.eu/country", "NL"],
    ["example.eu/country-code", "FR"],
    ["acme-iso-country", "SE"],
    ["topology.kubernetes.io/region", "eu-frankfurt-1"],
    ["failure-domain.beta.kubernetes.io/region", "eu-west-1"],
    ["topology.kubernetes.io/region", "eu-central-1"],
  ])("a pod is bound where its selector demands %s: %s", (key, value) => {
    expect(selecting(key, value)).toEqual([]);
  });

  it.each([
    ["country", "US"],
    ["country", ""],
    ["country", { $unknown: true }],
    ["country-of-owner", "DE"],
    ["mycountry", "DE"],
    ["topology.kubernetes.io/region", "us-east-1"],
    ["topology.kubernetes.io/region", "rack-7"],
    // IONOS has it in Germany and Amazon in Switzerland.
    ["topology.kubernetes.io/region", "eu-central-2"],
    ["topology.kubernetes.io/regions", "eu-frankfurt-1"],
    ["old-topology.kubernetes.io/region", "eu-frankfurt-1"],
    ["disk", "ssd"],
  ])("a pod is not bound where its selector demands %s: %j", (key, value) => {
    expect(selecting(key, value)).toEqual(["spec"]);
  });

  it("reads an affinity's terms as alternatives, and a term's expressions as demands that all hold", () => {
    const germany = ["country", "In", ["DE"]] as const;
    const ssd = ["disk", "In", ["ssd"]] as const;
    expect(requiring([germany])).toEqual([]);
    expect(requiring([ssd, germany])).toEqual([]);
    expect(requiring([germany], [ssd, germany])).toEqual([]);
    expect(requiring([germany], [ssd])).toEqual(["spec"]);
    expect(requiring([ssd])).toEqual(["spec"]);
    expect(requiring()).toEqual(["spec"]);
    expect(requiring([])).toEqual(["spec"]);
  });

  it.each([
    ["In", ["DE", "FR"], 0],
    ["In", ["DE", "US"], 1],
    ["In", [], 1],
    ["NotIn", ["DE"], 1],
    ["Exists", undefined, 1],
  ])("of a demand for a country %s %j, it says %s things", (operator, values, times) => {
    expect(requiring([["country", operator, values]])).toHaveLength(times);
  });
});
