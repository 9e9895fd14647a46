import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parseGivenSecrets } from "../operate/given-secrets.ts";
import { init } from "../operate/init.ts";
import { defaultPassphraseFile } from "../operate/pulumi/passphrase-file.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";
import { oneStack } from "./verb/stack-name.ts";
import { askOnTerminal } from "./verb/terminal.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

const help = `npm run init -- STACK [options]    makes what a stack lacks: file, backend, passphrase, stack, secrets

What is there already is left as it is. Secrets are asked for without showing them, or taken from the environment or
from standard input; never from arguments, which everybody on this machine can read.

  --backend URL             where the state is kept: file://DIRECTORY, or an S3 store at an EU provider
  --from STACK              copy this stack's file when there is none (default prod-fra)
  --passphrase-file FILE    where the passphrase is kept (default ~/.config/eu-gpu-cloud/STACK.passphrase)
  --secrets-from-stdin      read lines PATH=VALUE from standard input, e.g. redis.password=…
  --cwd DIR                 the project in this folder (default this kit)
  --help                    show this

Exit status: 0 everything is there, 1 refused or something is missing, 2 wrong arguments.
`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      backend: { type: "string" },
      from: { type: "string", default: "prod-fra" },
      "passphrase-file": { type: "string" },
      "secrets-from-stdin": { type: "boolean", default: false },
      cwd: { type: "string", default: kitDir },
      help: { type: "boolean", default: false },
    },
  });
  return { ...values, stack: values.help ? "" : oneStack(positionals) };
}

async function work(args: ReturnType<typeof readArguments>): Promise<number> {
  const options = {
    projectDir: resolve(args.cwd),
    stack: args.stack,
    backend: args.backend,
    from: args.from,
    passphraseFile: resolve(args["passphrase-file"] ?? defaultPassphraseFile(args.stack)),
    given: args["secrets-from-stdin"] ? parseGivenSecrets(readFileSync(process.stdin.fd, "utf8")) : {},
    ask: args["secrets-from-stdin"] ? undefined : askOnTerminal,
  };
  await init(options, (text) => process.stderr.write(text));
  return 0;
}

await runVerb({ help, read: readArguments, work, failed: (error) => ({ words: sentence(error), status: 1 }) });
