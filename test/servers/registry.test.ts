import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../loopback.ts";
import { call, push } from "./registry-client.ts";
import { htpasswdLine, type RunningRegistry, startRegistry } from "./registry-server.ts";

const user = "beta9:correct-horse-battery";
const home = mkdtempSync(join(tmpdir(), "registry-"));
const blobs = join(home, "blobs");
const storage = { kind: "filesystem", directory: blobs } as const;
const htpasswd = htpasswdLine("beta9", "correct-horse-battery");
const start = (extra?: Record<string, string>) => startRegistry(home, storage, htpasswd, extra);
const fileOf = (digest: string) => {
  const hex = digest.slice("sha256:".length);
  return join(blobs, "docker/registry/v2/blobs/sha256", hex.slice(0, 2), hex, "data");
};

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("distribution with the rendered config.yml", () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await start();
  });
  afterAll(() => registry.stop());
  const client = () => ({ port: registry.port, ca: registry.ca, user });

  it("takes a push and gives back the same bytes", async () => {
    const layer = randomBytes(1_000_000);
    const pushed = await push(client(), "beta9-users", "image-a", layer);
    const pulled = await call(client(), "GET", `/v2/beta9-users/blobs/${pushed.layer}`);
    expect(pulled.status).toBe(200);
    expect(pulled.body.equals(layer)).toBe(true);
    expect((await call(client(), "GET", "/v2/beta9-users/manifests/image-a")).status).toBe(200);
  });

  it.each([
    ["nobody", undefined],
    ["a wrong password", "beta9:wrong"],
    ["an unknown user", "root:correct-horse-battery"],
  ])("refuses %s", async (_who, stranger) => {
    const { port, ca } = registry;
    const asStranger = { port, ca, ...(stranger === undefined ? {} : { user: stranger }) };
    for (const path of ["/v2/", "/v2/_catalog", "/v2/beta9-users/tags/list"]) {
      expect((await call(asStranger, "GET", path)).status).toBe(401);
    }
    expect((await call(asStranger, "POST", "/v2/beta9-users/blobs/uploads/")).status).toBe(401);
  });

  it("answers its probe without a password and shows nothing there", async () => {
    const { port, ca } = registry;
    const answer = await call({ port, ca }, "GET", "/");
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
  });

  it("speaks no plain HTTP", async () => {
    const answer = await fetch(`http://127.0.0.1:${registry.port}/v2/`);
    expect(answer.status).toBe(400);
  });
});

describe("telemetry", () => {
  it("leaves the registry neither while it works nor when it stops", async () => {
    let connections = 0;
    const collector = createServer().on("connection", (socket) => {
      connections += 1;
      socket.destroy();
    });
    const port = await freePort();
    await new Promise<void>((done) => collector.listen(port, "127.0.0.1", done));
    // Spans would leave 10 ms after they end: long before the push is over.
    const registry = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_BSP_SCHEDULE_DELAY: "10",
    });
    await push({ port: registry.port, ca: registry.ca, user }, "beta9-users", "traced", randomBytes(1000));
    await registry.stop();
    collector.close();
    expect(connections).toBe(0);
    expect(registry.output()).not.toMatch(/debug server/i);
  });
});

describe("garbage collection in a read-only window", () => {
  it("refuses pushes, serves pulls, and takes exactly the deleted image's blobs", async () => {
    let registry = await start();
    const client = () => ({ port: registry.port, ca: registry.ca, user });
    const kept = await push(client(), "beta9-users", "kept", randomBytes(10_000));
    const gone = await push(client(), "beta9-users", "gone", randomBytes(10_000));
    expect((await call(client(), "DELETE", "/v2/beta9-users/manifests/gone")).status).toBe(202);
    await registry.stop();

    registry = await start({ REGISTRY_STORAGE_MAINTENANCE_READONLY: '{"enabled":true}' });
    const refused = await call(client(), "POST", "/v2/beta9-users/blobs/uploads/");
    expect(refused.status).toBe(405);
    execFileSync(registry.binary, ["garbage-collect", "--delete-untagged", registry.configFile]);
    expect((await call(client(), "GET", `/v2/beta9-users/blobs/${kept.layer}`)).status).toBe(200);
    await registry.stop();

    expect(existsSync(fileOf(kept.layer))).toBe(true);
    expect(existsSync(fileOf(kept.manifest))).toBe(true);
    expect(existsSync(fileOf(gone.layer))).toBe(false);
    expect(existsSync(fileOf(gone.manifest))).toBe(false);
  });
});
