import { canonicalHost } from "../resolve/host.ts";
import type { Provider } from "../resolve/providers.ts";
import { vendorByPattern, vendorOf } from "../resolve/vendors.ts";
import { ownValue } from "./own-value.ts";
import { parseJson } from "./read-text.ts";

/**
 * Services of an AWS-compatible provider that are sent to endpoints of somebody else, e.g. `s3`; `undefined` when the
 * provider states none, so that everything goes to Amazon. Nested provider settings arrive as JSON text.
 */
export function foreignServices(packageName: string, providerProperties: unknown): ReadonlySet<string> | undefined {
  if (packageName !== "aws" || typeof providerProperties !== "object" || providerProperties === null) return undefined;
  const stated: unknown = Reflect.getOwnPropertyDescriptor(providerProperties, "endpoints")?.value;
  const list = typeof stated === "string" ? parseJson(stated) : stated;
  const services = (Array.isArray(list) ? list : [list]).flatMap((entry) =>
    typeof entry === "object" && entry !== null ? Object.keys(entry) : [],
  );
  return services.length > 0 ? new Set(services) : undefined;
}

/** True when a provider's settings name a server that is not its vendor's: `baseUrl: https://hs.example.eu`. */
export function namesOwnServer(row: Provider | undefined, providerProperties: unknown): boolean {
  if (typeof row?.vendor !== "string" || typeof providerProperties !== "object" || providerProperties === null)
    return false;
  const { company } = vendorByPattern(row.vendor);
  return Object.keys(providerProperties).some((key) => {
    const value = SERVER_KEY.test(key) ? ownValue(providerProperties, key) : undefined;
    const authority = typeof value === "string" ? /^(?:https?:\/\/)?([^/?#@\s]{1,300})/.exec(value)?.[1] : undefined;
    const host = authority?.includes(".") ? canonicalHost(authority) : undefined;
    return host !== undefined && vendorOf(host.name)?.company !== company;
  });
}

const SERVER_KEY = /(url|server|endpoint)$/i;
