import { Provider as Cluster } from "@pulumi/kubernetes/provider.js";
import { Provider as Oci } from "@pulumi/oci/provider.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { OciPostgres, type OciPostgresComponentArgs } from "./postgres-oci.ts";
import { gateway, inClear, named, outputs } from "./store-testing.ts";

const common = { environment: "test", namespace: "beta9", image: "registry.example.eu/postgres:1", clients: [gateway] };

describe("OCI Database with PostgreSQL", () => {
  const oci = (args: Partial<OciPostgresComponentArgs> = {}) =>
    registrationsOf(
      () => {
        new OciPostgres("db", {
          ...common,
          compartmentId: "compartment",
          subnetId: "subnet",
          nsgIds: ["data"],
          subnetCidr: "10.16.8.0/24",
          vaultId: "vault",
          keyId: "key",
          ociProvider: new Oci("region", { region: "eu-frankfurt-1" }),
          provider: new Cluster("cluster", {}),
          ...args,
        });
      },
      { outputs },
    );
  const system = (all: readonly Registration[]) => all.find((each) => each.type === "oci:Psql/dbSystem:DbSystem");
  let all: Registration[];
  beforeAll(async () => {
    all = await oci();
  });

  it("asks for a system that survives a node and an availability domain, with backups to any moment", () => {
    expect(system(all)?.inputs).toMatchInlineSnapshot(`
      {
        "compartmentId": "compartment",
        "configId": "db-configuration-id",
        "credentials": {
          "passwordDetails": {
            "passwordType": "VAULT_SECRET",
            "secretId": "db-password-id",
            "secretVersion": "1",
          },
          "username": "beta9",
        },
        "dbVersion": "16",
        "displayName": "test-postgres",
        "instanceCount": 2,
        "instanceMemorySizeInGbs": 32,
        "instanceOcpuCount": 2,
        "managementPolicy": {
          "backupPolicy": {
            "backupStart": "01:00",
            "kind": "DAILY",
            "retentionDays": 14,
          },
          "pitrPolicy": {
            "kind": "STANDARD",
            "restoreDays": 14,
          },
        },
        "networkDetails": {
          "nsgIds": [
            "data",
          ],
          "subnetId": "subnet",
        },
        "shape": "PostgreSQL.VM.Standard.E5.Flex",
        "storageDetails": {
          "isRegionallyDurable": true,
          "systemType": "OCI_OPTIMIZED_STORAGE",
        },
      }
    `);
    expect(system(all)?.provider).toBe("region");
  });

  it("never replaces the system, nor lets it go", () => {
    expect(system(all)).toMatchObject({ protect: true, ignoreChanges: ["credentials"] });
  });

  it("enables pg_cron by a configuration for the same shape and version", () => {
    const configuration = all.find((each) => each.type === "oci:Psql/configuration:Configuration");
    expect(configuration?.inputs).toMatchObject({
      dbVersion: system(all)?.inputs.dbVersion,
      shape: "VM.Standard.E5.Flex",
      isFlexible: true,
      dbConfigurationOverrides: {
        items: [{ configKey: "oci.admin_enabled_extensions", overridenConfigValue: "pg_cron" }],
      },
    });
  });

  it("keeps the password in the vault and out of everything that is readable", () => {
    const [secret] = all.filter((each) => each.type === "oci:Vault/secret:Secret");
    expect(secret?.inputs.secretContent.content).toEqual({ secret: Buffer.from("canary-password").toString("base64") });
    expect(inClear(all)).not.toContain("canary");
    expect(inClear(all)).not.toContain(Buffer.from("canary-password").toString("base64"));
  });

  it("creates pg_cron and asks whether all is there, after the system and from the cluster", () => {
    const check = named(all, "Secret", "postgres-check")?.inputs.stringData.secret["check.sql"];
    expect(check).toContain("CREATE EXTENSION IF NOT EXISTS pg_cron");
    expect(named(all, "Job", "postgres-check")?.dependencies).toContain("db-system");
  });

  it("keeps its storage in one availability domain where a region has no other", async () => {
    const details = system(await oci({ availabilityDomain: "AD-1" }))?.inputs.storageDetails;
    expect(details).toMatchObject({ isRegionallyDurable: false, availabilityDomain: "AD-1" });
  });

  it("refuses wrong settings, all of them at once", async () => {
    await expect(
      oci({
        shape: "PostgreSQL.VM.Standard.E5.Flex",
        ocpus: 0,
        memoryGiB: 0.5,
        instances: -1,
        version: "9.6",
        retentionDays: 1.5,
      }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: postgres db:
        ocpus is 0, accepted: a whole number from 1
        memoryGiB is 0.5, accepted: a whole number from 1
        instances is -1, accepted: a whole number from 1
        retentionDays is 1.5, accepted: a whole number from 1
        shape is "PostgreSQL.VM.Standard.E5.Flex", accepted: a flexible shape such as VM.Standard.E5.Flex, without "PostgreSQL."
        version is "9.6", accepted: a major version such as 16]
    `);
  });
});
