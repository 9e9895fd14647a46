import type { SecretText } from "../secret-text.ts";
import { storeAddressProblems } from "./store-address.ts";

/** A Redis-protocol server that somebody else runs. */
export interface ExternalRedisArgs {
  /** Name or address that the gateway dials; the server's certificate must carry it. */
  readonly host: string;
  /** @default 6379 */
  readonly port?: number;
  /** ACL user. It needs all data commands, publish and subscribe, and `CONFIG GET`. @default default */
  readonly username?: string;
  readonly password: SecretText;
  /** Must be true: what is stored there are tokens in clear. */
  readonly tls: boolean;
  /** PEM of the authority, when it is none that systems trust: Beta9 looks nowhere else. */
  readonly caCertificate?: string;
  /** Addresses behind `host` in CIDR notation: a network policy knows no names. */
  readonly cidrs: readonly [string, ...string[]];
}

/** Everything that is wrong with these settings; never the password. */
export function externalRedisProblems({
  host,
  port = 6379,
  password,
  tls,
  caCertificate,
  cidrs,
}: ExternalRedisArgs): string[] {
  const problems = storeAddressProblems({ host, port, cidrs });
  if (!tls) {
    problems.push(
      "tls is false: Beta9 keeps tokens and workspace keys in Redis in clear, and they would cross the network the same way: let the server speak TLS and set tls to true",
    );
  }
  if (password.reveal() === "") problems.push("password is empty: whoever reaches the server would own the platform");
  if (caCertificate !== undefined && !isPem(caCertificate)) {
    problems.push("caCertificate is no PEM certificate (-----BEGIN CERTIFICATE----- …)");
  }
  return problems;
}

function isPem(text: string): boolean {
  return /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----$/.test(
    text.trim().split(/\r?\n/).join("\n"),
  );
}
