import { LimitRange } from "@pulumi/kubernetes/core/v1/limitRange.js";
import { ResourceQuota } from "@pulumi/kubernetes/core/v1/resourceQuota.js";
import * as pulumi from "@pulumi/pulumi";
import { limitRangeSpec, type NamespaceNeeds, quotaSpec } from "./limits.ts";

export interface NamespaceLimitsArgs extends NamespaceNeeds {
  readonly namespace: pulumi.Input<string>;
}

/** What a namespace may take in all, and what a container gets that does not say. */
export class NamespaceLimits extends pulumi.ComponentResource {
  constructor(name: string, { namespace, ...needs }: NamespaceLimitsArgs, opts?: pulumi.ComponentResourceOptions) {
    const quota = quotaSpec(needs);
    super("sgc:guard:NamespaceLimits", name, {}, opts);
    new ResourceQuota(`${name}-quota`, { metadata: { name: "quota", namespace }, spec: quota }, { parent: this });
    new LimitRange(
      `${name}-limits`,
      { metadata: { name: "limits", namespace }, spec: limitRangeSpec },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
