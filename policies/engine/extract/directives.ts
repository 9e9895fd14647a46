import type { Purpose } from "./purposes.ts";

/** Lines of configuration languages that name hosts by a word in front and nothing else. */
const LINES: readonly (readonly [line: RegExp, purpose: Purpose])[] = [
  // CoreDNS: `forward . tls://192.0.2.1 192.0.2.2 {`
  [/^forward\s+\S{1,200}\s([^{]{1,2000})/, "resolver"],
  // resolv.conf
  [/^nameserver\s+(\S{1,300})$/, "resolver"],
  // dnsmasq: `server=/zone/192.0.2.1`
  [/^server=(?:\/[^/]{0,253}\/)?(\S{1,300})$/, "resolver"],
  // chrony, ntpd
  [
    /^(?:server|pool|peer)\s+(\S{1,300})(?:\s+(?:iburst|prefer|minpoll|maxpoll|nts|burst|version|key|xleave|maxsources)\b.*)?$/,
    "time",
  ],
];
const KEYED: readonly (readonly [key: RegExp, purpose: Purpose])[] = [
  [/^(DNS|FallbackDNS|forward-addr|stub-addr)$/, "resolver"],
  [/^(NTP|FallbackNTP)$/, "time"],
];

/** Hosts of lines such as `forward . 192.0.2.1` and of keys such as `NTP=`, with what they are for. */
export function directiveHosts(text: string, key: string, add: (authority: string, purpose: Purpose) => void): void {
  if (text.length > 4096 || text.endsWith(";")) return;
  for (const [line, purpose] of LINES) {
    const hosts = line.exec(text)?.[1];
    if (hosts !== undefined) addAll(hosts, purpose, add);
  }
  for (const [name, purpose] of KEYED) if (name.test(key)) addAll(text, purpose, add);
}

function addAll(hosts: string, purpose: Purpose, add: (authority: string, purpose: Purpose) => void): void {
  for (const word of hosts.split(/[\s,]/)) {
    const bare = word
      .replace(/.*:\/\//, "")
      .replace(/[@#][\w.-]*$/, "")
      .replace(/\/.*/, "");
    if (/[.:]/.test(bare) && !/[="']/.test(bare)) add(bare, purpose);
  }
}
