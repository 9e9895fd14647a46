/**
 * Annotations that put a Service of type LoadBalancer behind a network load balancer in the public subnet, in the
 * security group made for it. Names: Oracle, "Summary of Annotations for Load Balancers and Network Load Balancers".
 *
 * The Service keeps `externalTrafficPolicy: Cluster`: nodes then see the balancer's addresses, which is what the
 * security groups let in. With `Local` they would see those of clients.
 */
export function publicLoadBalancerAnnotations(args: {
  readonly subnetId: string;
  readonly nsgId: string;
}): Record<string, string> {
  return {
    "oci.oraclecloud.com/load-balancer-type": "nlb",
    "oci-network-load-balancer.oraclecloud.com/subnet": args.subnetId,
    "oci-network-load-balancer.oraclecloud.com/oci-network-security-groups": args.nsgId,
    // Rules come from the matrix; a controller that writes its own would open node ports to everybody.
    "oci.oraclecloud.com/security-rule-management-mode": "None",
  };
}
