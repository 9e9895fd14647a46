import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { kitAnnotations } from "../labels.ts";
import { allowClusterDns, denyAll, type PodSecurityLevel, podSecurityLabels } from "./namespace-policies.ts";

export interface GuardedNamespaceArgs {
  /** Name of the namespace in the cluster. */
  readonly namespace: string;
  /** What its pods may ask of their node. @default restricted – whoever needs more says so and why */
  readonly podSecurity?: PodSecurityLevel;
  /** Why pods here need more than `restricted`; stands on the namespace for whoever audits it. */
  readonly reason?: string;
}

/** A namespace in which nothing talks to anything until a policy says so. */
export class GuardedNamespace extends pulumi.ComponentResource {
  /** Name of the namespace, known once it exists: what is deployed into it waits for it. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: GuardedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { podSecurity = "restricted", reason } = args;
    if (podSecurity !== "restricted" && !reason) {
      throw new pulumi.RunError(`namespace ${args.namespace}: Pod Security level ${podSecurity} needs a reason`);
    }
    super("sgc:guard:GuardedNamespace", name, {}, opts);

    this.namespace = this.createNamespace(name, args.namespace, podSecurity, reason);
    this.createPolicy(name, "deny-all", denyAll, "nothing talks to anything until a policy says so");
    this.createPolicy(name, "allow-dns", allowClusterDns, "without name resolution no other exception is of use");
    this.registerOutputs({ namespace: this.namespace });
  }

  private createNamespace(name: string, namespace: string, level: PodSecurityLevel, reason: string | undefined) {
    const annotations = reason === undefined ? {} : { [kitAnnotations.podSecurityReason]: reason };
    const resource = new Namespace(
      `${name}-namespace`,
      { metadata: { name: namespace, labels: podSecurityLabels(level), annotations } },
      { parent: this },
    );
    return resource.metadata.name;
  }

  private createPolicy(name: string, role: string, spec: typeof denyAll, reason: string): void {
    new NetworkPolicy(
      `${name}-${role}`,
      { metadata: { name: role, namespace: this.namespace, annotations: { [kitAnnotations.reason]: reason } }, spec },
      { parent: this },
    );
  }
}
