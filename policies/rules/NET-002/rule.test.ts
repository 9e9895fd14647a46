import { describe, expect, it } from "vitest";
import { judgeCase } from "../../engine/testing/cases.ts";
import { egressAllowList } from "./rule.ts";

/** Where the rule sees a way out to the whole internet, and whether only on ports that are named. */
function waysOut(type: string, properties: unknown): readonly string[] {
  const written = { rule: "NET-002", kind: "violating", name: "out", shows: "", expect: [], type, properties } as const;
  return judgeCase(egressAllowList, written).map(({ path, advisory }) => (advisory ? `${path} on some ports` : path));
}

const EVERYWHERE = "0.0.0.0/0";

describe("NET-002 a rule of a cluster", () => {
  it.each<[says: string, type: string, spec: object, ways: readonly string[]]>([
    [
      "a patch of a network policy",
      "networking.k8s.io/v1:NetworkPolicyPatch",
      { egress: [{ to: [{ ipBlock: { cidr: EVERYWHERE } }] }] },
      ["spec.egress[0].to[0].ipBlock.cidr"],
    ],
    [
      "names and something else at once",
      "networking.k8s.io/v1:NetworkPolicy",
      { egress: [{ ports: [{ port: 53 }, { port: 443 }] }] },
      ["spec.egress[0] on some ports"],
    ],
    [
      "a port that has the port of names in it",
      "networking.k8s.io/v1:NetworkPolicy",
      { egress: [{ ports: [{ port: 5353 }] }, { ports: [{ port: 853 }] }, { ports: [{ port: "dns-tls" }] }] },
      ["spec.egress[0] on some ports", "spec.egress[1] on some ports", "spec.egress[2] on some ports"],
    ],
    [
      "the port of names by its names",
      "networking.k8s.io/v1:NetworkPolicy",
      { egress: [{ ports: [{ port: "dns" }, { port: "dns-tcp" }] }] },
      [],
    ],
    [
      "a network that is not known yet",
      "networking.k8s.io/v1:NetworkPolicy",
      { egress: [{ to: [{ ipBlock: { cidr: { $unknown: true } } }] }] },
      [],
    ],
    [
      "networks of an administrator's policy",
      "policy.networking.k8s.io/v1alpha1:AdminNetworkPolicy",
      {
        egress: [
          { action: "Allow", to: [{ networks: [EVERYWHERE] }] },
          { action: "Allow", to: [{ networks: ["::/0"] }], ports: [{ portNumber: { protocol: "TCP", port: 443 } }] },
          { action: "Deny", to: [{ networks: [EVERYWHERE] }] },
          { action: "Allow", to: [{ networks: ["10.0.0.0/8"] }] },
        ],
      },
      ["spec.egress[0].to[0].networks[0]", "spec.egress[1].to[0].networks[0] on some ports"],
    ],
    [
      "networks of a policy of Cilium's",
      "cilium.io/v2:CiliumNetworkPolicy",
      { egress: [{ toCIDR: [EVERYWHERE, "10.0.0.0/8"] }, { toCIDR: ["::/0"], toPorts: [{ ports: [] }] }] },
      ["spec.egress[0].toCIDR[0]", "spec.egress[1].toCIDR[0] on some ports"],
    ],
    [
      "ports alone in a policy of Calico's",
      "projectcalico.org/v3:GlobalNetworkPolicy",
      {
        egress: [
          { action: "Allow", protocol: "TCP", destination: { ports: [443] } },
          { action: "Allow", protocol: "TCP", destination: { ports: [53, 443] } },
          { action: "Allow", protocol: "UDP", destination: { ports: [53] } },
        ],
      },
      ["spec.egress[0] on some ports", "spec.egress[1] on some ports"],
    ],
    [
      "a mesh that lets out what it does not know",
      "install.istio.io/v1alpha1:IstioOperator",
      { meshConfig: { outboundTrafficPolicy: { mode: "ALLOW_ANY" } } },
      ["spec.meshConfig.outboundTrafficPolicy.mode"],
    ],
    [
      "a mesh that lets out what is registered",
      "install.istio.io/v1alpha1:IstioOperator",
      { meshConfig: { outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } } },
      [],
    ],
  ])("is asked for %s", (_, type, spec, ways) => {
    expect(waysOut(`kubernetes:${type}`, { spec })).toEqual(ways);
  });

  it.each<[destination: object]>([
    [{ nets: ["10.0.0.0/8"] }],
    [{ selector: "app == 'db'" }],
    [{ namespaceSelector: "kubernetes.io/metadata.name == 'db'" }],
    [{ serviceAccounts: { names: ["db"] } }],
    [{ services: { name: "db", namespace: "db" } }],
    [{ domains: ["api.partner.eu"] }],
  ])("is content with Calico's destination %j", (destination) => {
    const spec = { egress: [{ action: "Allow", destination }] };
    expect(waysOut("kubernetes:projectcalico.org/v3:GlobalNetworkPolicy", { spec })).toEqual([]);
  });

  it.each<[destination: object]>([[{ notNets: ["169.254.169.254/32"] }], [{ notSelector: "app == 'db'" }]])(
    "sees that Calico's destination %j leaves everything else open",
    (destination) => {
      const spec = { egress: [{ action: "Allow", destination }] };
      expect(waysOut("kubernetes:projectcalico.org/v3:GlobalNetworkPolicy", { spec })).toEqual(["spec.egress[0]"]);
    },
  );
});

