export interface RedisProbeConfig {
  /** Command-line client, e.g. `valkey-cli`. */
  readonly cli: string;
  readonly port: number;
  readonly username: string;
  readonly passwordFile: string;
  readonly ca: string;
}

/**
 * Shell script for the probes: `ready` while commands are answered, `alive` also while the log is being loaded, which
 * a restart would only begin again. The password reaches the client by environment, never by argument.
 */
export function renderRedisProbe({ cli, port, username, passwordFile, ca }: RedisProbeConfig): string {
  return `#!/bin/sh
set -eu
# Valkey's client goes by the first name, Redis' and older ones of Valkey's by the second.
VALKEYCLI_AUTH="$(cat '${passwordFile}')"
REDISCLI_AUTH="$VALKEYCLI_AUTH"
export VALKEYCLI_AUTH REDISCLI_AUTH
answer="$(${cli} --tls --cacert '${ca}' -h 127.0.0.1 -p ${port} --user ${username} --no-auth-warning PING)"
case "$1:$answer" in
  ready:PONG | alive:PONG | alive:LOADING*) exit 0 ;;
  *)
    echo "$answer" >&2
    exit 1
    ;;
esac
`;
}
