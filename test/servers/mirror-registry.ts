import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf } from "../../components/images/digest.ts";
import { provide } from "../../tools/toolchain/provide.ts";
import { freePort } from "../loopback.ts";

const types = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
};

export interface PlainRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  stop(): Promise<void>;
}

/** distribution without TLS and passwords on loopback: an upstream, or a mirror, of a test. */
export async function startPlainRegistry(directory: string): Promise<PlainRegistry> {
  const binary = await provide("registry");
  const host = `127.0.0.1:${await freePort()}`;
  mkdirSync(directory, { recursive: true });
  const configFile = join(directory, "config.json");
  const storage = { filesystem: { rootdirectory: join(directory, "blobs") }, delete: { enabled: true } };
  writeFileSync(configFile, JSON.stringify({ version: 0.1, storage, http: { addr: host, secret: "b".repeat(32) } }));
  const env = { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: "none" };
  const server = spawn(binary, ["serve", configFile], { env, stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  await new Promise<void>((done, fail) => {
    server.stderr.on("data", (chunk: Buffer) => {
      output += chunk;
      if (output.includes("listening on")) done();
    });
    server.once("exit", (code) => fail(new Error(`the registry ended with ${code}:\n${output}`)));
  });
  return {
    host,
    stop: async () => {
      const gone = once(server, "exit");
      server.kill("SIGTERM");
      await gone;
    },
  };
}

/** Pushes an image for these platforms and tells the digest of its index. */
export async function pushIndex(
  host: string,
  path: string,
  tag: string,
  platforms: readonly string[],
): Promise<string> {
  const manifests = [];
  for (const platform of platforms) {
    const [os, architecture] = platform.split("/");
    const layer = await pushBlob(host, path, Buffer.from(`layer of ${tag} for ${platform}`));
    const config = await pushBlob(
      host,
      path,
      Buffer.from(JSON.stringify({ os, architecture, rootfs: { type: "layers", diff_ids: [layer.digest] } })),
    );
    const manifest = await pushManifest(host, path, undefined, types.manifest, {
      schemaVersion: 2,
      mediaType: types.manifest,
      config: { mediaType: types.config, ...config },
      layers: [{ mediaType: types.layer, ...layer }],
    });
    manifests.push({ mediaType: types.manifest, ...manifest, platform: { os, architecture } });
  }
  const index = { schemaVersion: 2, mediaType: types.index, manifests };
  return (await pushManifest(host, path, tag, types.index, index)).digest;
}

interface Stored {
  readonly digest: string;
  readonly size: number;
}

async function pushBlob(host: string, path: string, blob: Buffer): Promise<Stored> {
  const started = await fetch(`http://${host}/v2/${path}/blobs/uploads/`, { method: "POST" });
  const location = new URL(started.headers.get("location") ?? "", `http://${host}`);
  const digest = digestOf(blob);
  location.searchParams.set("digest", digest);
  await created(fetch(location.href, { method: "PUT", body: new Uint8Array(blob) }));
  return { digest, size: blob.length };
}

/** Under its tag, or under its digest alone. */
async function pushManifest(
  host: string,
  path: string,
  tag: string | undefined,
  type: string,
  value: object,
): Promise<Stored> {
  const body = Buffer.from(JSON.stringify(value));
  const digest = digestOf(body);
  const address = `http://${host}/v2/${path}/manifests/${tag ?? digest}`;
  await created(fetch(address, { method: "PUT", headers: { "content-type": type }, body: new Uint8Array(body) }));
  return { digest, size: body.length };
}

async function created(answer: Promise<Response>): Promise<void> {
  const { status, url } = await answer;
  if (status !== 201) throw new Error(`${url} answered ${status}`);
}
