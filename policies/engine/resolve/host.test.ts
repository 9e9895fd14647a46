import { describe, expect, it } from "vitest";
import { canonicalHost, isInternal } from "./host.ts";

describe("canonicalHost", () => {
  it.each([
    ["a.1.example.eu", "name", "a.1.example.eu"],
    ["Example.EU:99999", "name", "example.eu"],
    ["example.eu:", "name", "example.eu"],
    ["user:p@ss@example.eu.", "name", "example.eu"],
    ["203.0.114.250", "ipv4", "203.0.114.250"],
    ["1.1", "ipv4", "1.0.0.1"],
    ["::", "ipv6", "::"],
    ["2001:0DB8::1", "ipv6", "2001:db8::1"],
    ["2001:0db8:0000:0000:0000:0000:192.168.100.100", "ipv6", "2001:db8::c0a8:6464"],
    ["[2001:db8::2]:443", "ipv6", "2001:db8::2"],
  ])("reads %s as the %s %s", (authority, kind, name) => {
    expect(canonicalHost(authority)).toEqual({ kind, name });
  });

  it.each(["", "user@", ".", "example.eu:123456", "example.eu:80a", "a:b:c", "a b", "[::1", "1.2.3.256"])(
    "%j is no host",
    (authority) => {
      expect(canonicalHost(authority)).toBeUndefined();
    },
  );

  it("reads no longer text than a name can be", () => {
    expect(canonicalHost("a".repeat(1024))).toBeDefined();
    expect(canonicalHost("a".repeat(1025))).toBeUndefined();
  });
});

describe("isInternal", () => {
  const isInside = (address: string) =>
    isInternal(canonicalHost(address) as NonNullable<ReturnType<typeof canonicalHost>>);

  it.each([
    ["0.0.0.0", "0.255.255.255", "", "1.0.0.0"],
    ["10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"],
    ["100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"],
    ["127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"],
    ["169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"],
    ["172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"],
    ["192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"],
    ["192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"],
    ["198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0"],
    ["198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0"],
    ["203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0"],
    ["224.0.0.0", "255.255.255.255", "223.255.255.255", ""],
    ["fc00::", "fdff::1", "fb00::1", "fe00::1"],
    ["fe80::1", "febf::1", "fe7f::1", "fec0::1"],
    ["ff00::", "ffff::1", "", ""],
    ["2001:db8::1", "2001:db8:ffff::1", "2001:db7::1", "2001:db9::1"],
    ["::ffff:10.0.0.0", "::ffff:10.255.255.255", "::ffff:9.255.255.255", "::ffff:11.0.0.0"],
    ["::ffff:172.16.1.2", "::ffff:192.168.1.2", "::ffff:172.32.1.2", "::ffff:192.169.1.2"],
    ["::", "::1", "", "::2"],
  ])("has the range from %s to %s, and not its neighbours", (first, last, before, after) => {
    expect([first, last].map(isInside)).toEqual([true, true]);
    for (const neighbour of [before, after]) if (neighbour !== "") expect(isInside(neighbour), neighbour).toBe(false);
  });

  it.each(["home.arpa", "nas.home.arpa", "example.com", "a.example.net", "example.org", "redis", "a.local", "x.svc"])(
    "has %s, which nobody can register",
    (name) => {
      expect(isInside(name)).toBe(true);
    },
  );

  it.each(["myhome.arpa.eu", "anexample.com", "example.com.eu", "example.dev", "a.eu", "a.xn--p1ai", "a.museum"])(
    "has not %s, which somebody may have registered",
    (name) => {
      expect(isInside(name)).toBe(false);
    },
  );
});
