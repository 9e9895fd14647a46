/**
 * Annotations that put a Service of type LoadBalancer behind a network load balancer in the public subnet, in the
 * security group made for it. Names: Oracle, "Summary of Annotations for Load Balancers and Network Load Balancers".
 *
 * The Service keeps `externalTrafficPolicy: Cluster`: nodes then see the balancer's addresses, which is what the
 * security groups let in. With `Local` they would see those of clients.
 */
export function publicLoadBalancerAnnotations<T>(args: {
  readonly subnetId: T;
  readonly nsgId: T;
}): Record<string, T | string> {
  return {
    "oci.oraclecloud.com/load-balancer-type": "nlb",
    "oci-network-load-balancer.oraclecloud.com/subnet": args.subnetId,
    "oci-network-load-balancer.oraclecloud.com/oci-network-security-groups": args.nsgId,
    // Rules come from the matrix; a controller that writes its own would open node ports to everybody.
    "oci.oraclecloud.com/security-rule-management-mode": "None",
  };
}

/**
 * Makes the balancer send the PROXY protocol, version 2, on every listener. Source: oracle/oci-cloud-controller-manager,
 * `docs/load-balancer-annotations.md`.
 */
export const proxyProtocolAnnotations = {
  "oci-network-load-balancer.oraclecloud.com/is-ppv2-enabled": "true",
} as const;
