import { describe, expect, it } from "vitest";
import { directiveHosts } from "./directives.ts";

function hostsOf(text: string, key = ""): readonly string[] {
  const found: string[] = [];
  directiveHosts(text, key, (authority, purpose) => found.push(`${purpose} ${authority}`));
  return found;
}

describe("directiveHosts", () => {
  it.each([
    ["forward . 9.9.9.9", ["9.9.9.9"]],
    ["forward . tls://192.0.2.1 192.0.2.2 {", ["192.0.2.1", "192.0.2.2"]],
    ["forward  example.eu  192.0.2.1:5353", ["192.0.2.1:5353"]],
    ["forward . /etc/resolv.conf", []],
    ["forward . {", []],
    ["forward 9.9.9.9", []],
    ["forwards . 9.9.9.9", []],
    ["step forward . 9.9.9.9", []],
    ["nameserver 9.9.9.9", ["9.9.9.9"]],
    ["nameserver   2620:fe::fe", ["2620:fe::fe"]],
    ["nameserver 9.9.9.9 or another", []],
    ["nameserver9.9.9.9", []],
    ["the nameserver 9.9.9.9", []],
    ["server=9.9.9.9", ["9.9.9.9"]],
    ["server=/example.eu/192.0.2.1", ["192.0.2.1"]],
    ["server=//192.0.2.1#5353", ["192.0.2.1"]],
    ["server=dns.example.eu@eth0", ["dns.example.eu"]],
    ["server=9.9.9.9 x", []],
    ["noserver=9.9.9.9", []],
    ["servers=9.9.9.9", []],
  ])("reads the line %j of a resolver's configuration", (line, hosts) => {
    expect(hostsOf(line)).toEqual(hosts.map((host) => `resolver ${host}`));
  });

  it.each([
    ["server time.example.eu", ["time.example.eu"]],
    ["pool  pool.ntp.org  iburst  maxsources 4", ["pool.ntp.org"]],
    ["peer 192.0.2.1 prefer", ["192.0.2.1"]],
    ["server time.example.eu key 1", ["time.example.eu"]],
    ["server time.example.eu iburstly", []],
    ["server time.example.eu weight=5", []],
    ["server time.example.eu my iburst", []],
    ["server time.example.eu\niburst", ["time.example.eu"]],
    ["server local", []],
    ["servers time.example.eu", []],
    ["servertime.example.eu", []],
    ["my server time.example.eu", []],
    ["upstream time.example.eu", []],
  ])("reads the line %j of a clock's configuration", (line, hosts) => {
    expect(hostsOf(line)).toEqual(hosts.map((host) => `time ${host}`));
  });

  it.each([
    ["DNS", "resolver"],
    ["FallbackDNS", "resolver"],
    ["forward-addr", "resolver"],
    ["stub-addr", "resolver"],
    ["NTP", "time"],
    ["FallbackNTP", "time"],
  ])("reads every host of the key %s", (key, purpose) => {
    expect(hostsOf("9.9.9.9, b.example.eu;c,d.example.eu", key)).toEqual([
      `${purpose} 9.9.9.9`,
      `${purpose} b.example.eu;c`,
      `${purpose} d.example.eu`,
    ]);
    for (const other of [`My${key}`, `${key}s`, key.toUpperCase() === key ? key.toLowerCase() : key.toUpperCase()])
      expect(hostsOf("9.9.9.9", other), other).toEqual([]);
  });

  it.each([
    ["tls://a.example.eu", "a.example.eu"],
    ["dns://a.example.eu", "a.example.eu"],
    ["https://a.example.eu/dns-query", "a.example.eu"],
    ["udp://192.0.2.1:53", "192.0.2.1:53"],
    ["tcp://192.0.2.1", "192.0.2.1"],
    ["quic://a.example.eu:853", "a.example.eu:853"],
    ["192.0.2.1@853", "192.0.2.1"],
    ["192.0.2.1@853#dns.example.eu", "192.0.2.1@853"],
    ["192.0.2.1#dns-1.example.eu", "192.0.2.1"],
    ["2620:fe::fe", "2620:fe::fe"],
    ["a.example.eu/x/y", "a.example.eu"],
  ])("takes %s for %s", (written, host) => {
    expect(hostsOf(written, "DNS")).toEqual([`resolver ${host}`]);
  });

  it.each(["resolv", "/run/resolv.conf", "a=b.example.eu", '"9.9.9.9"', "'9.9.9.9'", ""])(
    "takes %j for no host",
    (written) => {
      expect(hostsOf(written, "DNS")).toEqual([]);
    },
  );

  it("leaves a line that ends in a semicolon to others: it is one of nginx", () => {
    expect(hostsOf("server time.example.eu;")).toEqual([]);
    expect(hostsOf("9.9.9.9;", "DNS")).toEqual([]);
  });

  it("reads no text that is longer than such a line", () => {
    const line = (length: number) => `DNS 9.9.9.9${" ".repeat(length - 11)}`;
    expect(hostsOf(line(4096), "DNS")).toEqual(["resolver 9.9.9.9"]);
    expect(hostsOf(line(4097), "DNS")).toEqual([]);
  });
});
