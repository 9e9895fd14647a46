import { Cluster } from "@pulumi/oci/containerengine/cluster.js";
import { getClusterKubeConfigOutput } from "@pulumi/oci/containerengine/getClusterKubeConfig.js";
import { Policy } from "@pulumi/oci/identity/policy.js";
import * as pulumi from "@pulumi/pulumi";
import { clusterNetworkStatements } from "./cluster-network-statements.ts";

export interface OciClusterArgs {
  /** Compartment of the cluster, its nodes and the volumes that it makes. */
  readonly compartmentId: pulumi.Input<string>;
  /** Compartment of the VCN. */
  readonly networkCompartmentId: pulumi.Input<string>;
  /** Compartment that policies are written in; an ancestor of both others. */
  readonly identityCompartmentId: pulumi.Input<string>;
  /** Provider of the tenancy's home region, where policies are written. */
  readonly homeProvider: pulumi.ProviderResource;
  /** Kubernetes version with its `v`, e.g. `v1.34.1`. */
  readonly kubernetesVersion: string;
  readonly vcnId: pulumi.Input<string>;
  readonly apiSubnetId: pulumi.Input<string>;
  readonly apiNsgId: pulumi.Input<string>;
  /** Subnet of load balancers whose Service names no other. */
  readonly internalLbSubnetId: pulumi.Input<string>;
  /** Range of cluster-internal Service addresses. */
  readonly servicesCidr: string;
  /** Key that Kubernetes Secrets are encrypted with at rest. OCI takes it only when the cluster is made. */
  readonly kmsKeyId: pulumi.Input<string>;
  /** What lets the cluster use the key. */
  readonly keyPolicies: readonly pulumi.Resource[];
  /** Gives the API endpoint a public address as well. @default false – operators come through the bastion */
  readonly publicEndpoint?: boolean;
  /** Keys whose signature every image from OCI's registry must carry. @default none – nothing is verified */
  readonly imageSigningKeyIds?: pulumi.Input<string>[];
}

/** OKE control plane: enhanced cluster with VCN-native pods, Secrets under the customer's key, private API endpoint. */
export class OciCluster extends pulumi.ComponentResource {
  readonly clusterId: pulumi.Output<string>;
  /** Kubeconfig (YAML), secret. Its user runs `oci ce cluster generate-token`, so no token is in it. */
  readonly kubeconfig: pulumi.Output<string>;
  /** Address and port of the API endpoint. */
  readonly endpoint: pulumi.Output<string>;
  /** What must exist before a node joins. */
  readonly policies: pulumi.Resource[];

  constructor(name: string, args: OciClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:oci:OciCluster", name, {}, opts);
    const isPublic = args.publicEndpoint ?? false;

    const cluster = new Cluster(`${name}-cluster`, clusterArgs(name, args, isPublic), {
      parent: this,
      // OCI checks that the cluster may use the key while it makes the cluster, and never again.
      dependsOn: [...args.keyPolicies],
      // Holds the state of everything that runs on it, and most of its settings can only be changed by replacing it.
      protect: true,
    });
    this.clusterId = cluster.id;
    this.policies = [this.allowPodNetworking(name, args)];
    this.kubeconfig = pulumi.secret(
      getClusterKubeConfigOutput(
        {
          clusterId: cluster.id,
          endpoint: isPublic ? "PUBLIC_ENDPOINT" : "PRIVATE_ENDPOINT",
          tokenVersion: "2.0.0",
        },
        { parent: this },
      ).content,
    );
    this.endpoint = cluster.endpoints.apply(([endpoint]) => {
      const address = isPublic ? endpoint?.publicEndpoint : endpoint?.privateEndpoint;
      if (!address) throw new pulumi.RunError(`cluster ${name} has no ${isPublic ? "public" : "private"} endpoint`);
      return address;
    });
    this.registerOutputs({ clusterId: this.clusterId, kubeconfig: this.kubeconfig, endpoint: this.endpoint });
  }

  /** The cluster hands VCN addresses to pods, and the VCN is in another compartment. */
  private allowPodNetworking(name: string, args: OciClusterArgs): Policy {
    return new Policy(
      `${name}-network-policy`,
      {
        compartmentId: args.identityCompartmentId,
        name: `${name}-network`,
        description: "Pods and load balancers of the cluster use addresses and security groups of the VCN",
        statements: pulumi
          .all([this.clusterId, args.networkCompartmentId])
          .apply(([clusterId, networkCompartmentId]) => clusterNetworkStatements({ clusterId, networkCompartmentId })),
      },
      { parent: this, provider: args.homeProvider },
    );
  }
}

function clusterArgs(
  name: string,
  args: OciClusterArgs,
  isPublicIpEnabled: boolean,
): ConstructorParameters<typeof Cluster>[1] {
  const signingKeys = args.imageSigningKeyIds ?? [];
  return {
    compartmentId: args.compartmentId,
    name,
    // A basic cluster, the API's default, has no add-ons, no workload identity and no service level.
    type: "ENHANCED_CLUSTER",
    kubernetesVersion: args.kubernetesVersion,
    vcnId: args.vcnId,
    kmsKeyId: args.kmsKeyId,
    endpointConfig: { subnetId: args.apiSubnetId, nsgIds: [args.apiNsgId], isPublicIpEnabled },
    clusterPodNetworkOptions: [{ cniType: "OCI_VCN_IP_NATIVE" }],
    ...(signingKeys.length > 0 && {
      imagePolicyConfig: { isPolicyEnabled: true, keyDetails: signingKeys.map((kmsKeyId) => ({ kmsKeyId })) },
    }),
    options: {
      kubernetesNetworkConfig: { servicesCidr: args.servicesCidr },
      // A Service of type LoadBalancer that says nothing must not end up on the internet.
      serviceLbSubnetIds: [args.internalLbSubnetId],
      openIdConnectDiscovery: { isOpenIdConnectDiscoveryEnabled: true },
    },
  };
}
