import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Beta9GpuName, beta9GpuNames } from "../../components/beta9/gpu-names.ts";
import type { Address } from "../../components/beta9/smoke/tls-wire.ts";
import { outputsSource } from "../verb/stack-outputs.ts";

export const help = `npm run smoke -- STACK [options]         is the platform well? asked as its users ask it, from outside

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

export type Arguments = ReturnType<typeof readArguments>;

/**
 * What the command line asks for.
 * @throws TypeError in words for the user
 */
export function readArguments(argv: readonly string[]) {
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  for (const option of ["gpu", "python"] as const) {
    if (values[option] !== undefined && !values.run) throw new TypeError(`--${option} is about --run`);
  }
  // The SDK asks DNS and knows no other way.
  if (values.run && values.connect !== undefined) throw new TypeError("--run and --connect do not go together");
  return {
    ...values,
    gpu: values.gpu === undefined ? undefined : gpuIn(values.gpu),
    // It runs in another directory; a bare name is looked for on PATH.
    python: values.python?.includes("/") ? resolve(values.python) : values.python,
    source: values.help ? undefined : outputsSource(positionals, values.outputs),
    connect: values.connect === undefined ? undefined : addressIn(values.connect),
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
