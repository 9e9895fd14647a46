/** A peer that a server asks for at every start. */
export interface GaragePeer {
  /** Public key of the server, 64 hex digits. */
  readonly id: string;
  readonly host: string;
}

export interface GarageSettings {
  readonly metadataDirectory: string;
  readonly dataDirectory: string;
  /** Copies of every object: 1, or 3, each on a server of its own. */
  readonly replicationFactor: 1 | 3;
  /** Region name that requests must be signed for. */
  readonly region: string;
  readonly rpcPort: number;
  /** Ports on loopback: the API speaks plain HTTP, and only the TLS proxy beside it may hear that. */
  readonly s3Port: number;
  readonly adminPort: number;
  readonly peers: readonly GaragePeer[];
}

/**
 * garage.toml. Keys: `garage_util/config.rs` at 2.5.0; unknown ones are ignored by Garage without a word. Secrets come by
 * environment (`GARAGE_RPC_SECRET`, `GARAGE_ADMIN_TOKEN`), because this text lies in a ConfigMap. The website and K2V
 * listeners, tracing and discovery are left out, which switches them off.
 */
export function renderGarageConfig(settings: GarageSettings): string {
  const { replicationFactor, region, rpcPort, s3Port, adminPort, peers } = settings;
  return toml({
    "": {
      metadata_dir: settings.metadataDirectory,
      data_dir: settings.dataDirectory,
      db_engine: "lmdb",
      // Off by default. A write that was acknowledged must survive the loss of power of one server.
      metadata_fsync: true,
      data_fsync: true,
      metadata_auto_snapshot_interval: "6h",
      replication_factor: replicationFactor,
      consistency_mode: "consistent",
      // Servers speak to each other encrypted and authenticated by themselves.
      rpc_bind_addr: `0.0.0.0:${rpcPort}`,
      bootstrap_peers: peers.map(({ id, host }) => `${id}@${host}:${rpcPort}`),
    },
    s3_api: { api_bind_addr: `127.0.0.1:${s3Port}`, s3_region: region },
    admin: { api_bind_addr: `127.0.0.1:${adminPort}`, metrics_require_token: true },
  });
}

type TomlValue = string | number | boolean | readonly string[];

function toml(tables: Readonly<Record<string, Readonly<Record<string, TomlValue>>>>): string {
  return Object.entries(tables)
    .map(([name, table]) => {
      const lines = Object.entries(table).map(([key, value]) => `${key} = ${tomlValue(value)}\n`);
      return `${name === "" ? "" : `\n[${name}]\n`}${lines.join("")}`;
    })
    .join("");
}

/** JSON's literals are TOML's, but for the delete character, which TOML wants escaped. */
function tomlValue(value: TomlValue): string {
  return JSON.stringify(value).replaceAll("\u007f", "\\u007f");
}
