import { createHash, randomUUID } from "node:crypto";
import type { ServedAnswer, ServedRequest } from "./fake-server.ts";
import { fill, observed } from "./observed.ts";

/** What a signature looks like: found in any output, a credential leaked. */
export const signatureCanary = "canary-of-a-signature";

export interface StoredAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

const prefix = "/api/v1/gateway/volumes";

/** Volumes of a workspace and the object store that keeps their files, as a gateway with presigned URLs shows them. */
export class FakeVolumes {
  /** When each volume was made, as the gateway tells it. */
  readonly volumes = new Map<string, string>();
  /** Files by path in the bucket. */
  readonly objects = new Map<string, Buffer>();
  /** Where presigned URLs lead. */
  storeUrl = "https://s3.gpu.example.eu";
  /** The store refuses to delete, as OCI's does. */
  keepsFiles = false;
  /** The store answers every upload with this status. */
  uploadStatus = 200;
  /** The store loses what it was given. */
  loses = false;
  readonly #parts = new Map<string, Buffer>();

  /** Answers a call of the gateway's HTTP API; `undefined` where it is about something else. */
  handle({ method, path, body }: ServedRequest, authorised: boolean): ServedAnswer | undefined {
    if (!path.startsWith(prefix)) return undefined;
    if (!authorised) return reply("volume-create-badtoken");
    const fields = (body ?? {}) as Record<string, string>;
    const { volume_name: volume = "", volume_path: file = "", upload_id: upload = "" } = fields;
    const key = `/volumes/${volume}/${file}`;
    switch (`${method} ${path.slice(prefix.length)}`) {
      case "GET ":
        return this.#list();
      case "POST ":
        if (!this.volumes.has(fields.name ?? "")) this.volumes.set(fields.name ?? "", new Date().toISOString());
        return reply("volume-create");
      case "POST /multipart-upload":
        return this.volumes.has(volume) ? this.#begin(key) : reply("volume-upload-novolume");
      case "POST /multipart-upload/complete":
        return this.#complete(key, upload);
      case "POST /multipart-upload/abort":
        return reply("volume-upload-abort");
      case "POST /presigned-url":
        return reply("volume-presigned-get", { "<url>": this.#signed(key) });
      default:
        return reply("unknown-path");
    }
  }

  /** `DeleteVolume`, which only gRPC has: the reason when it fails. */
  delete(name: string): string | undefined {
    if (this.keepsFiles || !this.volumes.delete(name)) return "Unable to delete volume";
    for (const key of this.objects.keys()) if (key.startsWith(`/volumes/${name}/`)) this.objects.delete(key);
    return undefined;
  }

  /** The object store's side: what a presigned URL is good for. */
  serve(method: string, url: string, body: Buffer): StoredAnswer {
    const { pathname, searchParams } = new URL(url, this.storeUrl);
    if (searchParams.get("X-Amz-Signature") !== signatureCanary) return { status: 403 };
    if (method === "PUT") {
      if (this.uploadStatus !== 200) return { status: this.uploadStatus };
      this.#parts.set(searchParams.get("uploadId") ?? "", body);
      return { status: 200, headers: { etag: etagOf(body) } };
    }
    const stored = this.objects.get(pathname);
    return stored ? { status: 200, body: stored } : { status: 404 };
  }

  #list(): ServedAnswer {
    const { status, body } = reply("volumes-list");
    const [template] = (body as { volumes: object[] }).volumes;
    const volumes = [...this.volumes].map(([name, createdAt]) => ({ ...template, name, createdAt }));
    return { status, body: { ...(body as object), volumes } };
  }

  #begin(key: string): ServedAnswer {
    const id = randomUUID();
    return reply("volume-upload", { "<upload-id>": id, "<url>": `${this.#signed(key)}&partNumber=1&uploadId=${id}` });
  }

  #complete(key: string, upload: string): ServedAnswer {
    const part = this.#parts.get(upload);
    if (!part) return reply("volume-upload-complete-aborted");
    if (!this.loses) this.objects.set(key, part);
    return reply("volume-upload-abort");
  }

  #signed(key: string): string {
    return `${this.storeUrl}${key}?X-Amz-Signature=${signatureCanary}`;
  }
}

function etagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

function reply(name: string, values: Readonly<Record<string, string>> = {}): ServedAnswer {
  const { status, responseBody } = observed(name);
  return { status, body: fill(responseBody, values) };
}
