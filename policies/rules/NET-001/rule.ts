import { each, entries, get, textOf } from "../../engine/extract/reader.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import type { Node } from "../../engine/extract/walk.ts";
import type { StackRule, StackViolation } from "../../engine/rule.ts";

export const defaultDenyEgress: StackRule = {
  id: "NET-001",
  title: "default-deny-egress",
  severity: "high",
  axis: "security",
  description:
    "Every namespace in which something runs has a policy that lets nothing out unless another policy names it.",
  law: "GDPR Art. 32; NIS2 Art. 21(2)(e)",
  checkStack: (subjects) => {
    const kubernetes = subjects.filter(({ type }) => type.startsWith("kubernetes:"));
    if (kubernetes.some(deniesEverywhere)) return [];
    const denied = new Set(kubernetes.filter(deniesInNamespace).map(namespaceOf));
    const declared = new Map(
      kubernetes
        .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
        .map((subject) => [nameOf(subject), subject]),
    );
    const first = new Map<string, Subject>();
    for (const subject of kubernetes) {
      const namespace = namespaceOf(subject);
      if (runs(subject) && !denied.has(namespace) && !SYSTEM.has(namespace) && !first.has(namespace))
        first.set(namespace, subject);
    }
    return [...first].map(([namespace, workload]) =>
      violation(namespace, declared.get(namespace) ?? workload, workload),
    );
  },
};

/** Namespaces of the cluster's own parts, whose network is the distribution's business. */
const SYSTEM = new Set(["kube-system", "kube-public", "kube-node-lease"]);

function violation(namespace: string, { urn }: Subject, workload: Subject): StackViolation {
  return {
    urn,
    path: "",
    what: `${workload.name} runs in the namespace ${namespace}, which has no policy that denies egress by default`,
    fix: 'add a NetworkPolicy there with podSelector {} and policyTypes ["Egress"], and one for each destination that is needed',
  };
}

/** Whatever makes pods: workloads, and charts that only the cluster renders. */
function runs({ pods, charts }: Subject): boolean {
  return pods.length > 0 || charts.some(({ rendered }) => !rendered);
}

function nameOf({ root, name }: Subject): string {
  return textOf(get(get(root, "metadata"), "name")) ?? name;
}

function namespaceOf({ root }: Subject): string {
  return textOf(get(get(root, "metadata"), "namespace")) ?? textOf(get(root, "namespace")) ?? "default";
}

/** `{}`, or one whose every condition is empty. */
function selectsAll(selector: Node | undefined): boolean {
  return (
    isEmptyObject(selector) || (isObject(selector) && entries(selector).every(([, value]) => isEmptyObject(value)))
  );
}

function isObject(node: Node | undefined): boolean {
  return typeof node?.value === "object" && node.value !== null;
}

function isEmptyObject(node: Node | undefined): boolean {
  return isObject(node) && Object.keys(node?.value as object).length === 0;
}

/** A policy for all pods of a namespace that is about egress and by itself allows none. */
function deniesInNamespace({ type, root }: Subject): boolean {
  const spec = get(root, "spec");
  if (/^kubernetes:networking\.k8s\.io\/\w+:NetworkPolicy$/.test(type)) {
    const types = each(get(spec, "policyTypes")).map(textOf);
    return selectsAll(get(spec, "podSelector")) && types.includes("Egress") && isEmpty(get(spec, "egress"));
  }
  if (/^kubernetes:cilium\.io\/\w+:CiliumNetworkPolicy$/.test(type))
    return selectsAll(get(spec, "endpointSelector")) && get(spec, "egress") !== undefined;
  return /^kubernetes:(crd\.)?projectcalico\.org\/\w+:NetworkPolicy$/.test(type) && deniesInCalico(spec);
}

function deniesEverywhere({ type, root }: Subject): boolean {
  const spec = get(root, "spec");
  if (/^kubernetes:cilium\.io\/\w+:CiliumClusterwideNetworkPolicy$/.test(type))
    return selectsAll(get(spec, "endpointSelector")) && get(spec, "egress") !== undefined;
  return /^kubernetes:(crd\.)?projectcalico\.org\/\w+:GlobalNetworkPolicy$/.test(type) && deniesInCalico(spec);
}

function deniesInCalico(spec: Node | undefined): boolean {
  const selector = textOf(get(spec, "selector")) ?? "all()";
  return (
    /^(|all\(\))$/.test(selector) &&
    each(get(spec, "types")).map(textOf).includes("Egress") &&
    isEmpty(get(spec, "egress"))
  );
}

function isEmpty(list: Node | undefined): boolean {
  return list === undefined || (Array.isArray(list.value) && list.value.length === 0);
}
