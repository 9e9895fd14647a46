import { fields, get, isSet, textOf } from "../../engine/extract/reader.ts";
import { isUnknown } from "../../engine/extract/walk.ts";
import { atNode } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";
import {
  ALLOW,
  among,
  both,
  calico,
  cilium,
  type Find,
  firstOf,
  networkPolicy,
  outboundMode,
  outgoing,
  says,
  silentUnless,
  type Test,
  unbounded,
} from "./find.ts";
import { areChosen, limitsAws, limitsAzure, limitsGcp, limitsLayer4, limitsPorts, limitsRange } from "./ports.ts";

export const egressAllowList: ResourceRule = {
  id: "NET-002",
  title: "egress-allow-list",
  severity: "high",
  axis: "security",
  description: "What may go out goes to named addresses, never to the whole internet.",
  law: "GDPR Art. 32, 44",
  check: ({ type, root }) =>
    RULES.filter((rule) => rule.type.test(type))
      .flatMap(({ find }) => find(root))
      .map(({ node, limited, silent }) => ({
        path: atNode(node),
        what: silent
          ? "nothing here says what may go out, so everything on the internet may be reached"
          : limited
            ? "every address on the internet may be reached from here, on the ports that are named"
            : "everything on the internet may be reached from here",
        fix: "name the networks or host names that are needed, or send it through a proxy that knows them",
        // Half a list is worth a look, not a refusal.
        ...(limited && { advisory: true }),
      })),
};

const azureOut: Test = both(outgoing, says("access", ALLOW));
const AZURE = ["destinationAddressPrefix", "destinationAddressPrefixes"];
const AZURE_FIREWALL = ["destinationAddresses", "targetFqdns", "destinationFqdns"];
const limitsAzureFirewall: Test = (rule) => areChosen(fields(rule, "destinationPorts"));
const accepts: Test = (rule) => {
  const action = get(rule, "action");
  return ALLOW.test(textOf(get(action, "type") ?? action) ?? "");
};
/** Rules of collections whose action is to allow. */
const azureFirewall =
  (collections: string): Find =>
  (root) =>
    (collections === "" ? [root] : fields(root, collections))
      .filter(accepts)
      .flatMap((collection) => among("rules", AZURE_FIREWALL, limitsAzureFirewall)(collection));
const gcpOut: Test = (rule) => outgoing(rule) && (get(rule, "denies") ?? get(rule, "denied")) === undefined;
const limitsScaleway: Test = (rule) => get(rule, "port") !== undefined || get(rule, "portRange") !== undefined;
const aclOut = both(says("egress", /true/), says("ruleAction", ALLOW));
const named =
  (key: string): Test =>
  (rule) =>
    get(rule, key) !== undefined;

