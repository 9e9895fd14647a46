import { Provider } from "@pulumi/oci/provider.js";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../../test/mock-engine.ts";
import { SecretText } from "../../secret-text.ts";
import type { OciKeysArgs } from "./args.ts";
import { regionById } from "./regions.ts";
import { OciVault } from "./vault.ts";

const softwareKeys: OciKeysArgs = { protection: "SOFTWARE", vault: "DEFAULT" };
const externalKeys: OciKeysArgs = {
  protection: "HSM",
  vault: "EXTERNAL",
  externalKeyManager: {
    vaultEndpointUrl: "https://keys.example.eu/vault",
    privateEndpointOcid: "ocid1.ekmsprivateendpoint.oc1.eu-frankfurt-1.x",
    oauth: {
      clientAppId: "app",
      clientAppSecret: new SecretText("correct horse battery staple"),
      idcsAccountNameUrl: "https://idcs.example.eu",
    },
    keyIds: { volumes: "ext-volumes", objects: "ext-objects", cluster: "ext-cluster" },
  },
};

async function vaultWith(keys: OciKeysArgs, regionId = "eu-frankfurt-1"): Promise<Registration[]> {
  const region = regionById(regionId);
  if (!region) throw new Error(`no region ${regionId}`);
  return registrationsOf(
    () => {
      new OciVault("guard", {
        compartmentId: "security-id",
        identityCompartmentId: "environment-id",
        platformCompartmentId: "platform-id",
        region,
        environment: "prod-fra",
        keys,
        homeProvider: new Provider("home", { region: "eu-amsterdam-1" }),
      });
    },
    { outputs: { "oci:Kms/vault:Vault": { managementEndpoint: "https://vault-management" } } },
  );
}
const keysIn = (all: Registration[]) => all.filter((one) => one.type === "oci:Kms/key:Key");
const vaultIn = (all: Registration[]) => all.find((one) => one.type === "oci:Kms/vault:Vault");
const policyIn = (all: Registration[]) => all.find((one) => one.type === "oci:Identity/policy:Policy");

describe("OciVault", () => {
  it("makes one vault, three keys and one policy", async () => {
    const made = await vaultWith(softwareKeys);
    expect(made.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "oci:Identity/policy:Policy guard-key-users",
      "oci:Kms/key:Key guard-cluster",
      "oci:Kms/key:Key guard-objects",
      "oci:Kms/key:Key guard-volumes",
      "oci:Kms/vault:Vault guard-vault",
      "pulumi:providers:oci home",
      "sgc:oci:OciVault guard",
    ]);
  });

  it("protects the vault and every key from deletion", async () => {
    const made = await vaultWith(softwareKeys);
    expect([vaultIn(made), ...keysIn(made)].map((one) => one?.protect)).toEqual([true, true, true, true]);
  });

  it("makes AES-256 keys with the protection asked for, through the vault's own endpoint", async () => {
    for (const key of keysIn(await vaultWith(softwareKeys))) {
      expect(key.inputs).toMatchObject({
        keyShape: { algorithm: "AES", length: 32 },
        protectionMode: "SOFTWARE",
        managementEndpoint: "https://vault-management",
      });
    }
  });

  it("rotates by itself only where OCI can: in a virtual private vault", async () => {
    const rotating = async (keys: OciKeysArgs) =>
      keysIn(await vaultWith(keys)).map((key) => key.inputs.isAutoRotationEnabled);
    expect(await rotating({ protection: "HSM", vault: "VIRTUAL_PRIVATE" })).toEqual([true, true, true]);
    expect(await rotating({ protection: "HSM", vault: "DEFAULT" })).toEqual([undefined, undefined, undefined]);
    expect(await rotating(externalKeys)).toEqual([undefined, undefined, undefined]);
  });

  it("hands the external key manager's client secret to the engine as a secret only", async () => {
    const vault = vaultIn(await vaultWith(externalKeys));
    const { oauthMetadata } = vault?.inputs.externalKeyManagerMetadata ?? {};
    expect(oauthMetadata.clientAppSecret).toEqual({ secret: "correct horse battery staple" });
  });

  it("refers to the external manager's keys by purpose and holds no material itself", async () => {
    const keys = Object.fromEntries(keysIn(await vaultWith(externalKeys)).map((key) => [key.name, key.inputs]));
    expect(keys["guard-volumes"]).toMatchObject({
      protectionMode: "EXTERNAL",
      externalKeyReference: { externalKeyId: "ext-volumes" },
    });
    expect(keys["guard-cluster"]?.externalKeyReference).toEqual({ externalKeyId: "ext-cluster" });
  });

  it("writes the policy through the home region, after the keys that it names one by one", async () => {
    const policy = policyIn(await vaultWith(softwareKeys));
    expect(policy?.provider).toBe("home");
    expect(policy?.dependencies).toEqual(["guard-cluster", "guard-objects", "guard-volumes"]);
    for (const statement of policy?.inputs.statements ?? []) {
      expect(statement).toMatch(/target\.key\.id = 'guard-(volumes|objects|cluster)-id'/);
    }
  });

  it("lets the object storage of the environment's own region use the key, in the EU Sovereign Cloud, too", async () => {
    const statements = policyIn(await vaultWith(softwareKeys, "eu-frankfurt-2"))?.inputs.statements.join("\n");
    expect(statements).toContain("service objectstorage-eu-frankfurt-2 ");
  });

  it("refuses an external vault without a key manager, and a key manager without an external vault", async () => {
    await expect(vaultWith({ protection: "HSM", vault: "EXTERNAL" })).rejects.toThrow("needs externalKeyManager");
    await expect(vaultWith({ ...externalKeys, vault: "DEFAULT" })).rejects.toThrow("use EXTERNAL or remove it");
  });
});
