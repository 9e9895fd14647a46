import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { Encrypter } from "age-encryption";
import { NoAnswer } from "../../beta9/api/http.ts";
import { Failure, type Log } from "../../program/program.ts";
import { type S3Bucket, S3Refusal, type StoredObject } from "../../s3/bucket.ts";
import { checkDump } from "./dump-form.ts";
import { ends } from "./ends.ts";
import { dumpName, expiredDumps } from "./expired.ts";
import type { ShipSettings } from "./settings.ts";

const mebibyte = 2 ** 20;
/** Most parts that an upload can have. */
const longestUpload = 10_000;
/** What age adds: a header of about 200 bytes per recipient, 16 bytes per 64 KiB. A hundredth more is more than that. */
const overhead = 1.01;

/** Part size for a dump of so many bytes: 8 MiB, which is held in memory, until the number of parts would not do. */
export function partBytesFor(dumpBytes: number): number {
  return Math.max(8 * mebibyte, Math.ceil(((dumpBytes + mebibyte) * overhead) / longestUpload));
}

/**
 * Encrypts a dump on its way into the bucket, makes sure that it is there, and only then takes old ones away. One line
 * of the log says what came of it.
 * @param recipients who can open it, e.g. `age1…`
 * @throws Failure with one of {@link ends}
 */
export async function ship(
  settings: ShipSettings,
  recipients: readonly string[],
  bucket: S3Bucket,
  { now, log }: { readonly now: Date; readonly log: Log },
): Promise<void> {
  const dumpBytes = await checkDump(settings.kind, settings.file);
  const key = dumpName(settings.prefix, now);
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const hash = createHash("sha256");
  const sent = await asked(async () => {
    const clear = Readable.toWeb(createReadStream(settings.file)) as ReadableStream<Uint8Array>;
    const encrypted = hashed(await encrypter.encrypt(clear), hash);
    return bucket.upload(key, encrypted, partBytesFor(dumpBytes));
  });
  await verify(bucket, key, sent);
  const kept = await expire(bucket, settings, now, key);
  log(
    `${key}: ${dumpBytes} bytes, ${sent.bytes} encrypted to ${recipients.length} recipients, sha256 ${hash.digest("hex")}; ${kept}`,
  );
}

async function* hashed(
  data: AsyncIterable<Uint8Array>,
  hash: { update(chunk: Uint8Array): unknown },
): AsyncIterable<Uint8Array> {
  for await (const chunk of data) {
    hash.update(chunk);
    yield chunk;
  }
}

/** What was sent must be what the store says that it holds: its length, and the tag that it gave on the completion. */
async function verify(bucket: S3Bucket, key: string, sent: StoredObject): Promise<void> {
  const held = await asked(() => bucket.head(key));
  if (held.bytes !== sent.bytes || held.etag !== sent.etag) {
    throw new Failure(
      ends.differs,
      `the store holds ${held.bytes} bytes with tag ${held.etag} as ${key}, and ${sent.bytes} bytes with tag ${sent.etag} were sent`,
    );
  }
}

async function expire(bucket: S3Bucket, settings: ShipSettings, now: Date, fresh: string): Promise<string> {
  try {
    const objects = await bucket.list(settings.prefix);
    if (!objects.some(({ key }) => key === fresh)) {
      throw new Failure(ends.differs, `the store takes ${fresh} and does not list it: no old dump was removed`);
    }
    const old = expiredDumps(objects, settings, now);
    for (const key of old) await bucket.remove(key);
    return `${old.length} older than ${settings.keepDays} days removed, ${objects.length - old.length} kept`;
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof S3Refusal)) throw error;
    throw new Failure(ends.notExpired, `${fresh} is safe, but old dumps could not be removed: ${error.message}`);
  }
}

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NoAnswer) throw new Failure(ends.noStore, `the store does not answer: ${error.message}`);
    if (error instanceof S3Refusal) throw new Failure(ends.refused, `the store refuses: ${error.message}`);
    throw error;
  }
}
