import { kubernetesUrl } from "../../program/kubernetes-url.ts";
import { Failure, readSecretFile, runProgram, systemClock } from "../../program/program.ts";
import { readSettings } from "../../program/settings.ts";
import { Gateway } from "../api/gateway.ts";
import { claimPhase } from "./claim-phase.ts";
import { ends } from "./ends.ts";
import { readLedger } from "./ledger.ts";
import { type ClaimSettings, claimSettings, paths } from "./settings.ts";
import { type StorageChoice, settlePhase } from "./settle-phase.ts";
import { TokenSecret } from "./token-secret.ts";

// node program.mjs SETTINGS claim|settle

await runProgram("admin-claim", async ({ signal, log }) => {
  const settings = await readSettings(claimSettings);
  const context = {
    gateway: new Gateway({ url: settings.gatewayUrl, signal }),
    secret: new TokenSecret(
      {
        url: kubernetesUrl(environment("KUBERNETES_SERVICE_HOST"), environment("KUBERNETES_SERVICE_PORT")),
        tokenFile: `${paths.serviceAccount}/token`,
      },
      settings.namespace,
      settings.secretName,
    ),
    clock: systemClock,
    log,
    signal,
    healthTimeoutMs: settings.healthTimeoutSeconds * 1000,
  };
  const phase = process.argv[3];
  if (phase === "claim") return claimPhase(context, environment("POD_NAME"));
  if (phase === "settle") {
    const storage = await storageChoice(settings);
    return settlePhase(context, await readLedger(paths.ledger), { storage, recoverApproved: settings.recover });
  }
  throw new Failure(ends.badSettings, `${phase ?? "nothing"} is no phase of the claim: claim or settle`);
});

function environment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Failure(ends.badSettings, `the environment variable ${name} is missing`);
  return value;
}

async function storageChoice({ externalStorage }: ClaimSettings): Promise<StorageChoice> {
  if (externalStorage === undefined) return { kind: "platform" };
  return {
    kind: "external",
    ...externalStorage,
    accessKey: await readSecretFile(`${paths.storageKeys}/accessKey`),
    secretKey: await readSecretFile(`${paths.storageKeys}/secretKey`),
  };
}
