import { leavesOf } from "./leaves.ts";
import unsafeDefaults from "./unsafe-defaults.json" with { type: "json" };

const published = new Set(unsafeDefaults.publishedSecrets);

/** Keys that hold a credential. Elsewhere a bucket may well be called `test`. */
const credentialKey = /(password|secret|token|key)$/i;

/** Paths at which a configuration holds a secret that anyone can read in Beta9's source. */
export function publishedSecretsIn(config: object): string[] {
  return leavesOf(config)
    .filter(({ path, value }) => credentialKey.test(path) && typeof value === "string" && published.has(value))
    .map(({ path }) => path);
}