describe("NET-002 a firewall of a cloud", () => {
  it.each<[type: string, properties: object, ways: readonly string[]]>([
    [
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv6: "::/0" },
      ["cidrIpv6 on some ports"],
    ],
    [
      "aws:ec2/networkAclRule:NetworkAclRule",
      { egress: true, protocol: "-1", ruleAction: "allow", ipv6CidrBlock: "::/0" },
      ["ipv6CidrBlock"],
    ],
    [
      "aws:ec2/networkAcl:NetworkAcl",
      {
        egress: [
          { action: "allow", protocol: "-1", ruleNo: 100, fromPort: 0, toPort: 0, cidrBlock: EVERYWHERE },
          { action: "allow", protocol: "tcp", ruleNo: 110, fromPort: 443, toPort: 443, ipv6CidrBlock: "::/0" },
          { action: "deny", protocol: "-1", ruleNo: 120, fromPort: 0, toPort: 0, cidrBlock: EVERYWHERE },
        ],
        ingress: [{ action: "allow", protocol: "-1", ruleNo: 100, fromPort: 0, toPort: 0, cidrBlock: EVERYWHERE }],
      },
      ["egress[0].cidrBlock", "egress[1].ipv6CidrBlock on some ports"],
    ],
    [
      "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
      { egress: [{ action: "allow", protocol: "-1", ruleNo: 100, fromPort: 0, toPort: 0, cidrBlock: EVERYWHERE }] },
      ["egress[0].cidrBlock"],
    ],
    [
      "azure:network/firewallPolicyRuleCollectionGroup:FirewallPolicyRuleCollectionGroup",
      {
        networkRuleCollections: [
          { action: "Allow", rules: [{ destinationAddresses: ["*"], destinationPorts: ["443"] }] },
          { action: "Deny", rules: [{ destinationAddresses: ["*"], destinationPorts: ["*"] }] },
        ],
      },
      ["networkRuleCollections[0].rules[0].destinationAddresses[0] on some ports"],
    ],
    [
      "azure:network/firewallApplicationRuleCollection:FirewallApplicationRuleCollection",
      { action: "Allow", rules: [{ targetFqdns: ["*", "api.partner.eu"], protocols: [{ port: 443, type: "Https" }] }] },
      ["rules[0].targetFqdns[0]"],
    ],
    [
      "azure-native:network:AzureFirewall",
      {
        networkRuleCollections: [
          { action: { type: "Allow" }, rules: [{ destinationAddresses: ["*"], destinationPorts: ["*"] }] },
          { action: { type: "Deny" }, rules: [{ destinationAddresses: ["*"], destinationPorts: ["*"] }] },
        ],
        applicationRuleCollections: [{ action: { type: "Allow" }, rules: [{ targetFqdns: ["*"] }] }],
      },
      [
        "networkRuleCollections[0].rules[0].destinationAddresses[0]",
        "applicationRuleCollections[0].rules[0].targetFqdns[0]",
      ],
    ],
    [
      "azure-native:network:FirewallPolicyRuleCollectionGroup",
      {
        ruleCollections: [
          {
            ruleCollectionType: "FirewallPolicyFilterRuleCollection",
            action: { type: "Allow" },
            rules: [{ ruleType: "NetworkRule", destinationAddresses: ["*"], destinationPorts: ["*"] }],
          },
        ],
      },
      ["ruleCollections[0].rules[0].destinationAddresses[0]"],
    ],
    [
      "gcp:compute/firewallPolicyRule:FirewallPolicyRule",
      {
        action: "allow",
        direction: "EGRESS",
        match: { destIpRanges: [EVERYWHERE], layer4Configs: [{ ipProtocol: "all" }] },
      },
      ["match.destIpRanges[0]"],
    ],
    [
      "gcp:compute/regionNetworkFirewallPolicyWithRules:RegionNetworkFirewallPolicyWithRules",
      {
        rules: [
          {
            action: "allow",
            direction: "EGRESS",
            match: { destIpRanges: [EVERYWHERE], layer4Configs: [{ ipProtocol: "all" }] },
          },
          {
            action: "allow",
            direction: "INGRESS",
            match: { destIpRanges: [EVERYWHERE], layer4Configs: [{ ipProtocol: "all" }] },
          },
        ],
      },
      ["rules[0].match.destIpRanges[0]"],
    ],
    [
      "scaleway:network/securityGroup:SecurityGroup",
      {
        outboundDefaultPolicy: "drop",
        outboundRules: [
          { action: "accept", ipRange: EVERYWHERE, port: 443 },
          { action: "accept", ipRange: EVERYWHERE, portRange: "8000-9000" },
          { action: "accept", port: 443 },
          { action: "accept" },
          { action: "accept", ip: "203.0.113.7" },
          { action: "drop" },
        ],
      },
      [
        "outboundRules[0].ipRange on some ports",
        "outboundRules[1].ipRange on some ports",
        "outboundRules[2] on some ports",
        "outboundRules[3]",
      ],
    ],
    [
      "openstack:networking/secGroupRule:SecGroupRule",
      { direction: "egress", remoteIpPrefix: "2a00:1450::/12" },
      ["remoteIpPrefix"],
    ],
    ["openstack:networking/secGroupRule:SecGroupRule", { direction: "egress", remoteIpPrefix: "10.0.0.0/8" }, []],
    ["openstack:networking/secGroupRule:SecGroupRule", { direction: "egress", remoteGroupId: "6f1c" }, []],
    ["openstack:networking/secGroupRule:SecGroupRule", { direction: "egress", remoteAddressGroupId: "6f1c" }, []],
    ["openstack:networking/secGroupRule:SecGroupRule", { direction: "egress", portRangeMax: 443 }, [" on some ports"]],
    ["openstack:networking/secGroupRule:SecGroupRule", { direction: "ingress" }, []],
    [
      "ovh:index/cloudSecurityGroup:CloudSecurityGroup",
      { rules: [{ direction: "egress", remoteIpPrefix: EVERYWHERE, portRangeMin: 443, portRangeMax: 443 }] },
      ["rules[0].remoteIpPrefix on some ports"],
    ],
    [
      "upcloud:index/serverFirewallRules:ServerFirewallRules",
      {
        firewallRules: [
          {
            action: "accept",
            direction: "out",
            destinationAddressStart: "10.0.0.1",
            destinationAddressEnd: "10.0.0.9",
          },
          { action: "accept", direction: "out", destinationPortStart: "443", destinationPortEnd: "443" },
          { action: "accept", direction: "in" },
        ],
      },
      ["firewallRules[1] on some ports"],
    ],
    [
      "linode:index/firewall:Firewall",
      {
        inboundPolicy: "ACCEPT",
        outboundPolicy: "ACCEPT",
        outbounds: [
          { action: "ACCEPT", protocol: "TCP", ports: "443", ipv4s: [EVERYWHERE], ipv6s: ["::/0"] },
          { action: "ACCEPT", protocol: "TCP", ipv4s: [EVERYWHERE] },
          { action: "DROP", protocol: "TCP", ipv4s: [EVERYWHERE] },
        ],
      },
      [
        "outboundPolicy",
        "outbounds[0].ipv4s[0] on some ports",
        "outbounds[0].ipv6s[0] on some ports",
        "outbounds[1].ipv4s[0]",
      ],
    ],
    ["stackit:index/securityGroupRule:SecurityGroupRule", { direction: "egress" }, [""]],
    ["stackit:index/securityGroupRule:SecurityGroupRule", { direction: "egress", ipRange: "10.0.0.0/8" }, []],
    ["stackit:index/securityGroupRule:SecurityGroupRule", { direction: "egress", remoteSecurityGroupId: "6f1c" }, []],
    [
      "stackit:index/securityGroupRule:SecurityGroupRule",
      { direction: "egress", portRange: { min: 443, max: 443 } },
      [" on some ports"],
    ],
  ])("of the type %s, with %j", (type, properties, ways) => {
    expect(waysOut(type, properties)).toEqual(ways);
  });
});
