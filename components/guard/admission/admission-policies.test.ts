import { Provider } from "@pulumi/kubernetes/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { AdmissionPolicies } from "./admission-policies.ts";
import { admissionCases, caseSettings } from "./cases.ts";
import { bindingSpec, policySpec } from "./rule.ts";
import { type AdmissionSettings, admissionRules } from "./rules.ts";

const rules = admissionRules(caseSettings);
const ruleNamed = (name: string) => {
  const rule = rules.find((each) => each.name === name);
  if (!rule) throw new Error(`no rule ${name}`);
  return rule;
};
const expressions = (name: string) => policySpec(ruleNamed(name)).validations.map(({ expression }) => expression);

describe("admission rules", () => {
  it("each come with requests that pass and requests that do not", () => {
    for (const { name } of rules) {
      const outcomes = admissionCases.filter(({ rule }) => rule === name).map(({ admitted }) => admitted);
      expect(new Set(outcomes), name).toEqual(new Set([true, false]));
    }
    expect(admissionCases.filter(({ rule }) => !rules.some(({ name }) => name === rule))).toEqual([]);
  });

  it("refuse when an expression fails, and write down what they refuse", () => {
    for (const rule of rules) {
      expect(policySpec(rule).failurePolicy).toBe("Fail");
      expect(bindingSpec(rule).validationActions).toEqual(["Deny", "Audit"]);
    }
  });

  it("see ephemeral containers, which come after the pod was admitted", () => {
    expect(policySpec(ruleNamed("images-from-mirror")).matchConstraints.resourceRules[0]?.resources).toContain(
      "pods/ephemeralcontainers",
    );
    for (const name of ["images-from-mirror", "no-node-access"]) {
      const containers = expressions(name).filter((each) => each.includes("object.spec.containers"));
      expect(containers.length).toBeGreaterThan(0);
      for (const each of containers) expect(each).toMatch(/initContainers.*ephemeralContainers/);
    }
  });

  it("compare images with the mirror and a slash behind it, however the mirror is written", () => {
    for (const mirror of ["registry.example.eu/mirror", "registry.example.eu/mirror//"]) {
      const [rule] = admissionRules({ ...caseSettings, mirror });
      expect(rule?.checks[0]?.expression).toContain('startsWith("registry.example.eu/mirror/")');
    }
  });

  it("keep every namespace but the workers' from its nodes", () => {
    expect(ruleNamed("no-node-access").namespaces).toEqual(["beta9"]);
    expect(ruleNamed("images-from-mirror").namespaces).toEqual(["beta9", "beta9-workers"]);
    expect(ruleNamed("personal-data-stays").namespaces).toContain("beta9-workers");
  });

  it("name only variables that they declare, with brackets that match", () => {
    for (const rule of rules) {
      const spec = policySpec(rule);
      const declared: string[] = [];
      for (const { name, expression } of [
        ...spec.variables,
        ...spec.validations.map((each) => ({ name: "", ...each })),
      ]) {
        const used = [...expression.matchAll(/\bvariables\.(\w+)/g)].map((match) => match[1]);
        expect(used.filter((variable) => !declared.includes(variable ?? ""))).toEqual([]);
        expect(expression.split("(").length).toBe(expression.split(")").length);
        declared.push(name);
      }
    }
  });

  it("tell whoever is refused what to do, in one line that the API accepts", () => {
    for (const { checks } of rules) {
      for (const { message } of checks) expect(message).toMatch(/^[^\n]{20,300}$/);
    }
  });
});

describe("admission policies in the cluster", () => {
  const registered = (change: Partial<AdmissionSettings> = {}) =>
    registrationsOf(() => {
      new AdmissionPolicies("guard", { ...caseSettings, ...change }, { provider: new Provider("cluster", {}) });
    });

  it("are bound one by one, each after its policy", async () => {
    const all = await registered();
    const ofKind = (kind: string) => all.filter(({ type }) => type.endsWith(`:${kind}`));
    const policies = new Map(
      ofKind("ValidatingAdmissionPolicy").map(({ name, inputs }) => [inputs.metadata.name, name]),
    );
    expect([...policies.keys()].sort()).toEqual(rules.map(({ name }) => `eu-gpu-cloud-${name}`).sort());
    const bindings = ofKind("ValidatingAdmissionPolicyBinding");
    expect(bindings).toHaveLength(rules.length);
    for (const { inputs, dependencies } of bindings) {
      expect(dependencies).toContain(policies.get(inputs.spec.policyName));
    }
  });

  it.each([
    ["no namespaces", { namespaces: [] }, /rules would hold nowhere/],
    [
      "only privileged namespaces",
      { privilegedNamespaces: ["beta9", "beta9-workers"] },
      /every namespace is privileged/,
    ],
    ["no mirror", { mirror: "" }, /mirror "" is not host/],
    ["a mirror with a scheme", { mirror: "https://registry.example.eu" }, /is not host/],
    ["no country", { personalData: { countries: [], pools: [] } }, /could run nowhere/],
    ["a country's name", { personalData: { countries: ["Germany"], pools: [] } }, /"Germany" is not a two-letter/],
  ])("%s is refused", async (_, change, message) => {
    await expect(registered(change)).rejects.toThrow(message);
  });
});
