import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GarageSettings, renderGarageConfig } from "./garage-config.ts";

/** Reads the part of TOML that is written: tables, and one JSON-like literal per line. */
function parse(text: string): Record<string, Record<string, never>> {
  const tables: Record<string, Record<string, never>> = { "": {} };
  let table = "";
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const [, header] = /^\[(.*)\]$/.exec(line) ?? [];
    if (header !== undefined) {
      table = header;
      tables[table] = {};
      continue;
    }
    const [, key = "", value = ""] = /^(\w+) = (.*)$/.exec(line) ?? [];
    Object.assign(tables[table] ?? {}, { [key]: JSON.parse(value) });
  }
  return tables;
}

function read(text: string): GarageSettings {
  const { "": root, s3_api: s3, admin } = parse(text) as Record<string, Record<string, string>>;
  const port = (address: string | undefined) => Number(address?.split(":").at(-1));
  return {
    metadataDirectory: root?.metadata_dir ?? "",
    dataDirectory: root?.data_dir ?? "",
    replicationFactor: Number(root?.replication_factor) as 1 | 3,
    region: s3?.s3_region ?? "",
    rpcPort: port(root?.rpc_bind_addr),
    s3Port: port(s3?.api_bind_addr),
    adminPort: port(admin?.api_bind_addr),
    peers: (root?.bootstrap_peers as unknown as string[]).map((peer) => {
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
    fc.assert(fc.property(anySettings, (settings) => expect(read(renderGarageConfig(settings))).toEqual(settings)));
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
    for (const table of [s3_api, admin]) expect(table?.api_bind_addr).toMatch(/^127\.0\.0\.1:/);
  });

  it("holds no secret: they come by environment", () => {
    expect(renderGarageConfig(example)).not.toMatch(/rpc_secret|_token =|password/);
  });
});
