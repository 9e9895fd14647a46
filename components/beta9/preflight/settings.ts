/** The part of the gateway's settings that is proved before it starts; the file of the program. Secret. */
export interface PreflightSettings {
  readonly redis: {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
  };
  readonly postgres: { readonly host: string; readonly port: number };
  readonly encryptionKey: string;
  /** PEM of authorities to trust beside the public ones. */
  readonly authorities: readonly string[];
}

/** @throws Error naming what is missing; never quotes the file */
export function parsePreflightSettings(json: string): PreflightSettings {
  let file: unknown;
  try {
    file = JSON.parse(json);
  } catch {
    throw new Error("the file is no JSON");
  }
  const missing = [
    ...["redis.host", "redis.username", "redis.password", "postgres.host", "encryptionKey"].filter(
      (path) => typeof at(file, path) !== "string" || at(file, path) === "",
    ),
    ...["redis.port", "postgres.port"].filter((path) => !isPort(at(file, path))),
    ...(isTexts(at(file, "authorities")) ? [] : ["authorities"]),
  ];
  if (missing.length > 0) throw new Error(`missing or of the wrong type: ${missing.join(", ")}`);
  return file as PreflightSettings;
}

function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
      value,
    );
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
