import * as z from "zod/mini";

// What is read of the gateway's answers; the rest passes unread. Seen on beam-cloud/beta9 0b79dfe, see test/fixtures/beta9-api.json.

/** Answer of `POST /api/v1/gateway/auth/authorize`. */
export const authorisation = z.looseObject({
  ok: z.boolean(),
  workspaceId: z.string(),
  newToken: z.string(),
  errorMsg: z.string(),
});

/** Answer of `GET /api/v1/workspace/current`. It also carries the workspace's signing key: never log it whole. */
export const workspace = z.looseObject({
  external_id: z.string().check(z.minLength(1)),
  storage_id: z.optional(z.nullable(z.number())),
});

/** Answer of the two calls that give a workspace its storage. Keys come back as ciphertext and are not read. */
export const storage = z.looseObject({ bucket_name: z.string(), endpoint_url: z.string(), region: z.string() });

/** Business answers under `/api/v1/gateway` come with status 200, whether or not the thing was done. */
export const outcome = z.looseObject({ ok: z.boolean(), errMsg: z.string() });

/** A pool of a workspace as `GET /api/v1/gateway/pools/private` tells it. */
export const privatePool = z.looseObject({
  name: z.string(),
  config: z.looseObject({ name: z.string(), gpu: z.array(z.string()), selector: z.string() }),
  machineCount: z.number(),
});
export type PrivatePoolAnswer = z.infer<typeof privatePool>;

export const privatePools = z.looseObject({ pools: z.array(privatePool) });

/** A pool of the whole cluster as `GET /api/v1/pools` tells it: from the gateway's file (`config`) or made by the API. */
export const managedPool = z.looseObject({
  name: z.string(),
  config: z.looseObject({ mode: z.string(), gpu_type: z.string() }),
  source: z.string(),
  machine_count: z.number(),
});
export type ManagedPoolAnswer = z.infer<typeof managedPool>;

export const managedPools = z.looseObject({ pools: z.array(managedPool) });

const volume = z.looseObject({ name: z.string(), createdAt: z.string() });
export type VolumeAnswer = z.infer<typeof volume>;

export const volumes = z.looseObject({ volumes: z.array(volume) });

/** An upload in parts that has begun; its URLs carry signatures. */
export const upload = z.looseObject({
  uploadId: z.string(),
  fileUploadParts: z.array(z.looseObject({ url: z.string() })),
});

export const presigned = z.looseObject({ url: z.string() });

/** What went wrong in the server's words: native routes say `message`, the health route `error`, the others `errMsg`. */
export function complaint(body: unknown): string {
  if (typeof body === "string") return body.slice(0, 500);
  if (typeof body !== "object" || body === null) return "";
  for (const key of ["message", "errMsg", "error", "status"]) {
    const text = (body as Record<string, unknown>)[key];
    if (typeof text === "string" && text !== "") return text;
  }
  return "";
}
