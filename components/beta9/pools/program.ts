import { readSecretFile, runProgram, systemClock } from "../../program/program.ts";
import { readSettings } from "../../program/settings.ts";
import { Gateway } from "../api/gateway.ts";
import { reconcilePools } from "./reconcile.ts";
import { poolSettings, tokenFile } from "./settings.ts";

// node program.mjs SETTINGS

await runProgram("pools", async ({ signal, log }) => {
  const { gatewayUrl, healthTimeoutSeconds, mode, pools } = await readSettings(poolSettings);
  const token = await readSecretFile(tokenFile);
  await reconcilePools({
    gateway: new Gateway({ url: gatewayUrl, token, signal }),
    desired: pools,
    mode,
    clock: systemClock,
    log,
    signal,
    healthTimeoutMs: healthTimeoutSeconds * 1000,
  });
});
