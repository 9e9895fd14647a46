import { Provider } from "@pulumi/kubernetes/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../test/mock-engine.ts";
import { SecretText } from "../secret-text.ts";
import { ExternalRedis, type ExternalRedisComponentArgs } from "./redis-external.ts";
import { gateway } from "./store-testing.ts";

describe("a Redis of somebody else's", () => {
  const external = (args: Partial<ExternalRedisComponentArgs> = {}) =>
    registrationsOf(() => {
      new ExternalRedis("store", {
        host: "redis.example.eu",
        password: new SecretText("canary"),
        tls: true,
        cidrs: ["192.0.2.10/32"],
        clients: [gateway],
        provider: new Provider("cluster", {}),
        ...args,
      });
    });

  it("makes nothing but the way out to it", async () => {
    const made = (await external({ port: 6380 })).filter((each) => each.type.startsWith("kubernetes:"));
    expect(made.map(({ inputs }) => inputs.spec.egress)).toEqual([
      [{ to: [{ ipBlock: { cidr: "192.0.2.10/32" } }], ports: [{ protocol: "TCP", port: 6380 }] }],
    ]);
  });

  it("is refused without TLS, in words", async () => {
    await expect(external({ tls: false })).rejects.toThrow(/tls is false: Beta9 keeps tokens .* in clear/);
  });

  it("is refused with every other mistake, and no message holds the password", async () => {
    const mistakes = external({
      host: "rediss://redis.example.eu:6380",
      port: 0,
      tls: false,
      caCertificate: "/etc/ssl/ca.pem",
      cidrs: ["0.0.0.0/0", "redis.example.eu", "192.0.2.1/33"],
    });
    await expect(mistakes).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: redis store:
        host "rediss://redis.example.eu:6380" is neither a name nor an address: write it without scheme, port and path
        port is 0, accepted: 1 to 65535
        cidrs: "0.0.0.0/0" is no network such as 192.0.2.10/32 or 2001:db8::10/128
        cidrs: "redis.example.eu" is no network such as 192.0.2.10/32 or 2001:db8::10/128
        cidrs: "192.0.2.1/33" is no network such as 192.0.2.10/32 or 2001:db8::10/128
        tls is false: Beta9 keeps tokens and workspace keys in Redis in clear, and they would cross the network the same way: let the server speak TLS and set tls to true
        caCertificate is no PEM certificate (-----BEGIN CERTIFICATE----- …)]
    `);
    await expect(mistakes).rejects.not.toThrow(/canary/);
    await expect(external({ password: new SecretText("") })).rejects.toThrow(/password is empty/);
  });

  it("may have a certificate of an authority of its own", async () => {
    const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    await expect(external({ caCertificate: pem })).resolves.toBeDefined();
  });
});
