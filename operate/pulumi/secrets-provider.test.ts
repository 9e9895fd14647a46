import { describe, expect, it } from "vitest";
import { parseSettings } from "../../policies/engine/settings.ts";
import { judgeSecretsProvider } from "./secrets-provider.ts";

const settings = parseSettings({ profile: "eu-residency", ownDomains: ["gpu.muster-cloud.eu"] });

describe("who may hold the key of the secrets", () => {
  it.each([undefined, "", "default", "passphrase"])("takes a passphrase (%j)", (provider) => {
    expect(judgeSecretsProvider(provider, settings).status).toBe("inside");
  });

  it("takes a key server of one's own", () => {
    const variables = { VAULT_ADDR: "https://vault.gpu.muster-cloud.eu:8200" };
    expect(judgeSecretsProvider("hashivault://pulumi", settings, variables).status).toBe("inside");
  });

  it.each([
    ["awskms://alias/pulumi?region=us-east-1", /us-east-1/],
    ["awskms:///arn:aws:kms:us-west-2:1:key/2", /us-west-2/],
    ["awskms://alias/pulumi", /given no region/],
    ["gcpkms://projects/p/locations/us-central1/keyRings/r/cryptoKeys/k", /us-central1/],
    ["azurekeyvault://muster.vault.azure.net/keys/pulumi", /Microsoft/],
    ["hashivault://pulumi", /nobody can say where that is/],
    ["other://key", /nobody can say where that is/],
  ])("refuses %s", (provider, why) => {
    const verdict = judgeSecretsProvider(provider, settings);
    expect(verdict.status).toBe("outside");
    expect(verdict.what).toMatch(why);
    expect(verdict.next).toBe("pulumi stack change-secrets-provider passphrase");
  });
});