const RULES: readonly { readonly type: RegExp; readonly find: Find }[] = [
  { type: /^kubernetes:networking\.k8s\.io\/\w+:NetworkPolicy/, find: networkPolicy },
  { type: /^kubernetes:cilium\.io\//, find: cilium },
  { type: /^kubernetes:(crd\.)?projectcalico\.org\//, find: calico },
  {
    type: /^kubernetes:policy\.networking\.k8s\.io\//,
    find: among("spec.egress", ["to.networks"], named("ports"), accepts),
  },
  {
    type: /^kubernetes:install\.istio\.io\//,
    find: outboundMode("spec.meshConfig.outboundTrafficPolicy.mode", "ALLOW_ANY"),
  },
  {
    type: /^kubernetes:networking\.istio\.io\/\w+:Sidecar/,
    find: outboundMode("spec.outboundTrafficPolicy.mode", "ALLOW_ANY"),
  },
  { type: /^oci:Core\/(defaultS|s)ecurityList:/, find: among("egressSecurityRules", ["destination"], limitsPorts) },
  { type: /^oci:Core\/networkSecurityGroupSecurityRule:/, find: among("", ["destination"], limitsPorts, outgoing) },
  { type: /^aws:ec2\/(defaultS|s)ecurityGroup:/, find: among("egress", ["cidrBlocks", "ipv6CidrBlocks"], limitsAws) },
  {
    type: /^aws:ec2\/securityGroupRule:/,
    find: among("", ["cidrBlocks", "ipv6CidrBlocks"], limitsAws, says("type", /egress/)),
  },
  { type: /^aws:vpc\/securityGroupEgressRule:/, find: among("", ["cidrIpv4", "cidrIpv6"], limitsAws) },
  {
    type: /^aws-native:ec2:SecurityGroup(Egress)?$/,
    find: (root) => [
      ...among("securityGroupEgress", ["cidrIp", "cidrIpv6"], limitsAws)(root),
      ...among("", ["cidrIp", "cidrIpv6"], limitsAws)(root),
    ],
  },
  {
    type: /^aws:ec2\/networkAclRule:/,
    find: among("", ["cidrBlock", "ipv6CidrBlock"], limitsAws, aclOut),
  },
  {
    type: /^aws:ec2\/(networkAcl|defaultNetworkAcl):/,
    find: among("egress", ["cidrBlock", "ipv6CidrBlock"], limitsAws, accepts),
  },
  {
    type: /^azure(-native)?:network[:/].*([nN]etworkSecurity|[sS]ecurityRule)/,
    find: (root) => [
      ...among("securityRules", AZURE, limitsAzure, azureOut)(root),
      ...among("", AZURE, limitsAzure, azureOut)(root),
    ],
  },
  {
    type: /^azure:network\/firewall(Network|Application)RuleCollection:/,
    find: azureFirewall(""),
  },
  {
    type: /^azure:network\/firewallPolicyRuleCollectionGroup:/,
    find: firstOf(azureFirewall("networkRuleCollections"), azureFirewall("applicationRuleCollections")),
  },
  {
    type: /^azure-native:network:AzureFirewall$/,
    find: firstOf(azureFirewall("networkRuleCollections"), azureFirewall("applicationRuleCollections")),
  },
  {
    type: /^azure-native:network:FirewallPolicyRuleCollectionGroup$/,
    find: azureFirewall("ruleCollections"),
  },
  {
    type: /^gcp:compute\/firewall:|^google-native:compute\/\w+:Firewall/,
    // Google's firewall reads a rule without destinations as one for every destination.
    find: firstOf(
      among("", ["destinationRanges"], limitsGcp, gcpOut),
      unbounded("", ["destinationRanges"], limitsGcp, gcpOut),
    ),
  },
  {
    type: /^gcp:compute\/(network|regionNetwork)?[fF]irewallPolicy(Rule|WithRules):/,
    find: firstOf(
      among("", ["match.destIpRanges"], limitsLayer4, both(outgoing, accepts)),
      among("rules", ["match.destIpRanges"], limitsLayer4, both(outgoing, accepts)),
    ),
  },
  {
    type: /^hcloud:index\/firewall:/,
    find: firstOf(
      among("rules", ["destinationIps"], (rule) => limitsRange(get(rule, "port")), outgoing),
      // A server may have more than one, and a rule in any of them closes the rest.
      silentUnless((root) => fields(root, "rules").some((rule) => outgoing(rule) || isUnknown(rule.value)), true),
    ),
  },
  {
    type: /^scaleway:.*[sS]ecurityGroup(Rules)?:/,
    find: firstOf(
      outboundMode("outboundDefaultPolicy", "accept"),
      among("outboundRules", ["ipRange"], limitsScaleway, accepts),
      unbounded("outboundRules", ["ipRange", "ip"], limitsScaleway, accepts),
    ),
  },
  {
    type: /^scaleway:.*[sS]ecurityGroup:/,
    find: silentUnless((root) => get(root, "outboundDefaultPolicy") !== undefined),
  },
  {
    // A group of OpenStack's begins with two rules that let everything out.
    type: /^(openstack|opentelekomcloud):(networking|index|vpc)\/(secGroup|networkingSecgroupV2|secgroup):/,
    find: silentUnless((root) => isSet(get(root, "deleteDefaultRules"))),
  },
  {
    type: /^(openstack|ovh|opentelekomcloud):.*[sS]ec(urity)?[gG]roup(RuleV2|Rule):/,
    find: firstOf(
      among("", ["remoteIpPrefix"], named("portRangeMax"), outgoing),
      unbounded("", ["remoteIpPrefix", "remoteGroupId", "remoteAddressGroupId"], named("portRangeMax"), outgoing),
    ),
  },
  {
    type: /^ovh:.*[cC]loudSecurityGroup:/,
    find: among("rules", ["remoteIpPrefix"], named("portRangeMax"), outgoing),
  },
  {
    type: /^digitalocean:index\/firewall:/,
    find: among("outboundRules", ["destinationAddresses"], (rule) => limitsRange(get(rule, "portRange"))),
  },
  {
    type: /^upcloud:index\/serverFirewallRules:/,
    find: unbounded(
      "firewallRules",
      ["destinationAddressStart"],
      named("destinationPortStart"),
      both(outgoing, accepts),
    ),
  },
  {
    type: /^exoscale:index\/securityGroupRule:/,
    find: among("", ["cidr"], named("endPort"), says("type", /egress/i)),
  },
  {
    type: /^linode:index\/firewall:/,
    find: firstOf(
      outboundMode("outboundPolicy", "ACCEPT"),
      among("outbounds", ["ipv4s", "ipv6s"], (rule) => limitsRange(get(rule, "ports")), accepts),
    ),
  },
  {
    type: /^stackit:index\/securityGroupRule:/,
    find: firstOf(
      among("", ["ipRange"], named("portRange"), outgoing),
      unbounded("", ["ipRange", "remoteSecurityGroupId"], named("portRange"), outgoing),
    ),
  },
];
