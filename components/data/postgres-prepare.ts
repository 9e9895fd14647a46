import type { PostgresPaths } from "./postgres-config.ts";

/**
 * Shell script that runs before the server at every start of the pod: makes the cluster when there is none, then
 * applies bootstrap.sql through a server that listens on its socket alone. A half-made cluster is never taken for one:
 * it gets its name when it is complete.
 */
export function renderPostgresPrepare({
  superuser,
  port,
  paths,
}: {
  readonly superuser: string;
  readonly port: number;
  readonly paths: PostgresPaths;
}): string {
  return `#!/bin/sh
set -eu
umask 0077
data='${paths.data}'
if [ ! -s "$data/PG_VERSION" ]; then
  rm -rf "$data.new"
  initdb --pgdata="$data.new" --username='${superuser}' --auth-local=peer --auth-host=reject \\
    --encoding=UTF8 --locale=C.UTF-8 --data-checksums --no-instructions
  mv "$data.new" "$data"
fi
# A volume that was mounted anew may have been opened to the pod's group, which PostgreSQL refuses.
chmod 0700 "$data"
# Killed earlier, the server may need long for its recovery.
pg_ctl start --pgdata="$data" --wait --timeout=3600 --silent \\
  --options="-c config_file='${paths.config}/postgresql.conf' -c listen_addresses=''"
trap 'pg_ctl stop --pgdata="$data" --mode=fast --wait --silent' EXIT
psql --no-psqlrc --quiet --output=/dev/null --host='${paths.socket}' --port=${port} \\
  --username='${superuser}' --dbname=postgres --file='${paths.config}/bootstrap.sql'
`;
}
