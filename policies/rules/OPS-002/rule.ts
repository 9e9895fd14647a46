import { entries, fields, get, textOf } from "../../engine/extract/reader.ts";
import type { Node } from "../../engine/extract/walk.ts";
import { at, atNode, objection } from "../../engine/judge.ts";
import { vendorByPattern } from "../../engine/resolve/vendors.ts";
import type { ResourceRule } from "../../engine/rule.ts";
import type { Settings } from "../../engine/settings.ts";

export const secretsProvider: ResourceRule = {
  id: "OPS-002",
  title: "secrets-provider",
  severity: "critical",
  axis: "jurisdiction",
  description:
    "The key that opens the secrets in Pulumi's state and stack files is held by somebody whom the profile allows.",
  law: "GDPR Art. 32",
  check: ({ root, scripts }, settings) => [
    ...stated(root).flatMap((node) => {
      const why = objectionTo(textOf(node), settings);
      return why === undefined ? [] : [{ path: atNode(node), what: `secrets are encrypted ${why}`, fix: FIX }];
    }),
    ...scripts.flatMap(({ where, certainty, text }) => {
      const options = COMMAND.exec(text)?.[1]?.matchAll(OPTION) ?? [];
      const [why] = [...options].flatMap(([, provider]) => objectionTo(provider, settings) ?? []);
      return why === undefined
        ? []
        : [{ path: at({ where, certainty }), what: `secrets are encrypted ${why}`, fix: FIX }];
    }),
  ],
};

const FIX = "use a passphrase, or hashivault:// with an OpenBao of your own";
const KEY = /^(secrets[_-]?provider|PULUMI_SECRETS_PROVIDER)$/i;
const COMMAND = /\bpulumi\s([\s\S]*)/;
const OPTION = /(?:--secrets-provider[= ]|change-secrets-provider\s)\s*["']?([^\s"']+)/g;

/** Keepers of keys by the scheme that names them. `default` is the backend's own: Pulumi Cloud, unless the backend is a bucket. */
const KEEPERS: ReadonlyMap<string | undefined, string> = new Map([
  ["awskms", "*.amazonaws.com"],
  ["azurekeyvault", "*.vault.azure.net"],
  ["gcpkms", "*.googleapis.com"],
  ["default", "api.pulumi.com"],
]);

function stated(root: Node): readonly Node[] {
  const holders = [
    root,
    ...["spec", "data", "stringData", "env", "variables"].map((key) => get(root, key)),
    ...["jobs.*.env", "jobs.*.steps.env", "jobs.*.steps.with"].flatMap((path) => fields(root, path)),
  ];
  return holders.flatMap((holder) => entries(holder).flatMap(([key, value]) => (KEY.test(key) ? [value] : [])));
}

function objectionTo(provider: string | undefined, settings: Settings): string | undefined {
  if (provider === undefined) return "under a key that can not be known before the cloud answers";
  const scheme = provider.trim().split("://")[0];
  const pattern = KEEPERS.get(scheme);
  if (pattern === undefined) return undefined;
  const vendor = vendorByPattern(pattern);
  const why = objection(vendor, { text: pattern.replace(/^\*\./, ""), certainty: "known" }, settings);
  return why && `under a key of ${why}`;
}
