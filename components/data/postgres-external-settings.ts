import type { SecretText } from "../secret-text.ts";
import { storeAddressProblems } from "./store-address.ts";

/** A PostgreSQL that somebody else runs. Not behind a pooler in transaction mode: Beta9 uses LISTEN. */
export interface ExternalPostgresArgs {
  /** Name or address that the gateway dials. */
  readonly host: string;
  /** @default 5432 */
  readonly port?: number;
  /** Database of Beta9, which must be the one that the server's `cron.database_name` names. @default beta9 */
  readonly database?: string;
  /** Owner of the database, or a role with CREATE on it, that may use schema `cron`. @default beta9 */
  readonly username?: string;
  readonly password: SecretText;
  /** Must be `require`: Beta9 knows this and no encryption at all. The server's name is not verified. */
  readonly tls: string;
  /** Addresses behind `host` in CIDR notation: a network policy knows no names. */
  readonly cidrs: readonly [string, ...string[]];
}

/** Everything that is wrong with these settings; never the password. */
export function externalPostgresProblems({
  host,
  port = 5432,
  database = "beta9",
  username = "beta9",
  password,
  tls,
  cidrs,
}: ExternalPostgresArgs): string[] {
  const problems = storeAddressProblems({ host, port, cidrs });
  if (tls === "verify-ca" || tls === "verify-full") {
    problems.push(
      `tls is "${tls}": Beta9 can not verify PostgreSQL's certificate (it knows sslmode disable and require): set require, and let the network between be your own`,
    );
  } else if (tls !== "require") {
    problems.push(
      `tls is "${tls}": the password and every token would cross the network in clear: let the server speak TLS and set require`,
    );
  }
  // Beta9 writes these into `host=… user=… password=…` as they are (GenerateDSN in backend_postgres.go).
  for (const [name, value] of Object.entries({ database, username })) {
    if (!isDsnWord(value)) problems.push(`${name} is "${value}": Beta9 can not pass on blanks, quotes and backslashes`);
  }
  if (password.reveal() === "") problems.push("password is empty");
  else if (!isDsnWord(password.reveal())) {
    problems.push("password holds blanks, quotes or backslashes, which Beta9 can not pass on: choose another one");
  }
  return problems;
}

/** What lib/pq reads back as it is when it stands without quotes. */
function isDsnWord(text: string): boolean {
  return /^[^\s'"\\]+$/.test(text);
}
