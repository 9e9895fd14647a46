/**
 * Services of an AWS-compatible provider that are sent to endpoints of somebody else, e.g. `s3`; `undefined` when the
 * provider states none, so that everything goes to Amazon. Nested provider settings arrive as JSON text.
 */
export function foreignServices(packageName: string, providerProperties: unknown): ReadonlySet<string> | undefined {
  if (packageName !== "aws" || typeof providerProperties !== "object" || providerProperties === null) return undefined;
  const stated: unknown = Reflect.getOwnPropertyDescriptor(providerProperties, "endpoints")?.value;
  const list = typeof stated === "string" ? parse(stated) : stated;
  const services = (Array.isArray(list) ? list : [list]).flatMap((entry) =>
    typeof entry === "object" && entry !== null ? Object.keys(entry) : [],
  );
  return services.length > 0 ? new Set(services) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
