/**
 * Statements that let one cluster use addresses and security groups of a VCN in another compartment. Source: Oracle,
 * "Using the OCI VCN-Native Pod Networking CNI plugin", additional IAM policy, in the form limited to one cluster.
 */
export function clusterNetworkStatements(args: {
  readonly clusterId: string;
  readonly networkCompartmentId: string;
}): string[] {
  const limits =
    `in compartment id ${args.networkCompartmentId} ` +
    `where ALL {request.principal.type = 'cluster', request.principal.id = '${args.clusterId}'}`;
  return [`Allow any-user to use private-ips ${limits}`, `Allow any-user to use network-security-groups ${limits}`];
}
