import { isIP } from "node:net";

export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  readonly cidrs: readonly string[];
}

/** What is wrong with where a store of somebody else's is said to be. */
export function storeAddressProblems({ host, port, cidrs }: StoreAddress): string[] {
  const problems: string[] = [];
  const isName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(host);
  if (!isName && isIP(host) === 0) {
    problems.push(`host "${host}" is neither a name nor an address: write it without scheme, port and path`);
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) problems.push(`port is ${port}, accepted: 1 to 65535`);
  if (cidrs.length === 0) problems.push("cidrs is empty: the gateway could not reach the server through default deny");
  for (const cidr of cidrs) {
    if (!isNetwork(cidr)) problems.push(`cidrs: "${cidr}" is no network such as 192.0.2.10/32 or 2001:db8::10/128`);
  }
  return problems;
}

/** A network in CIDR notation; the whole internet is none that a store lies in. */
function isNetwork(cidr: string): boolean {
  const [address = "", prefix = "", ...rest] = cidr.split("/");
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= bits;
}
