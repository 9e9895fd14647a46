import { Provider } from "@pulumi/kubernetes/provider.js";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { GuardedNamespace, type GuardedNamespaceArgs } from "./guarded-namespace.ts";

const registered = (args: GuardedNamespaceArgs) =>
  registrationsOf(() => {
    const provider = new Provider("cluster", {});
    new GuardedNamespace("jobs", args, { provider });
  });
const ofKind = (all: readonly Registration[], kind: string) => all.filter((each) => each.type.endsWith(`:${kind}`));

describe("a guarded namespace", () => {
  it("lets no pod talk or be talked to, name resolution aside", async () => {
    const policies = ofKind(await registered({ namespace: "jobs" }), "NetworkPolicy");
    expect(policies.map((policy) => [policy.inputs.metadata.name, policy.inputs.metadata.namespace])).toEqual([
      ["deny-all", "jobs"],
      ["allow-dns", "jobs"],
    ]);
    const [deny, dns] = policies.map((policy) => policy.inputs.spec);
    expect(deny).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    expect(dns.policyTypes).toEqual(["Egress"]);
    expect(dns.egress[0].ports.map((port: { port: number }) => port.port)).toEqual([53, 53]);
    expect(dns.egress[0].to).toHaveLength(1);
  });

  it("holds its pods to the strictest level unless somebody gives a reason", async () => {
    const [namespace] = ofKind(await registered({ namespace: "jobs" }), "Namespace");
    expect(namespace?.inputs.metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("restricted");
    expect(() => new GuardedNamespace("jobs", { namespace: "jobs", podSecurity: "privileged" })).toThrow(
      /needs a reason/,
    );
  });

  it("writes the reason where an auditor finds it", async () => {
    const [namespace] = ofKind(
      await registered({ namespace: "jobs", podSecurity: "privileged", reason: "nested" }),
      "Namespace",
    );
    expect(namespace?.inputs.metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("privileged");
    expect(Object.values(namespace?.inputs.metadata.annotations)).toEqual(["nested"]);
  });

  it("warns of nothing that it has a reason for, and lets an audit see it", async () => {
    const args = { namespace: "jobs", podSecurity: "privileged", reason: "nested" } as const;
    const [namespace] = ofKind(await registered(args), "Namespace");
    expect(namespace?.inputs.metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/warn": "privileged",
      "pod-security.kubernetes.io/audit": "restricted",
    });
  });

  it("is made by the provider that it was given, never by an ambient kubeconfig", async () => {
    const all = await registered({ namespace: "jobs" });
    expect(all.filter((each) => each.type.startsWith("kubernetes:")).map((each) => each.provider)).toEqual([
      "cluster",
      "cluster",
      "cluster",
    ]);
  });
});
