import { z } from "zod";

const selector = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).optional(),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

const cidr = z.union([z.cidrv4(), z.cidrv6()]);

const peer = z
  .strictObject({
    podSelector: selector.optional(),
    namespaceSelector: selector.optional(),
    ipBlock: z.strictObject({ cidr, except: z.array(cidr).optional() }).optional(),
  })
  .refine((value) => !(value.ipBlock && (value.podSelector || value.namespaceSelector)), "ipBlock stands alone")
  .refine((value) => Object.values(value).some((each) => each !== undefined), "a peer that names nobody");

const port = z.strictObject({
  protocol: z.enum(["TCP", "UDP", "SCTP"]).optional(),
  port: z.union([z.int().min(1).max(65_535), z.string()]).optional(),
  endPort: z.int().min(1).max(65_535).optional(),
});

const manifest = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.strictObject({
    podSelector: selector,
    policyTypes: z.array(z.enum(["Ingress", "Egress"])).optional(),
    ingress: z.array(z.strictObject({ from: z.array(peer).optional(), ports: z.array(port).optional() })).optional(),
    egress: z.array(z.strictObject({ to: z.array(peer).optional(), ports: z.array(port).optional() })).optional(),
  }),
});

export type NetworkPolicyManifest = z.infer<typeof manifest>;
export type Selector = z.infer<typeof selector>;
export type PolicyPeer = z.infer<typeof peer>;
export type PolicyPort = z.infer<typeof port>;

/**
 * A NetworkPolicy (networking.k8s.io/v1) with every field that decides who may talk to whom.
 * @throws Error for a field that the API does not have: the API server would drop it, and the policy would be another
 */
export function parseNetworkPolicy(object: unknown): NetworkPolicyManifest {
  const parsed = manifest.safeParse(object);
  if (parsed.success) return parsed.data;
  throw new Error(`not a network policy:\n${z.prettifyError(parsed.error)}`);
}
