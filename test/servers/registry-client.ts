import { createHash } from "node:crypto";
import { request } from "node:https";

/** One request to a registry on loopback, over TLS under an authority of the test's own. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Client {
  readonly port: number;
  readonly ca: string;
  /** `user:password`; absent: anonymous. */
  readonly user?: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";

const digest = (bytes: Buffer): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

export function call(
  { port, ca, user, headers: own = {} }: Client,
  method: string,
  path: string,
  { body, type }: { readonly body?: Buffer; readonly type?: string } = {},
): Promise<Answer> {
  return new Promise((done, fail) => {
    const headers = {
      // Without it the registry answers 404 for an OCI manifest.
      accept: `${manifestType}, */*`,
      ...own,
      ...(user === undefined ? {} : { authorization: `Basic ${Buffer.from(user).toString("base64")}` }),
      ...(type === undefined ? {} : { "content-type": type }),
      ...(body === undefined ? {} : { "content-length": body.length }),
    };
    const sent = request({ host: "localhost", port, method, path, ca, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", fail);
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

/** Digests of an image that was pushed. */
export interface Pushed {
  readonly layer: string;
  readonly manifest: string;
}

/** Pushes an image of one layer as a build does: blobs first, then the manifest that names them. */
export async function push(client: Client, repository: string, tag: string, layer: Buffer): Promise<Pushed> {
  const config = Buffer.from(
    JSON.stringify({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [] } }),
  );
  for (const blob of [config, layer]) await pushBlob(client, repository, blob);
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", size: config.length, digest: digest(config) },
      layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", size: layer.length, digest: digest(layer) }],
    }),
  );
  const put = await call(client, "PUT", `/v2/${repository}/manifests/${tag}`, { body: manifest, type: manifestType });
  if (put.status !== 201) throw new Error(`manifest ${tag}: ${put.status} ${put.body}`);
  return { layer: digest(layer), manifest: digest(manifest) };
}

async function pushBlob(client: Client, repository: string, blob: Buffer): Promise<void> {
  const started = await call(client, "POST", `/v2/${repository}/blobs/uploads/`);
  if (started.status !== 202) throw new Error(`upload: ${started.status} ${started.body}`);
  const location = new URL(String(started.headers.location), `https://localhost:${client.port}`);
  location.searchParams.set("digest", digest(blob));
  const put = await call(client, "PUT", `${location.pathname}${location.search}`, {
    body: blob,
    type: "application/octet-stream",
  });
  if (put.status !== 201) throw new Error(`blob: ${put.status} ${put.body}`);
}
