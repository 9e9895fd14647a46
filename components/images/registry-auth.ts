import { SecretText } from "../secret-text.ts";

export interface Credentials {
  readonly username: string;
  readonly password: SecretText;
}

/** How a registry wants to be asked again (RFC 9110 §11.6.1, distribution's token specification). */
export interface Challenge {
  /** `bearer` or `basic`, lower case. */
  readonly scheme: string;
  /** `realm`, `service`, `scope`, keys in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The first challenge of a `WWW-Authenticate` header that a client can answer. */
export function readChallenge(header: string): Challenge | undefined {
  const scheme = /(?:^|,\s*)(bearer|basic)\s+/i.exec(header);
  if (scheme === null) return undefined;
  const parameters: Record<string, string> = {};
  const rest = header.slice(scheme.index + scheme[0].length);
  const parameter = /\s*,?\s*([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/iy;
  for (let match = parameter.exec(rest); match !== null; match = parameter.exec(rest)) {
    const [, key = "", quoted, bare] = match;
    parameters[key.toLowerCase()] = quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "";
  }
  return { scheme: (scheme[1] ?? "").toLowerCase(), parameters };
}

/**
 * Where to fetch a token for pulling from a repository.
 * @throws Error when the challenge names no place
 */
export function tokenAddress({ parameters }: Challenge, path: string): URL {
  const { realm = "", service, scope = `repository:${path}:pull` } = parameters;
  if (!URL.canParse(realm)) throw new Error("asks for a token and does not say where to get one");
  const address = new URL(realm);
  if (service !== undefined) address.searchParams.set("service", service);
  address.searchParams.set("scope", scope);
  return address;
}

export function basic({ username, password }: Credentials): SecretText {
  return new SecretText(`Basic ${Buffer.from(`${username}:${password.reveal()}`).toString("base64")}`);
}
