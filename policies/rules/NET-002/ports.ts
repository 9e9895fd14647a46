import { fields, get, textOf } from "../../engine/extract/reader.ts";
import type { Node } from "../../engine/extract/walk.ts";

const PORTS = [
  "tcpOptions.max",
  "udpOptions.max",
  "tcpOptions.destinationPortRange.max",
  "udpOptions.destinationPortRange.max",
  // A kind of message, which is what ICMP has in the place of ports.
  "icmpOptions.type",
];
/** More ports than this at once are no choice. */
const WIDEST = 65_000;

/** True when a rule of Kubernetes or OCI names ports. */
export function limitsPorts(rule: Node): boolean {
  return areChosen(fields(rule, "ports"), limitsPort) || PORTS.flatMap((path) => fields(rule, path)).some(limitsRange);
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
  const range = /^(\d+)-(\d+)$/.exec(text);
  return range ? Number(range[2]) - Number(range[1]) < WIDEST : text !== "65535";
}

/** Ports are named, and none of them stands for all. */
export function areChosen(ports: readonly Node[], limits: (port: Node) => boolean = limitsRange): boolean {
  return ports.length > 0 && ports.every(limits);
}

export function limitsAws(rule: Node): boolean {
  if (textOf(get(rule, "protocol") ?? get(rule, "ipProtocol")) === "-1") return false;
  const [from, to] = ["fromPort", "toPort"].map((key) => Number(textOf(get(rule, key)) ?? 0)) as [number, number];
  return to > 0 && to - from < WIDEST;
}

export function limitsAzure(rule: Node): boolean {
  return limitsRange(get(rule, "destinationPortRange")) || areChosen(fields(rule, "destinationPortRanges"));
}

export function limitsGcp(rule: Node): boolean {
  return areChosen([...fields(rule, "allows"), ...fields(rule, "allowed")], (allow) =>
    areChosen(fields(allow, "ports")),
  );
}

/** Rules of Google's firewall policies. */
export function limitsLayer4(rule: Node): boolean {
  return areChosen(fields(rule, "match.layer4Configs"), (layer) => areChosen(fields(layer, "ports")));
}
