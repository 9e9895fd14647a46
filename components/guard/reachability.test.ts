import { describe, expect, it } from "vitest";
import { allowClusterDns, denyAll } from "./namespace-policies.ts";
import { type Party, reachability } from "./reachability.ts";

const metadata = (name: string, namespace = "beta9") => ({ name, namespace });
const deny = (namespace = "beta9") => ({ metadata: metadata("deny-all", namespace), spec: denyAll });
const labelled = (app: string) => ({ matchLabels: { app } });
const podSelector = labelled;

const edge: Party = {
  name: "edge",
  namespace: "beta9",
  labels: { app: "edge" },
  address: "10.1.0.2",
  ports: { https: 8443 },
};
const gateway: Party = {
  name: "gateway",
  namespace: "beta9",
  labels: { app: "gateway" },
  ports: { grpc: 1993, http: 1994 },
};
const worker: Party = { name: "worker", namespace: "beta9-workers", labels: { app: "worker" }, ports: { cache: 2050 } };
const client: Party = { name: "client", address: "198.51.100.7" };
const parties = [edge, gateway, worker, client];

const tcp = (...ports: (number | string)[]) => ports.map((port) => ({ protocol: "TCP", port }));
const ingress = (app: string, from: object[], ports: object[], namespace = "beta9") => ({
  metadata: metadata(`${app}-in`, namespace),
  spec: { podSelector: podSelector(app), policyTypes: ["Ingress"], ingress: [{ from, ports }] },
});
const egress = (app: string, to: object[], ports: object[], namespace = "beta9") => ({
  metadata: metadata(`${app}-out`, namespace),
  spec: { podSelector: podSelector(app), policyTypes: ["Egress"], egress: [{ to, ports }] },
});
const denied = [deny("beta9"), deny("beta9-workers")];

describe("who may reach whom", () => {
  it("is everybody, while no policy says otherwise", () => {
    expect(reachability([], parties)).toContain("client → gateway:1994");
    expect(reachability([], parties)).toContain("gateway → worker:2050");
  });

  it("is nobody under default deny, name resolution aside", () => {
    const dns: Party = {
      name: "dns",
      namespace: "kube-system",
      labels: { "k8s-app": "kube-dns" },
      ports: { dns: 53, metrics: 9153 },
    };
    const policies = [...denied, { metadata: metadata("allow-dns"), spec: allowClusterDns }];
    expect(reachability(policies, [edge, worker, dns])).toEqual(["edge → dns:53"]);
  });

  it("takes leave to go out as well as leave to come in", () => {
    const out = egress("edge", [{ podSelector: podSelector("gateway") }], tcp(1993));
    const into = ingress("gateway", [{ podSelector: podSelector("edge") }], tcp(1993, 1994));
    expect(reachability([...denied, out], parties)).toEqual([]);
    expect(reachability([...denied, into], parties)).toEqual([]);
    expect(reachability([...denied, out, into], parties)).toEqual(["edge → gateway:1993"]);
  });

  it("knows that a pod selector alone means the policy's own namespace", () => {
    const stranger: Party = { ...edge, name: "stranger", namespace: "beta9-workers" } as Party;
    const into = ingress("gateway", [{ podSelector: podSelector("edge") }], tcp(1993));
    expect(reachability([deny("beta9"), into], [stranger, gateway])).toEqual([]);
    const named = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "beta9-workers" } } };
    const across = ingress("gateway", [{ ...named, podSelector: podSelector("edge") }], tcp(1993));
    expect(reachability([deny("beta9"), across], [stranger, gateway])).toEqual(["stranger → gateway:1993"]);
  });

  it("reads named ports, ranges and no ports at all", () => {
    const from = [{ podSelector: {} }];
    const into = (ports: object[]) =>
      reachability([deny("beta9"), openEgress, ingress("gateway", from, ports)], [edge, gateway]);
    const openEgress = { metadata: metadata("out"), spec: { podSelector: {}, policyTypes: ["Egress"], egress: [{}] } };
    expect(into(tcp("http"))).toEqual(["edge → gateway:1994"]);
    expect(into([{ port: 1990, endPort: 1993 }])).toEqual(["edge → gateway:1993"]);
    expect(into([])).toEqual(["edge → gateway:1993", "edge → gateway:1994"]);
    expect(into([{ protocol: "UDP", port: 1993 }])).toEqual([]);
  });

  it("reads addresses, those left out too, and IPv6 apart from IPv4", () => {
    const outside = (cidr: string, except?: string[]) =>
      ingress("edge", [{ ipBlock: { cidr, ...(except && { except }) } }], tcp(8443));
    const six: Party = { name: "six", address: "2001:db8::7" };
    const reach = (policy: object) => reachability([deny(), policy], [client, six, edge]);
    expect(reach(outside("0.0.0.0/0"))).toEqual(["client → edge:8443"]);
    expect(reach(outside("::/0"))).toEqual(["six → edge:8443"]);
    expect(reach(outside("0.0.0.0/0", ["198.51.100.0/24"]))).toEqual([]);
    expect(reach(outside("203.0.113.0/24"))).toEqual([]);
  });

  it("reads expressions over labels", () => {
    const select = (operator: string, values?: string[]) => ({
      podSelector: { matchExpressions: [{ key: "app", operator, ...(values && { values }) }] },
    });
    const reach = (peer: object) => {
      const spec = { podSelector: podSelector("gateway"), ingress: [{ from: [peer], ports: tcp(1993) }] };
      return reachability([{ metadata: metadata("in"), spec }], [{ ...edge, ports: {} }, gateway]);
    };
    expect(reach(select("In", ["edge"]))).toEqual(["edge → gateway:1993"]);
    expect(reach(select("NotIn", ["edge"]))).toEqual([]);
    expect(reach(select("Exists"))).toEqual(["edge → gateway:1993"]);
    expect(reach(select("DoesNotExist"))).toEqual([]);
  });

  it.each([
    ["a misspelt field", { podSelector: {}, policytypes: ["Ingress"] }],
    ["a misspelt direction", { podSelector: {}, ingres: [] }],
    ["a range that is none", { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0" } }] }] }],
    ["a peer that names nobody", { podSelector: {}, ingress: [{ from: [{}] }] }],
    [
      "addresses and pods in one peer",
      { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" }, podSelector: {} }] }] },
    ],
  ])("refuses %s, which the API server would drop or refuse", (_, spec) => {
    expect(() => reachability([{ metadata: metadata("wrong"), spec }], parties)).toThrow(/not a network policy/);
  });
});
