import { Failure, readSecretFile, runProgram } from "../../program/program.ts";
import { badSettings, readSettings } from "../../program/settings.ts";
import { S3Bucket } from "../../s3/bucket.ts";
import { secretFolder, secretNames, shipEnvironment, shipSettings } from "./settings.ts";
import { ship } from "./ship.ts";

// node program.mjs SETTINGS [SECRETS], with STORE_ENDPOINT, STORE_BUCKET and RECIPIENTS

await runProgram("backup", async ({ signal, log }) => {
  const settings = await readSettings(shipSettings);
  const environment = shipEnvironment.safeParse(process.env);
  if (!environment.success) {
    const names = environment.error.issues.map((issue) => issue.path.join("."));
    throw new Failure(badSettings, `the environment is not understood: ${names.join(", ")}`);
  }
  const { STORE_ENDPOINT: endpoint, STORE_BUCKET: bucket, RECIPIENTS: recipients } = environment.data;
  const folder = process.argv[3] ?? secretFolder;
  const keys = {
    accessKeyId: await readSecretFile(`${folder}/${secretNames.accessKeyId}`),
    secretAccessKey: await readSecretFile(`${folder}/${secretNames.secretAccessKey}`),
  };
  const store = new S3Bucket({ endpoint, region: settings.region, bucket }, keys, signal);
  await ship(settings, recipients.split(" "), store, { now: new Date(), log });
});
