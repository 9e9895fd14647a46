import { spawn } from "node:child_process";
import { kubernetesUrl } from "../../program/kubernetes-url.ts";
import { Failure, runProgram, systemClock } from "../../program/program.ts";
import { readSettings } from "../../program/settings.ts";
import { DeploymentApi } from "./deployment.ts";
import { collectionSettings, serviceAccountFolder } from "./settings.ts";
import { collectInWindow } from "./window.ts";

// node program.mjs SETTINGS

/** Exit code: the registry's own program failed. */
const collectionFailed = 5;

await runProgram("registry-gc", async ({ signal, log }) => {
  const settings = await readSettings(collectionSettings);
  const { KUBERNETES_SERVICE_HOST: host = "", KUBERNETES_SERVICE_PORT: port = "443" } = process.env;
  const access = { url: kubernetesUrl(host, port), tokenFile: `${serviceAccountFolder}/token` };
  const deployment = new DeploymentApi(access, settings.namespace, settings.deployment);
  await collectInWindow(
    {
      setReadOnly: (on) => deployment.setReadOnly(on),
      rolledOut: () => deployment.rolledOut(),
      collect: (stop) => run(settings.command, stop),
    },
    {
      clock: systemClock,
      log,
      signal,
      rolloutMs: settings.rolloutSeconds * 1000,
      graceMs: settings.graceSeconds * 1000,
    },
  );
});

/** The collector writes what it removes to this program's own log. */
function run([program = "", ...args]: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"], signal });
    child.once("error", fail);
    child.once("close", (code) => {
      if (code === 0) done();
      else fail(new Failure(collectionFailed, `garbage-collect ended with ${code ?? "a signal"}`));
    });
  });
}
