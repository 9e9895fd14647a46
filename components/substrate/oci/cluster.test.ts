import { Provider } from "@pulumi/oci/provider.js";
import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { frankfurtAnswers } from "../../../test/oci-environment.ts";
import { OciCluster, type OciClusterArgs } from "./cluster.ts";

async function cluster(changes: Partial<OciClusterArgs> = {}) {
  const known: Record<string, string> = {};
  const note = (name: string, output: pulumi.Output<string>) => output.apply((value) => (known[name] = value));
  const all = await registrationsOf(() => {
    const made = new OciCluster(
      "k8s",
      {
        compartmentId: "platform-id",
        networkCompartmentId: "network-id",
        identityCompartmentId: "environment-id",
        homeProvider: new Provider("home", { region: "eu-amsterdam-1" }),
        kubernetesVersion: "v1.34.1",
        vcnId: "vcn-id",
        apiSubnetId: "api-subnet-id",
        apiNsgId: "api-nsg-id",
        internalLbSubnetId: "internal-subnet-id",
        servicesCidr: "10.96.0.0/16",
        kmsKeyId: "cluster-key-id",
        keyPolicies: [],
        ...changes,
      },
      { provider: new Provider("region", { region: "eu-frankfurt-1" }) },
    );
    note("kubeconfig", made.kubeconfig);
    note("endpoint", made.endpoint);
  }, frankfurtAnswers);
  return { known, all, inputs: all.find(({ type }) => type.endsWith(":Cluster"))?.inputs };
}

const usual = await cluster();

describe("OciCluster", () => {
  it("is an enhanced cluster with VCN addresses for pods, encrypted Secrets and a private endpoint", () => {
    expect(usual.inputs).toEqual({
      compartmentId: "platform-id",
      name: "k8s",
      type: "ENHANCED_CLUSTER",
      kubernetesVersion: "v1.34.1",
      vcnId: "vcn-id",
      kmsKeyId: "cluster-key-id",
      endpointConfig: { subnetId: "api-subnet-id", nsgIds: ["api-nsg-id"], isPublicIpEnabled: false },
      clusterPodNetworkOptions: [{ cniType: "OCI_VCN_IP_NATIVE" }],
      options: {
        kubernetesNetworkConfig: { servicesCidr: "10.96.0.0/16" },
        serviceLbSubnetIds: ["internal-subnet-id"],
        openIdConnectDiscovery: { isOpenIdConnectDiscoveryEnabled: true },
      },
    });
  });

  it("answers at the private endpoint, or at the public one when there is one", async () => {
    expect(usual.known).toEqual({ kubeconfig: "apiVersion: v1\nkind: Config\n", endpoint: "10.0.0.5:6443" });
    expect((await cluster({ publicEndpoint: true })).known.endpoint).toBe("203.0.113.8:6443");
  });

  it("runs only signed images when keys are named", async () => {
    expect((await cluster({ imageSigningKeyIds: ["signer-id"] })).inputs.imagePolicyConfig).toEqual({
      isPolicyEnabled: true,
      keyDetails: [{ kmsKeyId: "signer-id" }],
    });
  });

  it("lets this cluster, and no other, use addresses of the VCN's compartment", () => {
    const policy = usual.all.find(({ type }) => type.endsWith(":Policy"));
    expect(policy).toMatchObject({ provider: "home", inputs: { compartmentId: "environment-id" } });
    expect(policy?.inputs.statements).toHaveLength(2);
    for (const statement of policy?.inputs.statements ?? []) {
      expect(statement).toContain("in compartment id network-id where ALL {request.principal.type = 'cluster', ");
      expect(statement).toContain("request.principal.id = 'k8s-cluster-id'}");
    }
  });
});
