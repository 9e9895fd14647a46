import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { defaultDenyEgress } from "./rule.ts";

interface Other {
  readonly type: string;
  readonly properties: object;
}

const containers = [{ name: "app", image: "registry.example.eu/mirror/app:1.0" }];
const deployment = (namespace: string): Other => ({
  type: "kubernetes:apps/v1:Deployment",
  properties: { metadata: { namespace }, spec: { template: { spec: { containers } } } },
});

/** Whether the rule objects to the namespace `app` in a stack with these resources. */
function isOpen(...others: readonly Other[]): boolean {
  const found = objections(defaultDenyEgress, {
    type: "kubernetes:core/v1:Namespace",
    properties: { metadata: { name: "app" } },
    with: others.map(({ type, properties }, index) => ({ type, name: `other-${index}`, properties })),
  });
  return found.length > 0;
}

/** Whether a policy in the namespace leaves it open. */
function leavesOpen(type: string, spec: object): boolean {
  const properties = { metadata: { name: "policy", namespace: "app" }, spec };
  return isOpen(deployment("app"), { type: `kubernetes:${type}`, properties });
}

describe("NET-001 what runs", () => {
  it.each([
    ["postgresql.cnpg.io/v1:Cluster"],
    ["postgresql.cnpg.io/v1:Pooler"],
    ["acid.zalan.do/v1:postgresql"],
    ["k8s.mariadb.com/v1alpha1:MariaDB"],
    ["mongodbcommunity.mongodb.com/v1:MongoDBCommunity"],
    ["kafka.strimzi.io/v1beta2:Kafka"],
    ["rabbitmq.com/v1beta1:RabbitmqCluster"],
    ["elasticsearch.k8s.elastic.co/v1:Elasticsearch"],
    ["kibana.k8s.elastic.co/v1:Kibana"],
    ["monitoring.coreos.com/v1:Prometheus"],
    ["monitoring.coreos.com/v1alpha1:PrometheusAgent"],
    ["monitoring.coreos.com/v1:Alertmanager"],
    ["monitoring.coreos.com/v1:ThanosRuler"],
    ["operator.victoriametrics.com/v1beta1:VMSingle"],
    ["operator.victoriametrics.com/v1beta1:VMCluster"],
    ["operator.victoriametrics.com/v1beta1:VMAgent"],
    ["operator.victoriametrics.com/v1beta1:VMAlert"],
    ["operator.victoriametrics.com/v1beta1:VMAlertmanager"],
    ["operator.victoriametrics.com/v1:VLSingle"],
    ["operator.victoriametrics.com/v1beta1:VLogs"],
    ["opentelemetry.io/v1beta1:OpenTelemetryCollector"],
    ["minio.min.io/v2:Tenant"],
    ["kubevirt.io/v1:VirtualMachine"],
    ["k8s.keycloak.org/v2alpha1:Keycloak"],
    ["loki.grafana.com/v1:LokiStack"],
    ["dragonflydb.io/v1alpha1:Dragonfly"],
  ])("is what an operator makes of %s", (type) => {
    expect(isOpen({ type: `kubernetes:${type}`, properties: { metadata: { namespace: "app" }, spec: {} } })).toBe(true);
  });

  it.each([
    ["postgresql.cnpg.io/v1:ClusterImageCatalog"],
    ["postgresql.cnpg.io/v1:ScheduledBackup"],
    ["kafka.strimzi.io/v1beta2:KafkaTopic"],
    ["rabbitmq.com/v1beta1:Queue"],
    ["monitoring.coreos.com/v1:PrometheusRule"],
    ["monitoring.coreos.com/v1:ServiceMonitor"],
    ["monitoring.coreos.com/v1alpha1:AlertmanagerConfig"],
    ["operator.victoriametrics.com/v1beta1:VMAlertmanagerConfig"],
    ["operator.victoriametrics.com/v1beta1:VMServiceScrape"],
    ["instancetype.kubevirt.io/v1beta1:VirtualMachineInstancetype"],
    ["k8s.keycloak.org/v2alpha1:KeycloakRealmImport"],
  ])("is nothing for %s, which only says how", (type) => {
    expect(isOpen({ type: `kubernetes:${type}`, properties: { metadata: { namespace: "app" }, spec: {} } })).toBe(
      false,
    );
  });

  it("is nothing for pods that a policy writes down", () => {
    const parameters = { assign: { value: { containers } } };
    const properties = { metadata: { namespace: "app" }, spec: { location: "spec", parameters } };
    expect(isOpen({ type: "kubernetes:mutations.gatekeeper.sh/v1:Assign", properties })).toBe(false);
  });

  it("is in a cluster", () => {
    const properties = { metadata: { namespace: "app" }, template: { spec: { containers } } };
    expect(isOpen({ type: "gcp:cloudrun/service:Service", properties })).toBe(false);
  });

  it("is where Argo CD installs it", () => {
    const source = { chart: "app", repoURL: "https://charts.example.eu", targetRevision: "1.0.0" };
    const spec = { source, destination: { namespace: "app" } };
    const properties = { metadata: { namespace: "argocd" }, spec };
    expect(isOpen({ type: "kubernetes:argoproj.io/v1alpha1:Application", properties })).toBe(true);
  });

  it.each([["kube-system"], ["kube-public"], ["kube-node-lease"]])("is the cluster's own in %s", (namespace) => {
    expect(objections(defaultDenyEgress, deployment(namespace))).toEqual([]);
  });
});

