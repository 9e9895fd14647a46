import { readFile, writeFile } from "node:fs/promises";
import * as z from "zod/mini";
import { Failure, readSecretFile, runProgram } from "../../program/program.ts";
import { badSettings, readSettings } from "../../program/settings.ts";
import { S3Bucket, S3Refusal } from "../../s3/bucket.ts";
import { RegistryApi, refused } from "./registry-api.ts";
import { selectImages } from "./select.ts";
import { retentionSettings, secretFolder, secretNames, workFiles, workFolder } from "./settings.ts";

// node program.mjs SETTINGS select|remove [WORK SECRETS]
// Between the two, psql makes Beta9 forget the images that were selected.

const [, , , step, work = workFolder, secrets = secretFolder] = process.argv;
const usages = z.array(z.strictObject({ image: z.string(), inUse: z.boolean(), lastUsed: z.number() }));

await runProgram("registry-retention", async ({ signal, log }) => {
  const settings = await readSettings(retentionSettings);
  const password = await readSecretFile(`${secrets}/${secretNames.password}`);
  const { registryUrl, repository, username } = settings;
  const registry = new RegistryApi(registryUrl, repository, { name: username, password }, signal);
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(`${work}/${file}`, "utf8"));
  if (step === "select") {
    const tags = await registry.tags();
    const { remove, unknown } = selectImages(tags, usages.parse(await read(workFiles.usage)), settings, Date.now());
    log(`${tags.length} images: ${remove.length} to remove, ${unknown.length} unknown to the database stay`);
    return writeFile(`${work}/${workFiles.remove}`, JSON.stringify(remove));
  }
  if (step !== "remove") throw new Failure(badSettings, `${step ?? "nothing"} is no step: select or remove`);
  for (const image of z.array(z.string()).parse(await read(workFiles.forgotten))) {
    // The index first: without it Beta9 builds the image anew, and a tag that is left is found by the next run.
    await removeIndex(settings.storeRegion, image, signal);
    await registry.untag(image);
    log(`removed ${image}`);
  }
});

/** Beta9 keeps `<image>.rclip` beside the layers (`pkg/registry/registry.go`) and takes it for the image's existence. */
async function removeIndex(region: string, image: string, signal: AbortSignal): Promise<void> {
  const secret = (name: string) => readSecretFile(`${secrets}/${name}`);
  const bucket = new S3Bucket(
    {
      endpoint: (await secret(secretNames.storeUrl)).reveal(),
      region,
      bucket: (await secret(secretNames.bucket)).reveal(),
    },
    {
      accessKeyId: await secret(secretNames.accessKeyId),
      secretAccessKey: await secret(secretNames.secretAccessKey),
    },
    signal,
  );
  try {
    await bucket.remove(`${image}.rclip`);
  } catch (error) {
    throw error instanceof S3Refusal ? new Failure(refused, error.message) : error;
  }
}
