import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { Role } from "@pulumi/kubernetes/rbac/v1/role.js";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding.js";
import * as pulumi from "@pulumi/pulumi";
import { gatewayNames } from "./control-plane-names.ts";

/**
 * Every call that Beta9's gateway makes to Kubernetes, all in the workers' namespace. Source: beam-cloud/beta9
 * `pkg/scheduler/pool_local.go` and `pool_cleaner.go` at 0b79dfe. Whoever may read these jobs or pods reads the whole
 * configuration of the platform from their environment.
 */
const gatewayRules = [
  { apiGroups: ["batch"], resources: ["jobs"], verbs: ["create", "list", "delete"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["list"] },
];

export interface GatewayAccessArgs {
  /** Namespace of the gateway. */
  readonly namespace: pulumi.Input<string>;
  /** Namespace in which it starts workers. */
  readonly workerNamespace: pulumi.Input<string>;
}

/** The gateway's account and the few things that it may do, nothing of it cluster-wide. */
export class GatewayAccess extends pulumi.ComponentResource {
  /** Name of the service account, known once its rights exist: a gateway that starts earlier makes no workers. */
  readonly serviceAccount: pulumi.Output<string>;

  constructor(name: string, args: GatewayAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:beta9:GatewayAccess", name, {}, opts);
    const account = new ServiceAccount(
      `${name}-account`,
      {
        metadata: { name: gatewayNames.serviceAccount, namespace: args.namespace },
        automountServiceAccountToken: false,
      },
      { parent: this },
    );
    const metadata = { name: gatewayNames.serviceAccount, namespace: args.workerNamespace };
    const role = new Role(`${name}-role`, { metadata, rules: gatewayRules }, { parent: this });
    const binding = new RoleBinding(
      `${name}-binding`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
        subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace: args.namespace }],
      },
      { parent: this },
    );
    this.serviceAccount = pulumi
      .all([account.metadata.name, binding.metadata.name])
      .apply(([accountName]) => accountName);
    this.registerOutputs({ serviceAccount: this.serviceAccount });
  }
}
