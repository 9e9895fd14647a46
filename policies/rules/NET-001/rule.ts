import { each, entries, fields, get, isSet, textOf } from "../../engine/extract/reader.ts";
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

function violation(namespace: string, { urn, within }: Subject, workload: Subject): StackViolation {
  return {
    urn,
    path: within,
    what: `${workload.name} runs in ${workload.root.secret ? "a namespace" : `the namespace ${namespace}`}, which has no policy that denies egress by default`,
    fix: 'add a NetworkPolicy there with podSelector {} and policyTypes ["Egress"], and one for each destination that is needed',
  };
}

/** Whatever makes pods: workloads, and charts that only the cluster renders. */
function runs({ type, pods, charts }: Subject): boolean {
  return (
    RUN_BY_OPERATORS.test(type) ||
    (pods.length > 0 && !DESCRIBES_PODS.test(type)) ||
    charts.some(({ rendered }) => !rendered)
  );
}

/** Resources for which an operator makes pods. */
const RUN_BY_OPERATORS =
  /^kubernetes:(postgresql\.cnpg\.io\/\w+:(Cluster|Pooler)$|acid\.zalan\.do\/\w+:postgresql|k8s\.mariadb\.com\/\w+:MariaDB|mongodbcommunity\.mongodb\.com\/|kafka\.strimzi\.io\/\w+:Kafka$|rabbitmq\.com\/\w+:RabbitmqCluster|(elasticsearch|kibana)\.k8s\.elastic\.co\/|monitoring\.coreos\.com\/\w+:(Prometheus|PrometheusAgent|Alertmanager|ThanosRuler)$|operator\.victoriametrics\.com\/\w+:(VMSingle|VMCluster|VMAgent|VMAlert|VMAlertmanager|VLSingle|VLogs)$|opentelemetry\.io\/\w+:OpenTelemetryCollector|minio\.min\.io\/\w+:Tenant|kubevirt\.io\/\w+:VirtualMachine|k8s\.keycloak\.org\/\w+:Keycloak$|loki\.grafana\.com\/\w+:LokiStack|dragonflydb\.io\/\w+:Dragonfly)/;

/** Policies have patterns of pods and run none. */
const DESCRIBES_PODS =
  /^kubernetes:(kyverno\.io|policies\.kyverno\.io|\w+\.gatekeeper\.sh|admissionregistration\.k8s\.io)\//;

function nameOf({ root, name }: Subject): string {
  return textOf(get(get(root, "metadata"), "name")) ?? name;
}

function namespaceOf({ root }: Subject): string {
  const named = NAMESPACES.flatMap((path) => fields(root, path)).find((node) => textOf(node) !== undefined);
  return textOf(named) ?? "default";
}

/** What Flux, Argo CD and Helm's controllers install goes elsewhere than the object that asks for it. */
const NAMESPACES = ["spec.targetNamespace", "spec.destination.namespace", "metadata.namespace", "namespace"];

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
    const types = get(spec, "policyTypes");
    // A policy that names no types is about egress when it has rules for it.
    const isAbout = types ? each(types).map(textOf).includes("Egress") : !isEmpty(get(spec, "egress"));
    return selectsAll(get(spec, "podSelector")) && isAbout && each(get(spec, "egress")).every(namesWhom);
  }
  if (/^kubernetes:cilium\.io\/\w+:CiliumNetworkPolicy$/.test(type)) return deniesInCilium(spec);
  return /^kubernetes:(crd\.)?projectcalico\.org\/\w+:NetworkPolicy$/.test(type) && deniesInCalico(spec);
}

function deniesEverywhere({ type, root }: Subject): boolean {
  const spec = get(root, "spec");
  if (/^kubernetes:cilium\.io\/\w+:CiliumClusterwideNetworkPolicy$/.test(type)) return deniesInCilium(spec);
  return /^kubernetes:(crd\.)?projectcalico\.org\/\w+:GlobalNetworkPolicy$/.test(type) && deniesInCalico(spec);
}

/** A rule names the pods or networks that it is for, or nothing but the port of names. */
function namesWhom(rule: Node): boolean {
  const ports = fields(rule, "ports.port").map(textOf);
  const isAnywhere = (peer: Node) => /^(0\.0\.0\.0|::)\/0$/.test(textOf(get(get(peer, "ipBlock"), "cidr")) ?? "");
  return (
    each(get(rule, "to")).some((peer) => isSet(peer) && !isAnywhere(peer)) ||
    (ports.length > 0 && ports.every((port) => port === "53"))
  );
}

function deniesInCilium(spec: Node | undefined): boolean {
  const isAbout = get(spec, "egress") !== undefined || get(spec, "egressDeny") !== undefined;
  const isDefault = textOf(get(get(spec, "enableDefaultDeny"), "egress")) !== "false";
  return selectsAll(get(spec, "endpointSelector")) && isAbout && isDefault;
}

function deniesInCalico(spec: Node | undefined): boolean {
  const selector = textOf(get(spec, "selector")) ?? "all()";
  return (
    /^(|all\(\))$/.test(selector) &&
    each(get(spec, "types")).map(textOf).includes("Egress") &&
    (isEmpty(get(spec, "egress")) || each(get(spec, "egress")).every(isNarrowInCalico))
  );
}

/** A rule that allows nothing, or names whom it allows, or nothing but the port of names. */
function isNarrowInCalico(rule: Node): boolean {
  const destination = get(rule, "destination");
  const ports = fields(destination, "ports").map(textOf);
  return (
    !/^(allow|pass)$/i.test(textOf(get(rule, "action")) ?? "") ||
    ["nets", "selector", "namespaceSelector", "domains", "services", "serviceAccounts"].some((key) =>
      isSet(get(destination, key)),
    ) ||
    (ports.length > 0 && ports.every((port) => port === "53"))
  );
}

function isEmpty(list: Node | undefined): boolean {
  return list === undefined || (Array.isArray(list.value) && list.value.length === 0);
}
