import { Provider } from "@pulumi/kubernetes/provider.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { ClusterCa } from "./cluster-ca.ts";
import { certificateLifetimes } from "./lifetimes.ts";

const answers = {
  outputs: {
    "tls:index/privateKey:PrivateKey": { privateKeyPem: "KEY", privateKeyPemPkcs8: "KEY8" },
    "tls:index/certRequest:CertRequest": { certRequestPem: "REQUEST" },
    "tls:index/selfSignedCert:SelfSignedCert": { certPem: "AUTHORITY" },
    "tls:index/locallySignedCert:LocallySignedCert": { certPem: "SERVER" },
  },
};
const redis = { namespace: "beta9", dnsNames: ["redis.beta9.svc", "redis"], secretName: "redis-tls" } as const;

const issued = () =>
  registrationsOf(() => {
    const provider = new Provider("cluster", {});
    const ca = new ClusterCa("ca");
    ca.issue("redis", { ...redis, parent: ca, provider });
  }, answers);
const named = (all: readonly Registration[], name: string) => all.find((each) => each.name === name);

describe("the cluster's authority", () => {
  it("puts key, certificate and authority into the Secret that a server mounts, the key as a secret", async () => {
    const secret = named(await issued(), "redis-tls");
    expect(secret?.inputs).toMatchObject({
      metadata: { name: "redis-tls", namespace: "beta9" },
      type: "kubernetes.io/tls",
    });
    expect(secret?.inputs.stringData).toEqual({
      secret: { "tls.crt": "SERVER", "tls.key": "KEY8", "ca.crt": "AUTHORITY" },
    });
    expect(secret?.provider).toBe("cluster");
  });

  it("signs for exactly the names that clients dial, and for servers alone", async () => {
    const all = await issued();
    expect(named(all, "redis-request")?.inputs.dnsNames).toEqual(["redis.beta9.svc", "redis"]);
    expect(named(all, "redis-certificate")?.inputs).toMatchObject({
      caCertPem: "AUTHORITY",
      certRequestPem: "REQUEST",
      allowedUses: ["digital_signature", "server_auth"],
    });
    expect(named(all, "ca-certificate")?.inputs).toMatchObject({
      isCaCertificate: true,
      allowedUses: ["cert_signing", "crl_signing"],
    });
  });

  it("gives every server a P-256 key of its own", async () => {
    const keys = (await issued()).filter(({ type }) => type === "tls:index/privateKey:PrivateKey");
    expect(keys.map(({ name }) => name)).toEqual(["ca-key", "redis-key"]);
    for (const { inputs } of keys) expect(inputs).toMatchObject({ algorithm: "ECDSA", ecdsaCurve: "P256" });
  });

  it("hands no private key to the engine in clear", async () => {
    for (const { name, inputs } of await issued()) {
      const clear = JSON.stringify(inputs).replace(/\{"secret":(?:"KEY8?"|\{.*?\})\}/g, "");
      expect(clear, name).not.toMatch(/KEY/);
    }
  });

  it("shows its own certificate to everybody: clients verify with it", async () => {
    const shown: unknown[] = [];
    const all = await registrationsOf(() => {
      const ca = new ClusterCa("ca");
      ca.certificate.apply((pem) => shown.push(pem));
      ca.issue("redis", { ...redis, parent: ca, provider: new Provider("cluster", {}) });
    }, answers);
    expect(shown).toEqual(["AUTHORITY"]);
    expect(named(all, "redis-certificate")?.inputs.caCertPem).toBe("AUTHORITY");
  });

  it("cuts a common name where X.509 ends it, and keeps the name whole where clients look", async () => {
    const long = `${"a".repeat(60)}.${"b".repeat(20)}.svc`;
    const all = await registrationsOf(() => {
      const ca = new ClusterCa("ca");
      ca.issue("redis", { ...redis, dnsNames: [long], parent: ca, provider: new Provider("cluster", {}) });
    }, answers);
    const { subject, dnsNames } = named(all, "redis-request")?.inputs ?? {};
    expect(subject.commonName).toHaveLength(64);
    expect(dnsNames).toEqual([long]);
  });
});

describe("how long certificates live", () => {
  it("is ten years for the authority and two for a server, renewed halfway", () => {
    expect(certificateLifetimes({})).toEqual({
      authority: { validityPeriodHours: 87_600, earlyRenewalHours: 17_520 },
      server: { validityPeriodHours: 17_520, earlyRenewalHours: 8_760 },
    });
  });

  it("no server's certificate outlives the authority that signed it, at the latest hour before its renewal", () => {
    const hours = fc.integer({ min: 2, max: 200_000 });
    fc.assert(
      fc.property(hours, hours, (serverValidityHours, more) => {
        const { authority, server } = certificateLifetimes({
          validityHours: 2 * serverValidityHours + more,
          serverValidityHours,
        });
        const lastSigned = authority.validityPeriodHours - authority.earlyRenewalHours;
        expect(lastSigned + server.validityPeriodHours).toBeLessThanOrEqual(authority.validityPeriodHours);
        expect(server.earlyRenewalHours).toBeGreaterThan(0);
        expect(server.earlyRenewalHours).toBeLessThan(server.validityPeriodHours);
      }),
    );
  });

  it.each([
    [{ validityHours: 100, serverValidityHours: 51 }, /at least twice as long/],
    [{ serverValidityHours: 1 }, /serverValidityHours 1/],
    [{ validityHours: 0.5 }, /validityHours 0\.5/],
  ])("%j is refused", (args, expected) => {
    expect(() => certificateLifetimes(args)).toThrow(expected);
  });
});
