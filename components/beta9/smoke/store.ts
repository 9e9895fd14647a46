import { randomBytes } from "node:crypto";
import type { SecretText } from "../../secret-text.ts";
import type { Gateway, Upload, VolumeFile } from "../api/gateway.ts";
import { gatewayOf } from "./access.ts";
import { type Check, type CheckContext, CheckFailure, failureOf } from "./check.ts";
import { nameMessage, refusalIn } from "./outcome-message.ts";

/** Volumes of these names are the smoke test's own. */
const ownVolume = /^eu-gpu-cloud-smoke-[0-9a-f]{12}$/;

/** A volume of an ended run is older than this; a running one is younger. In ms. */
const leftAfterMs = 3_600_000;

const path = "round-trip";
const objectBytes = 64;

/**
 * A file goes into a volume and comes back as the SDK moves files: the gateway signs, the object store carries. The
 * volume is the check's own and is deleted; one that an earlier run could not delete is used again, so that there is
 * never more than one.
 */
export const store: Check = {
  name: "store",
  needs: ["token"],
  async run(context) {
    const gateway = gatewayOf(context);
    const volume = await ownVolumeOf(gateway);
    await gateway.createVolume(volume);
    const url = await roundTrip(context, gateway, { volume, path }).catch(async (error: unknown) => {
      throw await tidied(context, volume, error);
    });
    await remove(context, volume, url);
    const { host } = new URL(url.reveal());
    return { says: `${objectBytes} bytes went to ${host} and back by presigned URLs, and are deleted` };
  },
};

/** What went wrong first is what is told, and what stays because of it. */
async function tidied(context: CheckContext, volume: string, error: unknown): Promise<unknown> {
  if ((await deleteVolume(context, volume)) === undefined) return error;
  const { says, next } = failureOf(error);
  return new CheckFailure(`${says}; the volume ${volume} stays for the next run`, next);
}

/**
 * Deletes a volume and its files by gRPC, as the SDK does: by HTTP the gateway takes the same path for one that deletes
 * the files alone. Answers with why it did not.
 */
async function deleteVolume({ platform, wire }: CheckContext, volume: string): Promise<string | undefined> {
  const { host, token } = platform;
  const path = "/volume.VolumeService/DeleteVolume";
  return refusalIn(await wire.grpc(host, { path, token, message: nameMessage(volume) }));
}

async function ownVolumeOf(gateway: Gateway): Promise<string> {
  const left = (await gateway.volumes()).find(
    ({ name, createdAt }) => ownVolume.test(name) && Date.now() - Date.parse(createdAt) > leftAfterMs,
  );
  return left?.name ?? `eu-gpu-cloud-smoke-${randomBytes(6).toString("hex")}`;
}

async function roundTrip(context: CheckContext, gateway: Gateway, file: VolumeFile): Promise<SecretText> {
  const content = randomBytes(objectBytes);
  const upload = await gateway.beginUpload({ ...file, bytes: content.length });
  const etag = await send(context, upload, content).catch(async (error: unknown) => {
    await gateway.abortUpload(file, upload);
    throw error;
  });
  await gateway.completeUpload(file, upload, etag);
  const url = await gateway.downloadUrl(file);
  requireStore(context, url);
  const { status, body } = await context.wire.request({ method: "GET", url: url.reveal() });
  if (status === 200 && body.equals(content)) return url;
  const seen = status === 200 ? "other bytes than were sent" : `status ${status}`;
  throw new CheckFailure(`the object store answers the download with ${seen}`, storeNext);
}

async function send(context: CheckContext, { url }: Upload, body: Buffer): Promise<string> {
  requireStore(context, url);
  const { status, headers } = await context.wire.request({ method: "PUT", url: url.reveal(), body });
  const etag = headers.etag?.replaceAll('"', "");
  if (status === 200 && etag) return etag;
  throw new CheckFailure(`the object store answers the upload with status ${status}`, storeNext);
}

/** The signature is for whoever gets the request, so nothing is sent anywhere but to the store of the outputs. */
function requireStore({ platform }: CheckContext, url: SecretText): void {
  const { protocol, host } = new URL(url.reveal());
  const expected = new URL(platform.storeUrl);
  if (protocol === "https:" && host === expected.host) return;
  throw new CheckFailure(
    `the gateway's presigned URLs lead to ${protocol}//${host}, and the store of the outputs is ${expected.origin}`,
    "make the gateway use the store's public address: pulumi up, then delete the gateway's pods if they are older",
  );
}

async function remove(context: CheckContext, volume: string, url: SecretText): Promise<void> {
  const refusal = await deleteVolume(context, volume);
  if (refusal !== undefined) {
    throw new CheckFailure(
      `upload and download work, but the volume ${volume} can not be deleted: ${refusal}`,
      "OCI's store refuses Beta9's deletion (docs/control-plane.md, Known limits); a later run takes this volume again",
    );
  }
  const { status } = await context.wire.request({ method: "GET", url: url.reveal() });
  if (status === 404) return;
  throw new CheckFailure(
    `the gateway says that the volume ${volume} is deleted, and its file still answers with ${status}`,
    "look for the file in the volumes' bucket, and at the gateway's log",
  );
}

const storeNext =
  "look at the object store and at the gateway's log; the signature fails when a proxy rewrites host or path";
