import { fields, get, textOf } from "../../engine/extract/reader.ts";
import type { Node } from "../../engine/extract/walk.ts";

const PORTS = [
  "tcpOptions.max",
  "udpOptions.max",
  "tcpOptions.destinationPortRange.max",
  "udpOptions.destinationPortRange.max",
  "tcpOptions.destinationPortRanges.max",
  "udpOptions.destinationPortRanges.max",
  // A kind of message, which is what ICMP has in the place of ports.
  "icmpOptions.type",
];
/** More ports than this at once are no choice. */
const WIDEST = 65_000;

/** True when a rule of Kubernetes or OCI names ports. */
export function limitsPorts(rule: Node): boolean {
  return fields(rule, "ports").some(limitsPort) || PORTS.flatMap((path) => fields(rule, path)).some(limitsRange);
}

/** One port of a network policy, or all from it to `endPort`. */
function limitsPort(port: Node): boolean {
  const [from, to] = [textOf(get(port, "port")), textOf(get(port, "endPort"))];
  return limitsRange(get(port, "port")) && (to === undefined || Number(to) - Number(from) < WIDEST);
}

/** `443`, `8000-9000`, `https`; neither `any` nor everything from 0 to 65535. */
export function limitsRange(port: Node | undefined): boolean {
  const text = textOf(port) ?? "";
  if (/^(|0|-1|\*|any|all)$/i.test(text)) return false;
  const [, from = "", to = ""] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  return to === "" ? text !== "65535" : Number(to) - Number(from) < WIDEST;
}

export function limitsAws(rule: Node): boolean {
  if (textOf(get(rule, "protocol") ?? get(rule, "ipProtocol")) === "-1") return false;
  const [from, to] = ["fromPort", "toPort"].map((key) => Number(textOf(get(rule, key)) ?? 0)) as [number, number];
  return to > 0 && to - from < WIDEST;
}

export function limitsAzure(rule: Node): boolean {
  return limitsRange(get(rule, "destinationPortRange")) || fields(rule, "destinationPortRanges").some(limitsRange);
}

export function limitsGcp(rule: Node): boolean {
  const allows = [...fields(rule, "allows"), ...fields(rule, "allowed")];
  return allows.length > 0 && allows.every((allow) => fields(allow, "ports").some(limitsRange));
}

/** Rules of Google's firewall policies. */
export function limitsLayer4(rule: Node): boolean {
  const layers = ["match.layer4Configs", "match.layer4Config"].flatMap((path) => fields(rule, path));
  return layers.length > 0 && layers.every((layer) => fields(layer, "ports").some(limitsRange));
}
