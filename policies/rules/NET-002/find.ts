import { each, fields, get, isSet, textOf } from "../../engine/extract/reader.ts";
import type { Node } from "../../engine/extract/walk.ts";
import { limitsPorts } from "./ports.ts";

/** A way out to the whole internet. */
export interface Open {
  readonly node: Node;
  /** The rule names ports, or another one may stand in the way. */
  readonly limited: boolean;
  /** It is open because nothing is said. */
  readonly silent?: boolean;
}
export type Find = (root: Node) => readonly Open[];
export type Test = (rule: Node) => boolean;

/** Widest network that is still a list of somebody's addresses; wider ones are the internet in a few pieces. */
const NARROWEST_INTERNET = { ipv4: 7, ipv6: 15 };

/** `0.0.0.0/0`, `::/0`, pieces as large as halves of it, and the words that clouds have for it. */
function isInternet(node: Node): boolean {
  const text = textOf(node)?.trim() ?? "";
  if (/^(\*|any|all|internet|world(-ipv[46])?)$/i.test(text)) return true;
  const bits = (network: RegExp) => Number(network.exec(text)?.[1]);
  return (
    bits(/^[\d.]+\/(\d)$/) <= NARROWEST_INTERNET.ipv4 ||
    bits(/^(?!f[cdef])[\da-f]*:[\da-f:.]*\/(\d+)$/i) <= NARROWEST_INTERNET.ipv6
  );
}

const always: Test = () => true;
export const says = (key: string, wanted: RegExp) => (rule: Node) => wanted.test(textOf(get(rule, key)) ?? "");
/** Clouds' words for letting something through. */
export const ALLOW = /^(allow|accept)$/i;
export const outgoing = says("direction", /^(egress|out|outbound)$/i);
export const both =
  (one: Test, other: Test): Test =>
  (rule) =>
    one(rule) && other(rule);

function rulesAt(root: Node, path: string): readonly Node[] {
  return path === "" ? [root] : fields(root, path);
}

/** Destinations at `paths` of each rule at `rules` (`""`: the resource is the rule) for which `when` holds. */
export function among(rules: string, paths: readonly string[], limits: Test, when: Test = always): Find {
  return (root) =>
    rulesAt(root, rules)
      .filter(when)
      .flatMap((rule) =>
        paths
          .flatMap((path) => fields(rule, path))
          .filter(isInternet)
          .map((node) => ({ node, limited: limits(rule) })),
      );
}

/** Rules that name none of `destinations`, where that means everything; one that is not known yet is named. */
export function unbounded(rules: string, destinations: readonly string[], limits: Test, when: Test = always): Find {
  return (root) =>
    rulesAt(root, rules)
      .filter((rule) => when(rule) && !destinations.some((path) => fields(rule, path).some(isSet)))
      .map((rule) => ({ node: rule, limited: limits(rule) }));
}

export function firstOf(...finds: readonly Find[]): Find {
  return (root) => finds.flatMap((find) => find(root));
}

/** A group that lets everything out while it says nothing about it; `elsewhere` when another group may say it. */
export function silentUnless(says: Test, elsewhere = false): Find {
  return (root) => (says(root) ? [] : [{ node: root, limited: elsewhere, silent: true }]);
}

export function outboundMode(path: string, open: string): Find {
  return (root) =>
    fields(root, path)
      .filter((node) => textOf(node) === open)
      .map((node) => ({ node, limited: false }));
}

/** A rule for the port of names alone: whom they are asked is the resolver's question. */
function isForNames(rule: Node): boolean {
  return fields(rule, "ports").every((port) => /^(53|dns|dns-tcp)$/.test(textOf(get(port, "port")) ?? ""));
}

/** A rule that names no peer lets everything out. */
export function networkPolicy(root: Node): readonly Open[] {
  return fields(root, "spec.egress").flatMap((rule) => {
    const peers = get(rule, "to");
    if (!peers || each(peers).length === 0)
      return limitsPorts(rule) && isForNames(rule) ? [] : [{ node: rule, limited: limitsPorts(rule) }];
    return among("", ["to.ipBlock.cidr"], limitsPorts)(rule);
  });
}

export function cilium(root: Node): readonly Open[] {
  const rules = [...fields(root, "spec.egress"), ...fields(root, "specs.egress")];
  return rules.flatMap((rule) => [
    ...among("", ["toEntities", "toCIDR", "toCIDRSet.cidr"], (each) => get(each, "toPorts") !== undefined)(rule),
    ...fields(rule, "toFQDNs.matchPattern")
      .filter((node) => /^\*+(\.\w+)?$/.test(textOf(node) ?? ""))
      .map((node) => ({ node, limited: false })),
  ]);
}

const allows = says("action", ALLOW);
const calicoPorts: Test = (rule) => get(get(rule, "destination"), "ports") !== undefined;

const isForCalicoNames: Test = (rule) =>
  calicoPorts(rule) && fields(rule, "destination.ports").every((port) => textOf(port) === "53");

/** A rule of Calico's that names nothing but ports is about every destination. */
export const calico: Find = firstOf(
  among("spec.egress", ["destination.nets"], calicoPorts, allows),
  unbounded(
    "spec.egress",
    // `notNets` and `notSelector` leave everything else open.
    ["nets", "selector", "namespaceSelector", "serviceAccounts", "services", "domains"].map(
      (key) => `destination.${key}`,
    ),
    calicoPorts,
    both(allows, (rule) => !isForCalicoNames(rule)),
  ),
);
