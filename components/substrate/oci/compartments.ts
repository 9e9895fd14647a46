import { Compartment } from "@pulumi/oci/identity/compartment.js";
import * as pulumi from "@pulumi/pulumi";

export interface OciCompartmentsArgs {
  /** Compartment that the environment's own compartment is created in; the tenancy's OCID means its root. */
  readonly parentCompartmentId: pulumi.Input<string>;
  /** Name of the environment; unique among the parent's compartments. */
  readonly environment: string;
}

const purposes = {
  network: "VCN, subnets, gateways, security groups and flow logs",
  security: "Vault, keys and bastion",
  platform: "Kubernetes cluster and its node pools",
  data: "Buckets",
} as const;
type Purpose = keyof typeof purposes;

/**
 * One compartment for the environment and four below it, so that each duty can be given its own rights and nothing
 * is created in the tenancy's root (CIS OCI Foundations 6). Identity is written in the home region only: give this
 * component the home region's provider.
 */
export class OciCompartments extends pulumi.ComponentResource {
  readonly environment: pulumi.Output<string>;
  /** Name of the environment's compartment, for the few places that take no OCID. */
  readonly environmentName: pulumi.Output<string>;
  readonly network: pulumi.Output<string>;
  readonly security: pulumi.Output<string>;
  readonly platform: pulumi.Output<string>;
  readonly data: pulumi.Output<string>;

  constructor(name: string, args: OciCompartmentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:oci:OciCompartments", name, {}, opts);

    const environment = new Compartment(
      `${name}-environment`,
      {
        compartmentId: args.parentCompartmentId,
        name: args.environment,
        description: `Everything of the environment ${args.environment}`,
        enableDelete: true,
      },
      { parent: this },
    );
    const child = (purpose: Purpose) =>
      new Compartment(
        `${name}-${purpose}`,
        {
          compartmentId: environment.id,
          name: purpose,
          description: `${purposes[purpose]} of the environment ${args.environment}`,
          enableDelete: true,
        },
        { parent: this },
      ).id;

    this.environment = environment.id;
    this.environmentName = environment.name;
    this.network = child("network");
    this.security = child("security");
    this.platform = child("platform");
    this.data = child("data");
    this.registerOutputs({
      environment: this.environment,
      network: this.network,
      security: this.security,
      platform: this.platform,
      data: this.data,
    });
  }
}
