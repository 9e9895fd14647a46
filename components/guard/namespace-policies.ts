/** Pod Security Standards level of a namespace: what a pod may ask of its node. */
export type PodSecurityLevel = "restricted" | "baseline" | "privileged";

/**
 * Labels that make the API server enforce a level. Violations of `restricted` are audited where a lower level is enforced,
 * so that what needs less than it may take is seen. They are not warned about: a warning at every update for what has a
 * reason teaches people to overlook warnings.
 */
export function podSecurityLabels(level: PodSecurityLevel): Record<string, string> {
  return {
    "pod-security.kubernetes.io/enforce": level,
    "pod-security.kubernetes.io/audit": "restricted",
    "pod-security.kubernetes.io/warn": level,
  };
}

/** Every pod, both directions, nothing allowed: each need is a policy of its own beside it. */
export const denyAll = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

/** Without name resolution no other exception is of use. Answers come from the cluster's own DNS pods alone. */
export const allowClusterDns = {
  podSelector: {},
  policyTypes: ["Egress"],
  egress: [
    {
      to: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
          podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        },
      ],
      ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
      ],
    },
  ],
};
