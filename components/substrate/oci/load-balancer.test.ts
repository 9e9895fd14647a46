import { describe, expect, it } from "vitest";
import { publicLoadBalancerAnnotations } from "./load-balancer.ts";

describe("publicLoadBalancerAnnotations", () => {
  const annotations = publicLoadBalancerAnnotations({ subnetId: "subnet-id", nsgId: "nsg-id" });

  it("places the load balancer in the subnet and group that are made for it", () => {
    expect(annotations).toMatchObject({
      "oci.oraclecloud.com/load-balancer-type": "nlb",
      "oci-network-load-balancer.oraclecloud.com/subnet": "subnet-id",
      "oci-network-load-balancer.oraclecloud.com/oci-network-security-groups": "nsg-id",
    });
  });

  it("keeps the cluster from opening ports by itself", () => {
    expect(annotations["oci.oraclecloud.com/security-rule-management-mode"]).toBe("None");
  });

  it("does not set what the controller refuses together with externalTrafficPolicy Cluster", () => {
    expect(Object.keys(annotations).join()).not.toContain("is-preserve-source");
  });
});