describe("NET-001 a network policy", () => {
  const allPods = { podSelector: {}, policyTypes: ["Egress"] };

  it.each<[spec: object]>([
    [allPods],
    [{ ...allPods, podSelector: { matchLabels: {}, matchExpressions: [] } }],
    [{ ...allPods, egress: [{ to: [{ podSelector: {} }, { ipBlock: { cidr: "10.0.0.0/8" } }] }] }],
    [
      {
        ...allPods,
        egress: [
          {
            ports: [
              { port: 53, protocol: "UDP" },
              { port: 53, protocol: "TCP" },
            ],
          },
        ],
      },
    ],
    [{ podSelector: {}, egress: [{ to: [{ namespaceSelector: { matchLabels: { name: "dns" } } }] }] }],
  ])("denies with %j", (spec) => {
    expect(leavesOpen("networking.k8s.io/v1:NetworkPolicy", spec)).toBe(false);
    expect(leavesOpen("networking.k8s.io/v1:NetworkPolicyPatch", spec)).toBe(false);
  });

  it.each<[spec: object]>([
    [{ ...allPods, podSelector: { matchLabels: { app: "web" } } }],
    [{ ...allPods, podSelector: { matchLabels: {}, matchExpressions: [{ key: "app", operator: "Exists" }] } }],
    [{ policyTypes: ["Egress"] }],
    [{ podSelector: {}, policyTypes: ["Ingress"] }],
    [{ podSelector: {}, egress: [] }],
    [{ ...allPods, egress: [{}] }],
    [{ ...allPods, egress: [{ to: [] }] }],
    [{ ...allPods, egress: [{ to: [{}] }] }],
    [{ ...allPods, egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] }],
    [{ ...allPods, egress: [{ to: [{ podSelector: {} }, { ipBlock: { cidr: "::/0" } }] }] }],
    [{ ...allPods, egress: [{ to: [{ podSelector: {} }] }, { ports: [{ port: 443 }] }] }],
    [{ ...allPods, egress: [{ ports: [{ port: 53 }, { port: 443 }] }] }],
    [{ ...allPods, egress: [{ ports: [{ port: 53 }, { protocol: "TCP" }] }] }],
    [{ ...allPods, egress: [{ ports: [] }] }],
  ])("denies nothing by default with %j", (spec) => {
    expect(leavesOpen("networking.k8s.io/v1:NetworkPolicy", spec)).toBe(true);
  });
});

describe("NET-001 a policy of Cilium's", () => {
  it.each<[spec: object, open: boolean]>([
    [{ endpointSelector: {}, egress: [{}] }, false],
    [{ endpointSelector: {}, egressDeny: [{ toEntities: ["world"] }] }, false],
    [{ endpointSelector: {}, egress: [{}], enableDefaultDeny: { egress: true } }, false],
    [{ endpointSelector: {}, egress: [{}], enableDefaultDeny: { egress: false } }, true],
    [{ endpointSelector: {}, ingress: [{}] }, true],
    [{ endpointSelector: { matchLabels: { app: "web" } }, egress: [{}] }, true],
  ])("with %j leaves a namespace open: %s", (spec, open) => {
    expect(leavesOpen("cilium.io/v2:CiliumNetworkPolicy", spec)).toBe(open);
    expect(leavesOpen("cilium.io/v2:CiliumClusterwideNetworkPolicy", spec)).toBe(open);
  });
});

describe("NET-001 a policy of Calico's", () => {
  const egress = (rule: object) => ({ selector: "all()", types: ["Egress"], egress: [rule] });

  it.each<[spec: object]>([
    [{ types: ["Ingress", "Egress"] }],
    [{ selector: "", types: ["Egress"] }],
    [{ selector: "all()", egress: [{ action: "Deny" }] }],
    [egress({ action: "Log" })],
    [egress({ action: "Allow", destination: { nets: ["10.0.0.0/8"] } })],
    [egress({ action: "Allow", destination: { selector: "app == 'db'" } })],
    [egress({ action: "Allow", destination: { namespaceSelector: "name == 'db'" } })],
    [egress({ action: "Allow", destination: { domains: ["api.partner.eu"] } })],
    [egress({ action: "Allow", destination: { services: { name: "db", namespace: "db" } } })],
    [egress({ action: "Pass", destination: { serviceAccounts: { names: ["db"] } } })],
    [egress({ action: "Allow", protocol: "UDP", destination: { ports: [53] } })],
  ])("denies with %j", (spec) => {
    expect(leavesOpen("projectcalico.org/v3:NetworkPolicy", spec)).toBe(false);
    expect(leavesOpen("projectcalico.org/v3:GlobalNetworkPolicy", spec)).toBe(false);
    expect(leavesOpen("crd.projectcalico.org/v1:NetworkPolicy", spec)).toBe(false);
    expect(leavesOpen("projectcalico.org/v3:StagedNetworkPolicy", spec)).toBe(true);
    expect(leavesOpen("projectcalico.org/v3:StagedGlobalNetworkPolicy", spec)).toBe(true);
  });

  it.each<[spec: object]>([
    [{ selector: "app == 'web'", types: ["Egress"] }],
    [{ selector: "all()", types: ["Ingress"] }],
    [{ selector: "all()", ingress: [{ action: "Deny" }] }],
    [egress({ action: "Allow" })],
    [egress({ action: "Pass" })],
    [egress({ action: "Allow", destination: { nets: ["0.0.0.0/0"] } })],
    [egress({ action: "Allow", destination: { nets: ["10.0.0.0/8", "::/0"] } })],
    [egress({ action: "Allow", destination: { ports: [443] } })],
    [egress({ action: "Allow", destination: { ports: [53, 443] } })],
    [{ types: ["Egress"], egress: [{ action: "Deny" }, { action: "Allow" }] }],
  ])("denies nothing by default with %j", (spec) => {
    expect(leavesOpen("projectcalico.org/v3:NetworkPolicy", spec)).toBe(true);
    expect(leavesOpen("projectcalico.org/v3:GlobalNetworkPolicy", spec)).toBe(true);
  });
});
