import { entries, fields, get, isSet, textOf } from "../../engine/extract/reader.ts";
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
    const workloads = kubernetes.some(deniesEverywhere) ? [] : kubernetes.filter(runs);
    const denied = new Set(kubernetes.filter(deniesInNamespace).map(namespaceOf));
    const declared = new Map(
      kubernetes
        .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
        .map((subject) => [nameOf(subject), subject]),
    );
    const first = new Map<string, Subject>();
    for (const subject of workloads) {
      const namespace = namespaceOf(subject);
      if (!denied.has(namespace) && !SYSTEM.has(namespace) && !first.has(namespace)) first.set(namespace, subject);
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
  return textOf(NAMESPACES.flatMap((path) => fields(root, path))[0]) ?? "default";
}

/** What Flux, Argo CD and Helm's controllers install goes elsewhere than the object that asks for it. */
const NAMESPACES = ["spec.targetNamespace", "spec.destination.namespace", "metadata.namespace", "namespace"];

/** `{}`, or one whose every condition is empty. */
function selectsAll(selector: Node | undefined): boolean {
  return isObject(selector) && entries(selector).every(([, value]) => isObject(value) && !isSet(value));
}

function isObject(node: Node | undefined): boolean {
  return typeof node?.value === "object";
}

/** A policy for all pods of a namespace that is about egress and by itself allows none. */
function deniesInNamespace({ type, root }: Subject): boolean {
  const spec = get(root, "spec");
  if (/^kubernetes:networking\.k8s\.io\/\w+:NetworkPolicy/.test(type))
    return (
      selectsAll(get(spec, "podSelector")) &&
      isAboutEgress(spec, "policyTypes") &&
      fields(spec, "egress").every(namesWhom)
    );
  if (/^kubernetes:cilium\.io\/\w+:CiliumNetworkPolicy/.test(type)) return deniesInCilium(spec);
  return /^kubernetes:(crd\.)?projectcalico\.org\/\w+:NetworkPolicy/.test(type) && deniesInCalico(spec);
}

function deniesEverywhere({ type, root }: Subject): boolean {
  const spec = get(root, "spec");
  if (/^kubernetes:cilium\.io\/\w+:CiliumClusterwideNetworkPolicy/.test(type)) return deniesInCilium(spec);
  return /^kubernetes:(crd\.)?projectcalico\.org\/\w+:GlobalNetworkPolicy/.test(type) && deniesInCalico(spec);
}

/** A policy that names no types is about egress when it has rules for it. */
function isAboutEgress(spec: Node | undefined, types: string): boolean {
  const named = fields(spec, types).map(textOf);
  return named.length > 0 ? named.includes("Egress") : fields(spec, "egress").length > 0;
}

/** There are some, and each is so. */
function all(nodes: readonly Node[], holds: (node: Node) => boolean): boolean {
  return nodes.length > 0 && nodes.every(holds);
}

const ANYWHERE = new Set<string | undefined>(["0.0.0.0/0", "::/0"]);
const isNarrow = (network: Node) => !ANYWHERE.has(textOf(network));
const isForNames = (port: Node) => textOf(port) === "53";

/** A rule names the pods or networks that it is for, or nothing but the port of names. */
function namesWhom(rule: Node): boolean {
  return (
    all(fields(rule, "to"), (peer) => isSet(peer) && fields(peer, "ipBlock.cidr").every(isNarrow)) ||
    all(fields(rule, "ports"), (port) => fields(port, "port").some(isForNames))
  );
}

function deniesInCilium(spec: Node | undefined): boolean {
  const isAbout = get(spec, "egress") !== undefined || get(spec, "egressDeny") !== undefined;
  const isDefault = textOf(get(get(spec, "enableDefaultDeny"), "egress")) !== "false";
  return selectsAll(get(spec, "endpointSelector")) && isAbout && isDefault;
}

function deniesInCalico(spec: Node | undefined): boolean {
  return (
    EVERY_POD.has(textOf(get(spec, "selector"))) &&
    isAboutEgress(spec, "types") &&
    fields(spec, "egress").every(isNarrowInCalico)
  );
}

/** Selectors of Calico's for everything; none is one too. */
const EVERY_POD = new Set([undefined, "", "all()"]);

/** A rule that allows nothing, or names whom it allows, or nothing but the port of names. */
function isNarrowInCalico(rule: Node): boolean {
  const destination = get(rule, "destination");
  return (
    !/allow|pass/i.test(textOf(get(rule, "action")) ?? "") ||
    all(fields(destination, "nets"), isNarrow) ||
    ["selector", "namespaceSelector", "domains", "services", "serviceAccounts"].some((key) =>
      isSet(get(destination, key)),
    ) ||
    all(fields(destination, "ports"), isForNames)
  );
}
