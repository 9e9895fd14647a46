import { readSecretFile, runProgram, systemClock } from "../../program/program.ts";
import { readSettings } from "../../program/settings.ts";
import { secretFiles, setupSettings } from "./settings.ts";
import { setUp } from "./setup.ts";

// node program.mjs SETTINGS [SECRETS]

await runProgram("garage-setup", async ({ signal, log }) => {
  const settings = await readSettings(setupSettings);
  const folder = process.argv[3] ?? secretFiles.folder;
  const secret = (file: string) => readSecretFile(`${folder}/${file}`);
  const keys = await Promise.all(
    Object.keys(settings.keys).map(
      async (name) =>
        [
          name,
          { id: await secret(secretFiles.accessKeyId(name)), secret: await secret(secretFiles.secretAccessKey(name)) },
        ] as const,
    ),
  );
  const adminToken = await secret(secretFiles.adminToken);
  await setUp(settings, { adminToken, keys: Object.fromEntries(keys) }, { clock: systemClock, log, signal });
});
