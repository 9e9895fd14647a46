import { describe, expect, it } from "vitest";
import { judgeCase } from "../../engine/testing/cases.ts";
import { egressAllowList } from "./rule.ts";

/** For each way out that the rule sees in a resource: whether the ports that it names are a choice. */
function choices(type: string, properties: unknown): readonly boolean[] {
  const written = {
    rule: "NET-002",
    kind: "violating",
    name: "ports",
    shows: "",
    expect: [],
    type,
    properties,
  } as const;
  return judgeCase(egressAllowList, written).map(({ advisory }) => advisory === true);
}

const policy = (ports: unknown) => ({ spec: { egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports }] } });

describe("NET-002 ports", () => {
  it.each<[says: string, ports: unknown, chosen: boolean]>([
    ["one port", [{ port: 443 }], true],
    ["a port by its name", [{ port: "https" }], true],
    ["a few hundred in the middle", [{ port: 40_000, endPort: 40_500 }], true],
    ["65 000 ports", [{ port: 536, endPort: 65_535 }], true],
    ["one more than 65 000", [{ port: 535, endPort: 65_535 }], false],
    ["no port but the protocol", [{ protocol: "TCP" }], false],
    ["every port of one of two protocols", [{ port: 443, protocol: "TCP" }, { protocol: "UDP" }], false],
    ["nothing in the list", [], false],
  ])("reads a network policy with %s", (_, ports, chosen) => {
    expect(choices("kubernetes:networking.k8s.io/v1:NetworkPolicy", policy(ports))).toEqual([chosen]);
  });

  it.each<[says: string, type: string, options: object, chosen: boolean]>([
    ["a list's TCP ports", "securityList:SecurityList", { tcpOptions: { min: 443, max: 443 } }, true],
    ["a list's UDP ports", "securityList:SecurityList", { udpOptions: { min: 123, max: 123 } }, true],
    ["a list's every port", "securityList:SecurityList", { tcpOptions: { min: 1, max: 65_535 } }, false],
    [
      "a list's source ports",
      "securityList:SecurityList",
      { tcpOptions: { sourcePortRange: { min: 9, max: 9 } } },
      false,
    ],
    ["a group's TCP ports", "nsg", { tcpOptions: { destinationPortRange: { min: 443, max: 443 } } }, true],
    ["a group's UDP ports", "nsg", { udpOptions: { destinationPortRange: { min: 123, max: 123 } } }, true],
    ["a group's kind of message", "nsg", { icmpOptions: { type: 3, code: 4 } }, true],
  ])("reads %s at OCI", (_, type, options, chosen) => {
    const rule = { direction: "EGRESS", protocol: "6", destination: "0.0.0.0/0", ...options };
    const found =
      type === "nsg"
        ? choices("oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule", rule)
        : choices(`oci:Core/${type}`, { egressSecurityRules: [rule] });
    expect(found).toEqual([chosen]);
  });

  it.each<[port: string | undefined, chosen: boolean]>([
    ["443", true],
    ["80-443", true],
    ["40000-50000", true],
    ["536-65535", true],
    ["535-65535", false],
    ["1-65535", false],
    ["any", false],
    [undefined, false],
  ])("reads the port %s of a firewall of Hetzner's", (port, chosen) => {
    const rules = [{ direction: "out", protocol: "tcp", port, destinationIps: ["0.0.0.0/0"] }];
    expect(choices("hcloud:index/firewall:Firewall", { rules })).toEqual([chosen]);
  });

  it.each<[portRange: string, chosen: boolean]>([
    ["all", false],
    ["0", false],
    ["8000-9000", true],
    ["80", true],
    ["10", true],
  ])("reads the ports %s of a firewall of DigitalOcean's", (portRange, chosen) => {
    const outboundRules = [{ protocol: "tcp", portRange, destinationAddresses: ["0.0.0.0/0"] }];
    expect(choices("digitalocean:index/firewall:Firewall", { outboundRules })).toEqual([chosen]);
  });

  it.each<[protocol: string, from: number, to: number, chosen: boolean]>([
    ["tcp", 443, 443, true],
    ["tcp", 40_000, 50_000, true],
    ["tcp", 536, 65_535, true],
    ["tcp", 535, 65_535, false],
    ["tcp", 0, 65_535, false],
    ["all", 0, 0, false],
    ["-1", 443, 443, false],
  ])("reads the protocol %s and the ports %s to %s at AWS", (protocol, fromPort, toPort, chosen) => {
    const ports = { fromPort, toPort };
    const egress = [{ protocol, ...ports, cidrBlocks: ["0.0.0.0/0"] }];
    expect(choices("aws:ec2/securityGroup:SecurityGroup", { egress })).toEqual([chosen]);
    const native = { ipProtocol: protocol, ...ports, cidrIp: "0.0.0.0/0" };
    expect(choices("aws-native:ec2:SecurityGroupEgress", native)).toEqual([chosen]);
  });

  it.each<[ports: object, chosen: boolean]>([
    [{ destinationPortRange: "443" }, true],
    [{ destinationPortRange: "*" }, false],
    [{ destinationPortRanges: ["80", "443"] }, true],
    [{ destinationPortRanges: ["443", "0-65535"] }, false],
    [{}, false],
  ])("reads the ports %j at Azure", (ports, chosen) => {
    const rule = { direction: "Outbound", access: "Allow", destinationAddressPrefix: "Internet", ...ports };
    expect(choices("azure-native:network:SecurityRule", rule)).toEqual([chosen]);
  });

  it.each<[ports: readonly string[] | undefined, chosen: boolean]>([
    [["443"], true],
    [["443", "*"], false],
    [undefined, false],
  ])("reads the ports %j of a firewall of Azure's", (destinationPorts, chosen) => {
    const properties = { action: "Allow", rules: [{ destinationAddresses: ["*"], destinationPorts }] };
    const type = "azure:network/firewallNetworkRuleCollection:FirewallNetworkRuleCollection";
    expect(choices(type, properties)).toEqual([chosen]);
  });

  it.each<[allows: readonly object[] | undefined, chosen: boolean]>([
    [[{ ports: ["443"] }], true],
    [[{ ports: ["443", "8000-9000"] }, { ports: ["123"] }], true],
    [[{ ports: ["443", "0-65535"] }], false],
    [[{ ports: ["443"] }, {}], false],
    [[{}], false],
    [undefined, false],
  ])("reads what Google's firewalls allow: %j", (allows, chosen) => {
    const firewall = { direction: "EGRESS", destinationRanges: ["0.0.0.0/0"] };
    const named = (key: string) => allows?.map((allow) => ({ [key]: "tcp", ...allow }));
    const open = { ...firewall, allows: named("protocol") };
    expect(choices("gcp:compute/firewall:Firewall", open)).toEqual([chosen]);
    const native = { ...firewall, allowed: named("IPProtocol") };
    expect(choices("google-native:compute/v1:Firewall", native)).toEqual([chosen]);
    const match = { destIpRanges: ["0.0.0.0/0"], layer4Configs: named("ipProtocol") };
    const rule = { action: "allow", direction: "EGRESS", match };
    expect(choices("gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule", rule)).toEqual([chosen]);
  });
});
