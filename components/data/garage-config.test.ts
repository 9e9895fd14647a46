import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GarageSettings, renderGarageConfig } from "./garage-config.ts";

// biome-ignore lint/suspicious/noExplicitAny: a parsed file has the shape of whatever was written
type Parsed = any;

/** Reads the part of TOML that is written: tables, and one JSON-like literal per line. */
function parse(text: string): Parsed {
  const tables: Parsed = { "": {} };
  let table = "";
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const at = line.indexOf(" = ");
    if (at > 0) {
      tables[table][line.slice(0, at)] = JSON.parse(line.slice(at + 3));
    } else {
      table = line.slice(1, -1);
      tables[table] = {};
    }
  }
  return tables;
}

function read(text: string): GarageSettings {
  const { "": root, s3_api, admin } = parse(text);
  const port = (address: string) => Number(address.split(":").at(-1));
  return {
    metadataDirectory: root.metadata_dir,
    dataDirectory: root.data_dir,
    replicationFactor: root.replication_factor,
    region: s3_api.s3_region,
    rpcPort: port(root.rpc_bind_addr),
    s3Port: port(s3_api.api_bind_addr),
    adminPort: port(admin.api_bind_addr),
    peers: root.bootstrap_peers.map((peer: string) => {
      const [, id = "", host = ""] = /^([^@]*)@(.*):\d+$/.exec(peer) ?? [];
      return { id, host };
    }),
  };
}

const text = fc.string({ minLength: 1, unit: "grapheme" });
const port = fc.integer({ min: 1024, max: 65_535 });
const anySettings: fc.Arbitrary<GarageSettings> = fc.record({
  metadataDirectory: text,
  dataDirectory: text,
  replicationFactor: fc.constantFrom(1 as const, 3 as const),
  region: text,
  rpcPort: port,
  s3Port: port,
  adminPort: port,
  peers: fc.array(fc.record({ id: fc.stringMatching(/^[0-9a-f]{64}$/), host: fc.domain() })),
});
const example: GarageSettings = {
  metadataDirectory: "/meta",
  dataDirectory: "/data",
  replicationFactor: 1,
  region: "eu-frankfurt-1",
  rpcPort: 3901,
  s3Port: 3900,
  adminPort: 3903,
  peers: [],
};

describe("garage.toml", () => {
  it("says what the settings say, whatever characters they hold", () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(read(renderGarageConfig(settings))).toEqual(settings);
      }),
    );
  });

  it("is the file that Garage is known to start with", () => {
    expect(
      renderGarageConfig({ ...example, peers: [{ id: "ab".repeat(32), host: "garage-1.garage-servers" }] }),
    ).toMatchInlineSnapshot(`
      "metadata_dir = "/meta"
      data_dir = "/data"
      db_engine = "lmdb"
      metadata_fsync = true
      data_fsync = true
      metadata_auto_snapshot_interval = "6h"
      replication_factor = 1
      consistency_mode = "consistent"
      rpc_bind_addr = "0.0.0.0:3901"
      bootstrap_peers = ["abababababababababababababababababababababababababababababababab@garage-1.garage-servers:3901"]

      [s3_api]
      api_bind_addr = "127.0.0.1:3900"
      s3_region = "eu-frankfurt-1"

      [admin]
      api_bind_addr = "127.0.0.1:3903"
      metrics_require_token = true
      "
    `);
  });

  it("hears plain HTTP on loopback alone", () => {
    const { s3_api, admin } = parse(renderGarageConfig(example));
    for (const table of [s3_api, admin]) expect(table.api_bind_addr).toMatch(/^127\.0\.0\.1:/);
  });

  it("holds no secret: they come by environment", () => {
    expect(renderGarageConfig(example)).not.toMatch(/rpc_secret|admin_token|metrics_token/);
  });
});
