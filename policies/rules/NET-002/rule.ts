import { each, fields, get, textOf } from "../../engine/extract/reader.ts";
import type { Node } from "../../engine/extract/walk.ts";
import { atNode } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";
import { limitsAws, limitsAzure, limitsGcp, limitsPorts, limitsRange } from "./ports.ts";

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
      .map(({ node, limited }) => ({
        path: atNode(node),
        what: limited
          ? "every address on the internet may be reached from here, on the ports that are named"
          : "everything on the internet may be reached from here",
        fix: "name the networks or host names that are needed, or send it through a proxy that knows them",
        // A named port is half a list: worth a look, not a refusal.
        ...(limited && { advisory: true }),
      })),
};

interface Open {
  readonly node: Node;
  /** The rule names ports. */
  readonly limited: boolean;
}
type Find = (root: Node) => readonly Open[];
type Test = (rule: Node) => boolean;

/** Widest network that is still a list of somebody's addresses; wider ones are the internet in a few pieces. */
const NARROWEST_INTERNET = { ipv4: 7, ipv6: 15 };

/** `0.0.0.0/0`, `::/0`, pieces as large as halves of it, and the words that clouds have for it. */
function isInternet(node: Node): boolean {
  const text = textOf(node)?.trim() ?? "";
  if (/^(\*|any|all|internet|world)$/i.test(text)) return true;
  const [, address = "", bits] = /^([0-9a-f:.]+)\/(\d{1,3})$/i.exec(text) ?? [];
  if (bits === undefined || /^f[cdef]/i.test(address)) return false;
  return Number(bits) <= (address.includes(":") ? NARROWEST_INTERNET.ipv6 : NARROWEST_INTERNET.ipv4);
}

/** Destinations at `paths` of each rule at `rules` (`""`: the resource is the rule) for which `when` holds. */
function among(rules: string, paths: readonly string[], limits: Test, when: Test = () => true): Find {
  return (root) =>
    (rules === "" ? [root] : fields(root, rules)).filter(when).flatMap((rule) =>
      paths
        .flatMap((path) => fields(rule, path))
        .filter(isInternet)
        .map((node) => ({ node, limited: limits(rule) })),
    );
}

const says = (key: string, wanted: RegExp) => (rule: Node) => wanted.test(textOf(get(rule, key)) ?? "");
const outgoing = says("direction", /^(egress|out|outbound)$/i);
const azureOut: Test = (rule) => outgoing(rule) && says("access", /^allow$/i)(rule);
const AZURE = ["destinationAddressPrefix", "destinationAddressPrefixes"];

const RULES: readonly { readonly type: RegExp; readonly find: Find }[] = [
  { type: /^kubernetes:networking\.k8s\.io\/\w+:NetworkPolicy$/, find: networkPolicy },
  { type: /^kubernetes:cilium\.io\//, find: cilium },
  {
    type: /^kubernetes:(crd\.)?projectcalico\.org\//,
    find: among(
      "spec.egress",
      ["destination.nets"],
      (rule) => get(get(rule, "destination"), "ports") !== undefined,
      says("action", /^Allow$/i),
    ),
  },
  {
    type: /^kubernetes:networking\.istio\.io\/\w+:Sidecar$/,
    find: outboundMode("spec.outboundTrafficPolicy.mode", "ALLOW_ANY"),
  },
  { type: /^oci:Core\/(defaultS|s)ecurityList:/, find: among("egressSecurityRules", ["destination"], limitsPorts) },
  { type: /^oci:Core\/networkSecurityGroupSecurityRule:/, find: among("", ["destination"], limitsPorts, outgoing) },
  { type: /^aws:ec2\/(defaultS|s)ecurityGroup:/, find: among("egress", ["cidrBlocks", "ipv6CidrBlocks"], limitsAws) },
  {
    type: /^aws:ec2\/securityGroupRule:/,
    find: among("", ["cidrBlocks", "ipv6CidrBlocks"], limitsAws, says("type", /^egress$/)),
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
    type: /^azure(-native)?:network[:/].*([nN]etworkSecurity|[sS]ecurityRule)/,
    find: (root) => [
      ...among("securityRules", AZURE, limitsAzure, azureOut)(root),
      ...among("", AZURE, limitsAzure, azureOut)(root),
    ],
  },
  {
    type: /^gcp:compute\/firewall:/,
    find: among("", ["destinationRanges"], limitsGcp, (rule) => outgoing(rule) && get(rule, "denies") === undefined),
  },
  {
    type: /^hcloud:index\/firewall:/,
    find: among("rules", ["destinationIps"], (rule) => limitsRange(get(rule, "port")), outgoing),
  },
  { type: /^scaleway:.*[sS]ecurityGroup:/, find: outboundMode("outboundDefaultPolicy", "accept") },
  {
    type: /^(openstack|ovh|opentelekomcloud):.*[sS]ec(urity)?[gG]roup(RuleV2|Rule):/,
    find: among("", ["remoteIpPrefix"], (rule) => get(rule, "portRangeMax") !== undefined, outgoing),
  },
  {
    type: /^digitalocean:index\/firewall:/,
    find: among("outboundRules", ["destinationAddresses"], (rule) => limitsRange(get(rule, "portRange"))),
  },
  {
    type: /^exoscale:index\/securityGroupRule:/,
    find: among("", ["cidr"], (rule) => get(rule, "endPort") !== undefined, says("type", /^EGRESS$/i)),
  },
  {
    type: /^stackit:index\/securityGroupRule:/,
    find: among("", ["ipRange"], (rule) => get(rule, "portRange") !== undefined, outgoing),
  },
];

function outboundMode(path: string, open: string): Find {
  return (root) =>
    fields(root, path)
      .filter((node) => textOf(node) === open)
      .map((node) => ({ node, limited: false }));
}

/** A rule that names no peer lets everything out. */
function networkPolicy(root: Node): readonly Open[] {
  return fields(root, "spec.egress").flatMap((rule) => {
    const peers = get(rule, "to");
    if (!peers || each(peers).length === 0) return limitsPorts(rule) ? [] : [{ node: rule, limited: false }];
    return among("", ["to.ipBlock.cidr"], limitsPorts)(rule);
  });
}

function cilium(root: Node): readonly Open[] {
  const rules = [...fields(root, "spec.egress"), ...fields(root, "specs.egress")];
  return rules.flatMap((rule) => [
    ...among("", ["toEntities", "toCIDR", "toCIDRSet.cidr"], (each) => get(each, "toPorts") !== undefined)(rule),
    ...fields(rule, "toFQDNs.matchPattern")
      .filter((node) => /^\*+(\.\w+)?$/.test(textOf(node) ?? ""))
      .map((node) => ({ node, limited: false })),
  ]);
}
