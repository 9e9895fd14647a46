import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SetupSettings } from "../../components/data/garage-setup/settings.ts";
import { signed } from "../../components/s3/sign.ts";
import { SecretText } from "../../components/secret-text.ts";
import { GarageServer, garageAvailable, keys } from "./garage-server.ts";
import { call, push } from "./registry-client.ts";
import { htpasswdLine, startRegistry } from "./registry-server.ts";

describe.skipIf(!garageAvailable)("Garage behind its TLS side, as rendered", () => {
  const home = mkdtempSync(join(tmpdir(), "garage-"));
  let garage: GarageServer;
  let settings: SetupSettings;
  beforeAll(async () => {
    garage = await GarageServer.start(home);
    settings = {
      servers: [`https://localhost:${garage.proxy.admin.port}`],
      zone: "eu-frankfurt-1",
      capacityBytes: 2 ** 30,
      timeoutSeconds: 60,
      buckets: ["images", "registry"],
      keys: {
        platform: { buckets: ["images"], createBuckets: true },
        registry: { buckets: ["registry"], createBuckets: false },
      },
    };
  });
  afterAll(async () => {
    await garage?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const overTls = (port: number, method: string, path: string) =>
    call({ port, ca: readFileSync(garage.caFile, "utf8") }, method, path);
  const remove = async (key: { id: string; secret: string }, bucket: string) => {
    const endpoint = `https://localhost:${garage.proxy.s3.port}`;
    const { url, headers } = signed(
      { endpoint, region: "eu-frankfurt-1", bucket },
      { method: "DELETE", key: "absent image.rclip" },
      { accessKeyId: new SecretText(key.id), secretAccessKey: new SecretText(key.secret) },
      new Date(),
    );
    const { pathname } = new URL(url);
    return call({ port: garage.proxy.s3.port, ca: readFileSync(garage.caFile, "utf8"), headers }, "DELETE", pathname);
  };

  it("is not ready before it has a layout, and alive all the same", async () => {
    expect((await overTls(garage.proxy.admin.port, "GET", "/health")).status).toBe(503);
    expect(await garage.status()).toContain(garage.id.slice(0, 16));
  });

  it("gets layout, buckets and keys, and a second run changes nothing", async () => {
    expect(await garage.setUp(settings)).toContain("layout: 1 of 1 servers changed");
    expect((await overTls(garage.proxy.admin.port, "GET", "/health")).status).toBe(200);
    expect(await garage.setUp(settings)).toContain("layout: 0 of 1 servers changed");
  });

  it("tells the set-up's log no secret", async () => {
    const log = await garage.setUp(settings);
    for (const { id, secret } of Object.values(keys)) {
      expect(log).not.toContain(id);
      expect(log).not.toContain(secret);
    }
  });

  it("opens to each key its own bucket and no other", async () => {
    expect((await remove(keys.platform, "images")).status).toBe(204);
    expect((await remove(keys.registry, "images")).status).toBe(403);
    expect((await remove(keys.platform, "registry")).status).toBe(403);
    expect((await remove({ ...keys.platform, secret: "5e".repeat(32) }, "images")).status).toBe(403);
  });

  it("speaks plain HTTP to the proxy beside it alone", () => {
    const listening = readFileSync("/proc/net/tcp", "utf8") + readFileSync("/proc/net/tcp6", "utf8");
    for (const port of Object.values(garage.plain)) {
      const hex = port.toString(16).toUpperCase().padStart(4, "0");
      const addresses = [...listening.matchAll(new RegExp(`: ([0-9A-F]+):${hex} [0-9A-F:]+ 0A `, "g"))].map(
        (match) => match[1],
      );
      expect(addresses).toEqual(["0100007F"]);
    }
  });

  it("holds the blobs of the registry, which reaches it over TLS", async () => {
    mkdirSync(join(home, "registry"));
    const registry = await startRegistry(
      join(home, "registry"),
      {
        kind: "s3",
        endpoint: `https://localhost:${garage.proxy.s3.port}`,
        region: "eu-frankfurt-1",
        bucket: "registry",
        chunkSizeMiB: 5,
      },
      htpasswdLine("beta9", "pass"),
      {
        REGISTRY_STORAGE_S3_ACCESSKEY: keys.registry.id,
        REGISTRY_STORAGE_S3_SECRETKEY: keys.registry.secret,
        SSL_CERT_FILE: garage.caFile,
      },
    );
    const client = { port: registry.port, ca: registry.ca, user: "beta9:pass" };
    // More than two parts of an upload.
    const layer = randomBytes(12 * 2 ** 20);
    const pushed = await push(client, "beta9-users", "image", layer);
    const pulled = await call(client, "GET", `/v2/beta9-users/blobs/${pushed.layer}`);
    expect(pulled.status).toBe(200);
    expect(pulled.body.equals(layer)).toBe(true);
    expect((await call(client, "DELETE", "/v2/beta9-users/manifests/image")).status).toBe(202);
    await registry.stop();
  });
});
