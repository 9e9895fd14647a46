import zones from "../../data/zones.json" with { type: "json" };

/** What a host name or address is, before anybody is asked who owns it. */
export interface CanonicalHost {
  /** Lower case, punycode, no port, no userinfo, no trailing dot; IPv6 without brackets, IPv4 dotted and unwrapped. */
  readonly name: string;
  readonly kind: "name" | "ipv4" | "ipv6";
}

/**
 * The host of an authority (`user:pass@Host.:443`), as the URL standard reads it: hexadecimal and integer IPv4,
 * full-width letters and percent escapes become what a client would really connect to.
 */
export function canonicalHost(authority: string): CanonicalHost | undefined {
  const afterUser = authority.slice(authority.lastIndexOf("@") + 1);
  const bare = isIpv6(afterUser) ? `[${afterUser}]` : afterUser;
  if (bare === "" || bare.length > 1024) return undefined;
  const url = `http://${bare.replace(/:[^:\]]*$/, (port) => (/^:\d{1,5}$/.test(port) || port === ":" ? "" : port))}/`;
  if (!URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  if (hostname.startsWith("[")) {
    const address = hostname.slice(1, -1);
    const mapped = mappedIpv4(address);
    return mapped === undefined ? { name: address, kind: "ipv6" } : { name: mapped, kind: "ipv4" };
  }
  // What ends in a number is an address: the URL standard reads every such host as one, or refuses it.
  const name = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  return name === "" ? undefined : { name, kind: /\.\d+$/.test(name) ? "ipv4" : "name" };
}

/** True when nobody outside can answer for it: this machine, this cluster, a private range, a reserved name. */
export function isInternal(host: CanonicalHost): boolean {
  if (host.kind === "ipv4") return isInternalIpv4(host.name);
  if (host.kind === "ipv6") return isInternalIpv6(host.name);
  const last = host.name.slice(host.name.lastIndexOf(".") + 1);
  return last === host.name || RESERVED_DOMAIN.test(host.name) || !isPublicZone(last);
}

/** RFC 8375 and the second-level names of RFC 2606. */
const RESERVED_DOMAIN = /(?:^|\.)(?:home\.arpa|example\.(?:com|net|org))$/;

/** RFC 1918, 6598 (shared), 5735 and 5737 ranges, and the address at which Azure's own platform answers a machine. */
const INTERNAL_IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

function isInternalIpv4(name: string): boolean {
  const address = ipv4Number(name);
  return INTERNAL_IPV4.some(
    ([base, bits]) => Math.floor(address / 2 ** (32 - bits)) === Math.floor(ipv4Number(base) / 2 ** (32 - bits)),
  );
}

/** Loopback, unspecified, link-local, unique local, multicast, documentation. */
function isInternalIpv6(name: string): boolean {
  return name === "::1" || name === "::" || /^(f[cd]|fe[89ab]|ff)/.test(name) || name.startsWith("2001:db8:");
}

/** The IPv4 address that an IPv6 address only wraps: `::ffff:808:808` is 8.8.8.8. */
function mappedIpv4(name: string): string | undefined {
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(name);
  if (!mapped) return undefined;
  const [high, low] = [Number.parseInt(mapped[1] ?? "", 16), Number.parseInt(mapped[2] ?? "", 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

function isIpv6(text: string): boolean {
  return text.length <= 45 && /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/.test(text);
}

function ipv4Number(text: string): number {
  return text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

/**
 * Generic top-level domains. Every two-letter one is a country's; a last label in neither group is taken for a name of
 * the cluster's search path (`gateway.beta9`) or a file, not for a host on the internet.
 */
const GENERIC_ZONES = new Set<string>(zones);

/** True when a name in that zone can exist on the public internet. */
export function isPublicZone(lastLabel: string): boolean {
  return /^[a-z]{2}$/.test(lastLabel) || lastLabel.startsWith("xn--") || GENERIC_ZONES.has(lastLabel);
}
