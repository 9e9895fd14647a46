import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalHost, isInternal } from "./host.ts";
import { companyNames, VENDORS, vendorFinder, vendorOf } from "./vendors.ts";

const owner = (authority: string) => vendorOf(canonicalHost(authority)?.name ?? "")?.company;

describe("canonicalHost and vendorOf", () => {
  it.each([
    ["Docker.IO", "Docker, Inc."],
    ["key@o1.ingest.SENTRY.io:443", "Functional Software, Inc."],
    ["datadoghq.com", "Datadog, Inc."],
    ["api.datadoghq.com.", "Datadog, Inc."],
    ["api.datadoghq.com.:8443", "Datadog, Inc."],
    ["ｇｉｔｈｕｂ.com", "GitHub (Microsoft)"],
    ["8.8.8.8:53", "Google (Alphabet)"],
    ["0x08080808", "Google (Alphabet)"],
    ["134744072", "Google (Alphabet)"],
    ["[2001:4860:4860:0:0:0:0:8888]:53", "Google (Alphabet)"],
    ["2001:4860:4860::8888", "Google (Alphabet)"],
    ["123456.dkr.ecr.us-east-1.amazonaws.com", "Amazon Web Services (Amazon.com)"],
    ["ns-12.awsdns-34.com", "Amazon Web Services (Amazon.com)"],
  ])("%s belongs to %s", (authority, company) => {
    expect(owner(authority)).toBe(company);
  });

  it("takes the most literal of several patterns", () => {
    expect(vendorOf("rg.fr-par.scw.cloud")?.pattern).toBe("rg.*.scw.cloud");
    expect(vendorOf("storage.googleapis.com")?.pattern).toBe("storage.googleapis.com");
    expect(vendorOf("kms.eu-central-1.amazonaws.com")?.pattern).toBe("kms.*.amazonaws.com");
    expect(vendorOf("docker.io")?.pattern).toBe("docker.io");
    expect(vendorOf("auth.docker.io")?.pattern).toBe("*.docker.io");
  });

  it.each(["docker.io.evil.eu", "notdocker.io", "evil-sentry.io", "sentry.io.eu", "xn--gthub-2za.com"])(
    "%s is not taken for the vendor it imitates",
    (host) => {
      expect(owner(host)).toBeUndefined();
    },
  );

  it("matches every pattern's own sample, in any case and with a port and a trailing dot", () => {
    for (const { pattern } of VENDORS) {
      const sample = pattern.replace(/^\*\./, "a.").replaceAll("*", "x1");
      expect(owner(pattern.includes(":") ? sample : `${sample.toUpperCase()}.:443`), pattern).toBeDefined();
      if (pattern.startsWith("*.") && !pattern.slice(2).includes("*"))
        expect(vendorOf(pattern.slice(2)), pattern).toBeDefined();
    }
  });

  it.each(["*.docker.io", "docker.io", "kms.*.amazonaws.com", "8.8.8.8"])("refuses two rows for %s", (pattern) => {
    const again = VENDORS.filter((row) => row.pattern === pattern);
    expect(() => vendorFinder([...VENDORS, ...again])).toThrow(
      `vendors.json has two rows for ${pattern}: delete one of them`,
    );
  });

  it("wants something for the star inside a label", () => {
    const row = VENDORS.find(({ pattern }) => pattern === "docker.io");
    if (!row) throw new Error("vendors.json has lost docker.io");
    const find = vendorFinder([{ ...row, pattern: "aws-*-west.example.com" }]);
    expect(find("aws-eu-west.example.com")).toBeDefined();
    for (const label of ["aws--west", "aws-west", "aws-eu", "eu-west", "aws-eu-west-1"])
      expect(find(`${label}.example.com`), label).toBeUndefined();
  });

  it("answers anything without throwing", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void owner(text)));
  });
});

describe("isInternal", () => {
  it.each([
    "localhost:8080",
    "redis",
    "redis.beta9.svc",
    "redis-0.redis.beta9",
    "config.yaml",
    "redis.beta9.svc:6379",
    "gateway.beta9.svc.cluster.local:1994",
    "127.0.0.1",
    "169.254.169.254",
    "10.96.0.1:443",
    "100.64.0.7",
    "[::1]:80",
    "[fd00::1]",
    "[::ffff:10.0.0.1]",
    "0x7f000001",
    "www.example.com",
    "nas.home.arpa",
  ])("%s stays inside", (authority) => {
    const host = canonicalHost(authority);
    expect(host && isInternal(host)).toBe(true);
  });

  it.each([
    "8.8.8.8",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "[2001:4860:4860::8888]",
    "[::ffff:8.8.8.8]",
    "cluster.local.evil.eu",
    "example.com.evil.eu",
    "notexample.com",
    "api.foo.monster",
    "api.xn--fiqs8s",
    "a.svc.evil.com",
    "svc.evil.com",
    "a.b.svc.eu",
  ])("%s does not", (authority) => {
    const host = canonicalHost(authority);
    expect(host && isInternal(host)).toBe(false);
  });
});

describe("companyNames", () => {
  it("knows a company by its name and its owners' names, whatever legal form is written", () => {
    expect(companyNames("Oracle Corporation")).toEqual(companyNames("Oracle Corp."));
    expect(companyNames("Muster, Inc. (Parent AG)")).toEqual(["muster", "parent"]);
    expect(companyNames("GitHub (Microsoft)")).toEqual(["github", "microsoft"]);
    expect(companyNames("Oracle EU entities (Oracle Corporation)")).toContain("oracle");
    expect(companyNames("Akenes SA (A1 Telekom Austria; América Móvil MX)")).toContain("akenes");
  });

  it("does not take one company for another whose name it begins with", () => {
    expect(companyNames("Oracle Cloud Resellers Ltd")).not.toContain("oracle");
    expect(companyNames("Muster Co Sound")).toEqual(["muster co sound"]);
  });
});
