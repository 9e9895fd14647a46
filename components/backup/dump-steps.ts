/** What a dump step runs: a shell script, whose secrets come by environment. */
export interface RedisDump {
  /** Command-line client and checker, e.g. `valkey-cli`, `valkey-check-rdb`. */
  readonly cli: string;
  readonly checker: string;
  readonly host: string;
  readonly port: number;
  /** PEM of the authority that signed the server's certificate. */
  readonly caFile: string;
  /** File that the snapshot is written to. */
  readonly file: string;
}

/** Exit codes of the dump steps, beside those of the tools that they run. */
const notPrimary = 11;
const brokenDump = 12;

/**
 * Streams a snapshot by the replication protocol, and reads it whole. `REDIS_USER` and, by either name,
 * `VALKEYCLI_AUTH` and `REDISCLI_AUTH` are its environment. The checker names keys, which may be tokens in clear, so
 * nobody hears what it says.
 */
export function redisDumpScript({ cli, checker, host, port, caFile, file }: RedisDump): string {
  return `set -eu
cli() {
  ${cli} --tls --cacert '${caFile}' -h '${host}' -p ${port} --user "$REDIS_USER" --no-auth-warning "$@"
}
role="$(cli ROLE | head -n 1)"
if [ "$role" != master ]; then
  echo "redis-backup: the server is no primary, it answers: $role" >&2
  exit ${notPrimary}
fi
cli --rdb '${file}'
if ! ${checker} '${file}' >/dev/null 2>&1; then
  echo "redis-backup: the snapshot can not be read back" >&2
  exit ${brokenDump}
fi
`;
}

/**
 * Dumps a database in custom format, and reads the archive whole. libpq's variables are its environment, the password
 * (`PGPASSWORD`) among them.
 */
export function postgresDumpScript({ file }: { readonly file: string }): string {
  return `set -eu
standby="$(psql --no-psqlrc -qAt -c 'select pg_is_in_recovery()')"
if [ "$standby" != f ]; then
  echo "postgres-backup: the server is a standby, not the primary" >&2
  exit ${notPrimary}
fi
pg_dump --no-password --format=custom --file='${file}'
if ! pg_restore --file=/dev/null '${file}'; then
  echo "postgres-backup: the dump can not be read back" >&2
  exit ${brokenDump}
fi
`;
}
