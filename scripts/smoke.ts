import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Beta9GpuName, beta9GpuNames } from "../components/beta9/gpu-names.ts";
import { contributorPoolName } from "../components/beta9/pools/contributor-pool-name.ts";
import { connectionOf } from "../components/beta9/sdk-config/connection.ts";
import type { Check } from "../components/beta9/smoke/check.ts";
import { checks } from "../components/beta9/smoke/checks.ts";
import type { SmokePlatform } from "../components/beta9/smoke/platform.ts";
import { type CheckResult, runChecks } from "../components/beta9/smoke/run-checks.ts";
import { runWork } from "../components/beta9/smoke/run-work.ts";
import { type Address, TlsWire } from "../components/beta9/smoke/tls-wire.ts";
import { createProgress } from "../plan/report/progress.ts";
import { renderResult, renderVerdict } from "./smoke/render.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";
import { outputsSource, type ReadOutputs, readOutputs } from "./verb/stack-outputs.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

/** Milliseconds for one answer; the gateway's slowest is three calls to the object store. */
const answerTimeoutMs = 30_000;

const help = `npm run smoke -- STACK [options]         is the platform well? asked as its users ask it, from outside

Reads the outputs of the stack and checks names, TLS, health, refused paths, token, pools, object store and registry. It
changes nothing but a volume of its own, which it deletes, and never calls Authorize, which would claim an empty gateway.

  --outputs FILE        read saved outputs instead of asking pulumi (STACK may be left out); - is standard input
                        made by pulumi stack output -s STACK --json --show-secrets
  --connect HOST:PORT   connect there for the edge's names instead of asking DNS, e.g. before DNS points to it
  --ca FILE             trust this authority (PEM) instead of the one that the outputs name
  --run                 also run a function with the stock beta9 SDK; minutes, because it builds an image. The image
                        and an entry of the app eu-gpu-cloud-smoke stay
  --gpu NAME            with --run: on a GPU of this name, e.g. L40S
  --python FILE         with --run: the Python that has beta9 (default python3)
  --json                write the checklist as one JSON document (with npm run --silent)
  --no-color            plain text; so do NO_COLOR and a pipe
  --quiet               no progress on standard error
  --help                show this

Exit status: 0 well, 1 a check failed, 2 the command or the outputs are wrong.
`;

const options = {
  outputs: { type: "string" },
  connect: { type: "string" },
  ca: { type: "string" },
  run: { type: "boolean", default: false },
  gpu: { type: "string" },
  python: { type: "string" },
  json: { type: "boolean", default: false },
  "no-color": { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

type Arguments = ReturnType<typeof readArguments>;

function readArguments() {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  for (const option of ["gpu", "python"] as const) {
    if (values[option] !== undefined && !values.run) throw new TypeError(`--${option} is about --run`);
  }
  // The SDK asks DNS and knows no other way.
  if (values.run && values.connect !== undefined) throw new TypeError("--run and --connect do not go together");
  return {
    ...values,
    gpu: values.gpu === undefined ? undefined : gpuIn(values.gpu),
    source: values.help ? undefined : outputsSource(positionals, values.outputs),
    connect: values.connect === undefined ? undefined : addressIn(values.connect),
    color: process.stdout.isTTY === true && !values["no-color"] && !process.env.NO_COLOR,
  };
}

function addressIn(text: string): Address {
  const [, host = "", port = ""] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const number = Number(port);
  if (host === "" || number < 1 || number > 65_535) {
    throw new TypeError(`--connect ${JSON.stringify(text)} is not HOST:PORT, such as 203.0.113.7:443`);
  }
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port: number };
}

function gpuIn(name: string): Beta9GpuName {
  const known = beta9GpuNames.find((each) => each === name);
  if (known === undefined) throw new TypeError(`--gpu ${name} is no GPU of Beta9's: ${beta9GpuNames.join(", ")}`);
  return known;
}

async function work(args: Arguments): Promise<number> {
  // `readArguments` has seen one, or the help was shown.
  const outputs = readOutputs(args.source ?? { stack: undefined, outputs: undefined }, kitDir, warn);
  const platform = platformOf(outputs, args.ca);
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interrupt.abort(new Error(`stopped by ${signal}`)));
  }
  const { signal } = interrupt;
  const domain = platform.host;
  const { authority } = platform;
  const wire = new TlsWire({ authority, connect: args.connect, domain, timeoutMs: answerTimeoutMs, signal });
  const results = await runChecks(checklist(args), { platform, wire, signal }, reporter(args));
  process.stdout.write(args.json ? jsonOf(platform, results) : renderVerdict(platform.name, results, args));
  return results.some(({ state }) => state === "failed") ? 1 : 0;
}

function checklist({ run, gpu, python = "python3" }: Arguments): readonly Check[] {
  return run ? [...checks, runWork({ gpu, python })] : checks;
}

/** Tells each check when it begins and when it has ended. */
function reporter({ json, quiet, color }: Arguments) {
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
  read: readArguments,
  work,
  failed: (error) => ({ words: sentence(error), status: 2 }),
});
