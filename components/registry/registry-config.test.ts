import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type RegistrySettings, renderRegistryConfig } from "./registry-config.ts";

const files = { certificate: "/tls/tls.crt", key: "/tls/tls.key", htpasswd: "/auth/htpasswd" };
const s3 = {
  kind: "s3",
  endpoint: "https://s3.example.eu",
  region: "eu-frankfurt-1",
  bucket: "registry",
  chunkSizeMiB: 10,
} as const;

/** The settings that a rendered file stands for. */
function read(text: string): RegistrySettings {
  const config = parse(text);
  const { s3, filesystem } = config.storage;
  return {
    storage: s3
      ? {
          kind: "s3",
          endpoint: s3.regionendpoint,
          region: s3.region,
          bucket: s3.bucket,
          chunkSizeMiB: s3.chunksize / 2 ** 20,
        }
      : { kind: "filesystem", directory: filesystem.rootdirectory },
    port: Number(config.http.addr.slice(1)),
    files: {
      certificate: config.http.tls.certificate,
      key: config.http.tls.key,
      htpasswd: config.auth.htpasswd.path,
    },
    drainSeconds: Number.parseInt(config.http.draintimeout, 10),
  };
}

const text = fc.string({ minLength: 1, unit: "grapheme" });
const anySettings: fc.Arbitrary<RegistrySettings> = fc.record({
  storage: fc.oneof(
    fc.record({
      kind: fc.constant("s3" as const),
      endpoint: fc.webUrl(),
      region: text,
      bucket: text,
      chunkSizeMiB: fc.integer({ min: 5, max: 5120 }),
    }),
    fc.record({ kind: fc.constant("filesystem" as const), directory: text }),
  ),
  port: fc.integer({ min: 1024, max: 65_535 }),
  files: fc.record({ certificate: text, key: text, htpasswd: text }),
  drainSeconds: fc.nat(),
});

describe("config.yml of the registry", () => {
  it("says what the settings say, whatever characters they hold", () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(read(renderRegistryConfig(settings))).toEqual(settings);
      }),
    );
  });

  it("opens nothing but the registry itself", () => {
    const config = parse(renderRegistryConfig({ storage: s3, port: 5000, files, drainSeconds: 30 }));
    expect(Object.keys(config)).toEqual(["version", "log", "storage", "auth", "http", "health"]);
    expect(config.http).not.toHaveProperty("debug");
    expect(Object.keys(config.http)).toEqual(["addr", "draintimeout", "tls", "headers"]);
  });

  it("speaks path style to the store and never sends a client there", () => {
    const { storage } = parse(renderRegistryConfig({ storage: s3, port: 5000, files, drainSeconds: 30 }));
    expect(storage.s3.forcepathstyle).toBe(true);
    expect(storage.s3.chunksize).toBe(10_485_760);
    expect(storage.redirect.disable).toBe(true);
    expect(storage.delete.enabled).toBe(true);
  });

  it("holds no secret: they come by environment", () => {
    const config = renderRegistryConfig({ storage: s3, port: 5000, files, drainSeconds: 30 });
    expect(config).not.toMatch(/^\s*(accesskey|secretkey|secret|password)\s*:/im);
  });
});
