import { BlockList, isIPv6 } from "node:net";
import { Provider } from "@pulumi/kubernetes/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../test/mock-engine.ts";
import { type AllowArgs, allow, anywhere, anywhereButMetadata, peersOf, publicInternet } from "./network-policy.ts";

const common = {
  namespace: "beta9",
  podLabels: { app: "redis" },
  ports: [6379],
  reason: "the gateway keeps its state",
} as const;
const policy = async (args: AllowArgs) => {
  const all = await registrationsOf(() => allow("redis-from-gateway", args, { provider: new Provider("cluster", {}) }));
  return all.find(({ type }) => type.endsWith(":NetworkPolicy"))?.inputs;
};

describe("an exception from default deny", () => {
  it("opens one direction, to these pods, on these ports", async () => {
    const { metadata, spec } = await policy({ ...common, from: [{ pods: { app: "gateway" } }] });
    expect(metadata).toMatchObject({ name: "redis-from-gateway", namespace: "beta9" });
    expect(spec).toEqual({
      podSelector: { matchLabels: { app: "redis" } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { app: "gateway" } } }],
          ports: [{ protocol: "TCP", port: 6379 }],
        },
      ],
    });
  });

  it("names pods of another namespace as one peer: both must match", async () => {
    const { spec } = await policy({ ...common, to: [{ namespace: "beta9-workers", pods: { app: "worker" } }] });
    expect(spec.policyTypes).toEqual(["Egress"]);
    expect(spec.egress[0].to).toEqual([
      {
        podSelector: { matchLabels: { app: "worker" } },
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "beta9-workers" } },
      },
    ]);
  });

  it("takes whole namespaces, addresses, protocols and ranges of ports", async () => {
    const { spec } = await policy({
      ...common,
      ports: [
        { port: 53, protocol: "UDP" },
        { port: 8000, endPort: 8010 },
      ],
      to: [{ namespace: "kube-system" }, { cidr: "10.0.0.0/16", except: ["10.0.1.0/24"] }],
    });
    expect(spec.egress[0]).toEqual({
      to: [
        { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } },
        { ipBlock: { cidr: "10.0.0.0/16", except: ["10.0.1.0/24"] } },
      ],
      ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 8000, endPort: 8010 },
      ],
    });
  });

  it("says why, on the object, and is refused without a reason", async () => {
    const { metadata } = await policy({ ...common, from: anywhere });
    expect(Object.values(metadata.annotations)).toEqual(["the gateway keeps its state"]);
    expect(() => allow("p", { ...common, reason: " ", from: anywhere })).toThrow(/p needs a reason/);
  });

  it("says so when nobody knows the addresses behind it, and only of a way out", async () => {
    const reasonOf = async (args: AllowArgs) => Object.values((await policy(args)).metadata.annotations)[0];
    const open = /keeps its state; its addresses are not known, so every address that is not excepted may be reached/;
    expect(await reasonOf({ ...common, to: publicInternet })).toMatch(open);
    expect(await reasonOf({ ...common, to: anywhereButMetadata })).toMatch(open);
    expect(await reasonOf({ ...common, to: [{ cidr: "10.0.0.0/16" }] })).toBe(common.reason);
  });

  it.each([
    ["169.254.169.254", 4],
    ["100.100.100.200", 4],
    ["168.63.129.16", 4],
    ["fe80::a9fe:a9fe", 6],
    ["fd00:ec2::254", 6],
    ["fd20:ce::254", 6],
    ["fd00:c1::a9fe:a9fe", 6],
    ["fd00:42::42", 6],
  ] as const)("never opens instance metadata at %s", (address, version) => {
    for (const peers of [publicInternet, anywhereButMetadata]) {
      const excepted = new BlockList();
      for (const range of peers.flatMap((peer) => ("except" in peer ? (peer.except ?? []) : []))) {
        const [network = "", bits] = range.split("/");
        excepted.addSubnet(network, Number(bits), isIPv6(network) ? "ipv6" : "ipv4");
      }
      expect(excepted.check(address, `ipv${version}`)).toBe(true);
    }
  });

  it("makes peers of ranges, and none of none: a policy without peers is open to everybody", () => {
    expect(peersOf([])).toBeUndefined();
    expect(peersOf(["10.0.0.0/28", "10.0.1.0/28"])).toEqual([{ cidr: "10.0.0.0/28" }, { cidr: "10.0.1.0/28" }]);
  });

  it("to the internet does not open instance metadata, the mesh or private networks", async () => {
    const { spec } = await policy({ ...common, to: publicInternet });
    const [v4] = spec.egress[0].to;
    expect(v4.ipBlock.except).toEqual(
      expect.arrayContaining(["169.254.0.0/16", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]),
    );
  });
});
