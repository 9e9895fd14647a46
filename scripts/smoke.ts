import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { contributorPoolName } from "../components/beta9/pools/contributor-pool-name.ts";
import { connectionOf } from "../components/beta9/sdk-config/connection.ts";
import type { Check } from "../components/beta9/smoke/check.ts";
import { checks } from "../components/beta9/smoke/checks.ts";
import type { SmokePlatform } from "../components/beta9/smoke/platform.ts";
import { type CheckResult, runChecks } from "../components/beta9/smoke/run-checks.ts";
import { runWork } from "../components/beta9/smoke/run-work.ts";
import { TlsWire } from "../components/beta9/smoke/tls-wire.ts";
import { createProgress } from "../plan/report/progress.ts";
import { type Arguments, help, readArguments } from "./smoke/arguments.ts";
import { renderResult, renderVerdict } from "./smoke/render.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";
import { type ReadOutputs, readOutputs } from "./verb/stack-outputs.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

/** Milliseconds for one answer; the gateway's slowest is three calls to the object store. */
const answerTimeoutMs = 30_000;

async function work(args: Arguments): Promise<number> {
  // `readArguments` has seen one, or the help was shown.
  const outputs = await readOutputs(args.source ?? { stack: undefined, outputs: undefined }, kitDir, warn);
  const platform = platformOf(outputs, args.ca);
  const color = process.stdout.isTTY === true && !args["no-color"] && !process.env.NO_COLOR;
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interrupt.abort(new Error(`stopped by ${signal}`)));
  }
  const { signal } = interrupt;
  const domain = platform.host;
  const { authority } = platform;
  const wire = new TlsWire({ authority, connect: args.connect, domain, timeoutMs: answerTimeoutMs, signal });
  const results = await runChecks(checklist(args), { platform, wire, signal }, reporter(args, color));
  process.stdout.write(args.json ? jsonOf(platform, results) : renderVerdict(platform.name, results, { color }));
  return results.some(({ state }) => state === "failed") ? 1 : 0;
}

function checklist({ run, gpu, python = "python3" }: Arguments): readonly Check[] {
  return run ? [...checks, runWork({ gpu, python })] : checks;
}

/** Tells each check when it begins and when it has ended. */
function reporter({ json, quiet }: Arguments, color: boolean) {
  const interactive = process.stderr.isTTY === true;
  // Lines of the checklist say the same to whoever does not look at a terminal.
  const silent = quiet || (!interactive && !json);
  const progress = createProgress(process.stderr, { color: interactive && color, interactive, quiet: silent });
  return {
    now: () => performance.now(),
    onBegin: (name: string) => progress.begin(name),
    onEnd: (result: CheckResult) => {
      progress.end();
      if (!json) process.stdout.write(renderResult(result, { color }));
    },
  };
}

function jsonOf({ name, host }: SmokePlatform, results: readonly CheckResult[]): string {
  const well = results.every(({ state }) => state !== "failed");
  return `${JSON.stringify({ stack: name, host, well, checks: results }, null, 2)}\n`;
}

function platformOf(outputs: ReadOutputs, ca: string | undefined): SmokePlatform {
  const { context, host, token } = connectionOf(outputs.sdk);
  const { gateway, registry, objectStore, pools } = outputs;
  const named = (kind: string) => pools.filter((pool) => pool.kind === kind && pool.gpu !== null);
  return {
    name: context,
    host,
    registryHost: registry.host,
    storeUrl: objectStore.endpoint,
    authority: ca === undefined ? (gateway.authority ?? undefined) : authorityIn(ca),
    token,
    pools: {
      cluster: named("cluster").map(({ name }) => name),
      contributor: named("contributor").map(({ name }) => contributorPoolName(name)),
    },
  };
}

function authorityIn(file: string): string {
  const text = readFileSync(file, "utf8");
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new Error(`${file} holds no certificate\ngive --ca a PEM file: it begins with -----BEGIN CERTIFICATE-----`);
}

function warn(message: string): void {
  process.stderr.write(`warning: ${message}\n`);
}

await runVerb({
  help,
  read: () => readArguments(process.argv.slice(2)),
  work,
  failed: (error) => ({ words: sentence(error), status: 2 }),
});
