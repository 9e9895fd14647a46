import { ValidatingAdmissionPolicy } from "@pulumi/kubernetes/admissionregistration/v1/validatingAdmissionPolicy.js";
import { ValidatingAdmissionPolicyBinding } from "@pulumi/kubernetes/admissionregistration/v1/validatingAdmissionPolicyBinding.js";
import * as pulumi from "@pulumi/pulumi";
import { kitAnnotations } from "../../labels.ts";
import { bindingSpec, policySpec } from "./rule.ts";
import { type AdmissionSettings, admissionRules } from "./rules.ts";

export interface AdmissionPoliciesArgs extends AdmissionSettings {
  /** Put before every name, because these objects belong to no namespace. @default eu-gpu-cloud */
  readonly prefix?: string;
}

/**
 * What the API server itself refuses in the kit's namespaces, also from somebody who holds a kubeconfig. Needs
 * Kubernetes 1.30, where ValidatingAdmissionPolicy became stable.
 */
export class AdmissionPolicies extends pulumi.ComponentResource {
  constructor(name: string, args: AdmissionPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { prefix = "eu-gpu-cloud", ...settings } = args;
    refuseUnusable(settings);
    super("sgc:guard:AdmissionPolicies", name, {}, opts);
    for (const rule of admissionRules(settings)) {
      const named = { ...rule, name: `${prefix}-${rule.name}` };
      const metadata = { name: named.name, annotations: { [kitAnnotations.reason]: rule.reason } };
      const policy = new ValidatingAdmissionPolicy(
        `${name}-${rule.name}`,
        { metadata, spec: policySpec(named) },
        { parent: this },
      );
      // A binding without its policy is an error on every request that it matches.
      new ValidatingAdmissionPolicyBinding(
        `${name}-${rule.name}-binding`,
        { metadata, spec: bindingSpec(named) },
        { parent: this, dependsOn: [policy] },
      );
    }
    this.registerOutputs({});
  }
}

/** A selector over no namespaces, or a mirror of nothing, would be a rule that never holds. */
function refuseUnusable({ namespaces, privilegedNamespaces, mirror, personalData, edge }: AdmissionSettings): void {
  const problems: string[] = [];
  if (namespaces.length === 0) problems.push("namespaces is empty: the rules would hold nowhere");
  if (namespaces.every((namespace) => privilegedNamespaces.includes(namespace))) {
    problems.push("every namespace is privileged: nothing would be kept from its node");
  }
  if (!/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*\/*$/.test(mirror)) {
    problems.push(`mirror "${mirror}" is not host[:port][/path]`);
  }
  for (const country of personalData.countries) {
    if (!/^[A-Z]{2}$/.test(country)) problems.push(`personalData.countries: "${country}" is not a two-letter code`);
  }
  if (personalData.countries.length === 0)
    problems.push("personalData.countries is empty: such pods could run nowhere");
  if (edge.ports.length === 0) problems.push("edge.ports is empty: the edge could publish nothing");
  if (problems.length > 0) throw new pulumi.RunError(`admission policies:\n  ${problems.join("\n  ")}`);
}
