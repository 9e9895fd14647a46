import type { ChangeKind, ChangeReport, Plan, ResourceChange } from "../../model.ts";
import { prodFra } from "./sample-plan.ts";

const urn = (type: string, name: string) => `urn:pulumi:prod-fra::eu-gpu-cloud::${type}::${name}`;

function change(kind: ChangeKind, type: string, name: string, rest: Partial<ResourceChange> = {}): ResourceChange {
  return { kind, urn: urn(type, name), type, name, custom: true, properties: [], reasons: [], ...rest };
}

const rule = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";
const mirror = "registry.example.eu/mirror/beta9-gateway@sha256:";

/** One change of every kind, and all that can be said of one. */
const report: ChangeReport = {
  file: "state.json",
  writtenAt: "2026-11-20T08:00:00Z",
  counts: { create: 5, update: 2, replace: 3, delete: 1, unknown: 1, same: 240 },
  changes: [
    change("create", "sgc:oci:OciGpuPool", "prod-fra-gpu-h100", { custom: false }),
    change("create", "oci:ContainerEngine/nodePool:NodePool", "prod-fra-gpu-h100-pool"),
    ...[1, 2, 3, 4].map((number) => change("create", rule, `prod-fra-network-rule-${number}`)),
    change("update", "kubernetes:apps/v1:Deployment", "prod-fra-control-plane-gateway", {
      properties: [
        { path: "spec.replicas", before: 2, after: 3, effect: "update" },
        {
          path: "spec.template.spec.containers[0].image",
          before: `${mirror}${"a".repeat(64)}`,
          after: `${mirror}${"b".repeat(64)}`,
          effect: "update",
        },
        {
          path: 'spec.template.metadata.annotations["checksum"]',
          before: "[secret]",
          after: "[secret]",
          effect: "update",
        },
        { path: "spec.minReadySeconds", before: 5, effect: "update" },
        { path: "spec.paused", after: false, effect: "update" },
        { path: "spec.template.spec.nodeName", before: "n", after: "[unknown]", effect: "update" },
        { path: "spec.revisionHistoryLimit", before: 10, after: 5, effect: "update" },
      ],
    }),
    change("update", "oci:ContainerEngine/nodePool:NodePool", "prod-fra-gpu-a10-pool", {
      formerUrn: urn("oci:ContainerEngine/nodePool:NodePool", "prod-fra-gpu-pool"),
      properties: [{ path: "freeformTags.max", before: "4", after: "6", effect: "update" }],
    }),
    change("replace", "oci:ObjectStorage/bucket:Bucket", "prod-fra-buckets-volumes", {
      deletesFirst: true,
      properties: [{ path: "name", before: "prod-fra-volumes", after: "prod-fra-data", effect: "replace" }],
    }),
    change("replace", "kubernetes:core/v1:Secret", "prod-fra-control-plane-config", {
      deletesFirst: true,
      properties: [{ path: 'stringData["config.yaml"]', before: "[secret]", after: "[secret]", effect: "replace" }],
    }),
    change("replace", "oci:Identity/userGroupMembership:UserGroupMembership", "prod-fra-store-keys-membership", {
      reasons: ["it depends on prod-fra-store-keys-group, which is deleted before it is made again"],
      deletesFirst: true,
    }),
    change("delete", "oci:Kms/key:Key", "prod-fra-vault-objects"),
    change("unknown", "pulumi:providers:kubernetes", "prod-fra-kubernetes", {
      properties: [{ path: "kubeconfig", before: "[secret]", after: "[secret]", effect: "unknown" }],
    }),
  ],
  dataAtRisk: [
    {
      kind: "replace",
      urn: urn("oci:ObjectStorage/bucket:Bucket", "prod-fra-buckets-volumes"),
      name: "prod-fra-buckets-volumes",
      what: "objects",
      protect: true,
    },
    {
      kind: "delete",
      urn: urn("oci:Kms/key:Key", "prod-fra-vault-objects"),
      name: "prod-fra-vault-objects",
      what: "the key: what it encrypted can not be read without it",
      protect: false,
    },
  ],
  uncompared: [
    {
      urn: urn("kubernetes:core/v1:Secret", "prod-fra-redis-request"),
      name: "prod-fra-redis-request",
      paths: ["data"],
    },
  ],
  notes: [
    "an interrupted operation is in the state: creating urn:pulumi:prod-fra::eu-gpu-cloud::a:b:C::c; run pulumi refresh before pulumi up",
  ],
};

/** `prod-fra` compared with what is deployed. */
export function withChanges(): Plan {
  return { ...prodFra(), changes: report };
}
