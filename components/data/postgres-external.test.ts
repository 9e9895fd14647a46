import { Provider as Cluster } from "@pulumi/kubernetes/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../test/mock-engine.ts";
import { SecretText } from "../secret-text.ts";
import { ExternalPostgres, type ExternalPostgresComponentArgs } from "./postgres-external.ts";
import { gateway, inClear, manifests, named, outputs } from "./store-testing.ts";

const common = { environment: "test", namespace: "beta9", image: "registry.example.eu/postgres:1", clients: [gateway] };

describe("a PostgreSQL of somebody else's", () => {
  const external = (args: Partial<ExternalPostgresComponentArgs> = {}) =>
    registrationsOf(
      () => {
        new ExternalPostgres("db", {
          ...common,
          host: "db.example.eu",
          password: new SecretText("canary"),
          tls: "require",
          cidrs: ["192.0.2.10/32"],
          provider: new Cluster("cluster", {}),
          ...args,
        });
      },
      { outputs },
    );

  it("is asked by a Job, with TLS, whether it is ready, and never shown the password in clear", async () => {
    const all = await external();
    expect(manifests(all)).toEqual([
      "Job postgres-check",
      "NetworkPolicy db-check-to-postgres",
      "NetworkPolicy db-gateway-to-postgres",
      "Secret postgres-check",
    ]);
    const [container] = named(all, "Job", "postgres-check")?.inputs.spec.template.spec.containers ?? [];
    expect(container.env).toContainEqual({ name: "PGSSLMODE", value: "require" });
    expect(inClear(all)).not.toContain("canary");
    expect(JSON.stringify(container)).not.toContain("canary");
    expect(named(all, "Secret", "postgres-check")?.inputs.stringData.secret["check.sql"]).not.toContain(
      "CREATE EXTENSION IF NOT EXISTS",
    );
  });

  it.each([
    ["disable", /tls is "disable": the password and every token would cross the network in clear/],
    ["prefer", /tls is "prefer"/],
    ["verify-full", /tls is "verify-full": Beta9 can not verify PostgreSQL's certificate .*set require/],
  ])("is refused with tls %s, in words", async (tls, words) => {
    await expect(external({ tls })).rejects.toThrow(words);
  });

  it("is refused with every other mistake at once, and no message holds the password", async () => {
    const mistakes = external({
      host: "postgres://db.example.eu/beta9",
      port: 70_000,
      database: "beta 9",
      username: "o'neil",
      password: new SecretText("canary canary"),
      cidrs: ["db.example.eu"],
    });
    await expect(mistakes).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: postgres db:
        host "postgres://db.example.eu/beta9" is neither a name nor an address: write it without scheme, port and path
        port is 70000, accepted: 1 to 65535
        cidrs: "db.example.eu" is no network such as 192.0.2.10/32 or 2001:db8::10/128
        database is "beta 9": Beta9 can not pass on blanks, quotes and backslashes
        username is "o'neil": Beta9 can not pass on blanks, quotes and backslashes
        password holds blanks, quotes or backslashes, which Beta9 can not pass on: choose another one]
    `);
    await expect(mistakes).rejects.not.toThrow(/canary/);
  });
});
