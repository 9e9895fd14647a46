import { Failure, runProgram } from "../../program/program.ts";
import { readSettings } from "../../program/settings.ts";
import { preflight } from "./preflight.ts";
import { preflightSettings } from "./settings.ts";

// node program.mjs SETTINGS SECRET_SETTINGS

await runProgram("preflight", async ({ log }) => {
  const [first, ...others] = await preflight(await readSettings(preflightSettings, process.argv[3]));
  if (first) throw new Failure(first.code, [first, ...others].map(({ message }) => message).join("\n"));
  log("Redis, PostgreSQL and the encryption key are as Beta9 needs them");
});
