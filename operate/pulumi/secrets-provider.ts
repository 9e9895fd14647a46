import type { Settings } from "../../policies/engine/settings.ts";
import { hostUse, publicUrl, type ServiceVerdict, type Variables } from "./backend-verdict.ts";
import { judgeService, type ServiceUse } from "./judged-service.ts";

/**
 * Whether the key that encrypts an environment's secrets may be held there: whoever holds it can read them all.
 *
 * @param provider `secretsprovider` of the stack file; `undefined`, `default` and `passphrase` mean a passphrase
 */
export function judgeSecretsProvider(
  provider: string | undefined,
  settings: Settings,
  variables: Variables = {},
): ServiceVerdict {
  if (provider === undefined || provider === "" || provider === "default" || provider === "passphrase") {
    return { status: "inside", what: "secrets are encrypted with a passphrase that you hold", remarks: [], next: "" };
  }
  const shown = `secrets are encrypted by ${publicUrl(provider)}`;
  const next = "pulumi stack change-secrets-provider passphrase";
  const use = keyServiceOf(provider, variables);
  if (use === undefined) {
    return { status: "outside", what: `${shown}, and nobody can say where that is`, remarks: [], next };
  }
  const { violations, remarks } = judgeService("secrets", use, settings);
  return violations.length === 0
    ? { status: "inside", what: shown, remarks, next: "" }
    : { status: "outside", what: [shown, ...violations].join("\n    "), remarks, next };
}

function keyServiceOf(provider: string, variables: Variables): ServiceUse | undefined {
  const [, scheme, rest = ""] = /^([a-z]+):\/\/(.*)$/s.exec(provider) ?? [];
  const [path = "", query = ""] = rest.split("?", 2);
  if (scheme === "awskms") {
    const region =
      new URLSearchParams(query).get("region") ??
      /(?:^|\/)arn:aws[a-z-]*:kms:([a-z0-9-]+):/.exec(path)?.[1] ??
      (variables.AWS_REGION || variables.AWS_DEFAULT_REGION);
    return { type: "pulumi:providers:aws", properties: region ? { region } : {} };
  }
  if (scheme === "gcpkms") {
    const region = /(?:^|\/)locations\/([^/]+)/.exec(path)?.[1];
    return { type: "pulumi:providers:gcp", properties: region ? { region } : {} };
  }
  if (scheme === "azurekeyvault") return hostUse(path.split("/")[0] ?? "");
  if (scheme === "hashivault") {
    const server = variables.VAULT_SERVER_URL || variables.VAULT_ADDR;
    return server && URL.canParse(server) ? hostUse(new URL(server).hostname) : undefined;
  }
  return undefined;
}
