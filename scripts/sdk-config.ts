import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Connection, connectionOf } from "../components/beta9/sdk-config/connection.ts";
import {
  type MergedContexts,
  mergeContexts,
  renderContext,
  renderExports,
} from "../components/beta9/sdk-config/context.ts";
import {
  type PrivateFileResult,
  readPrivateFile,
  updatePrivateFile,
} from "../components/beta9/sdk-config/private-file.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";
import { outputsSource, readOutputs } from "./verb/stack-outputs.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

/** Milliseconds; a writer needs about ten. */
const lockWaitMs = 5_000;

const holdsToken = "the output holds the token: whoever reads it can do in the environment what you can";

const help = `npm run sdk-config -- STACK [options]    connect the stock beta9 SDK and CLI to an environment

Reads the outputs of the stack and writes a context into the SDK's configuration. Other contexts, comments and line
endings stay as they are; the file is private (0600) and replaced in one step.

  --outputs FILE        read saved outputs instead of asking pulumi (STACK may be left out); - is standard input
                        made by pulumi stack output -s STACK --json --show-secrets
  --context NAME        name of the context (default the stack's)
  --default             write it as [default] too, which beta9 uses when no --context is given
  --dry-run             say what would change, change nothing
  --json                say what changed as JSON
  --print               write the context to standard output instead of the file; it holds the token
  --env                 write export lines for a POSIX shell instead of the file; they hold the token
  --help                show this

CONFIG_PATH names another file than ~/.beta9/config.ini, for this command as for the SDK.
Exit status: 0 done, 1 refused or not possible (the file is untouched), 2 wrong arguments.
`;

const options = {
  outputs: { type: "string" },
  context: { type: "string" },
  default: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  print: { type: "boolean", default: false },
  env: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

type Arguments = ReturnType<typeof readArguments>;

function readArguments() {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const source = values.help ? { stack: undefined } : outputsSource(positionals, values.outputs);
  const ways = (["print", "env", "json", "dry-run"] as const).filter((way) => values[way]);
  const textInsteadOfFile = values.print || values.env;
  if (textInsteadOfFile && ways.length > 1) {
    throw new TypeError(`${ways.map((way) => `--${way}`).join(" and ")} do not go together`);
  }
  if (textInsteadOfFile && values.default)
    throw new TypeError("--default is about the file, which is not written here");
  if (values.env && values.context !== undefined) throw new TypeError("--env has no contexts, so no --context");
  return { ...values, ...source };
}

async function work(args: Arguments): Promise<number> {
  const connection = await connect(args);
  if (args.print) return print(connection);
  if (args.env) return exportLines(connection);
  return await write(connection, args);
}

async function connect({ stack, outputs, context }: Arguments): Promise<Connection> {
  const { sdk } = await readOutputs({ stack, outputs }, kitDir, warn);
  return connectionOf(sdk, context);
}

function print(connection: Connection): number {
  warn(holdsToken);
  process.stdout.write(renderContext(connection));
  return 0;
}

function exportLines(connection: Connection): number {
  warn(holdsToken);
  warn(`a context in ${configFile().path} beats these variables; set CONFIG_PATH to a file that does not exist`);
  process.stdout.write(renderExports(connection));
  return 0;
}

async function write(connection: Connection, args: Arguments): Promise<number> {
  const { path, ownsDirectory } = configFile();
  const contexts = [...new Set([connection.context, ...(args.default ? ["default"] : [])])];
  const merge = (text: string): MergedContexts => about(path, () => mergeContexts(text, connection, contexts));
  let changes: MergedContexts["changes"] = [];
  const edit = (text: string): string => {
    const merged = merge(text);
    changes = merged.changes;
    return merged.text;
  };
  let result: PrivateFileResult | "dry run" = "dry run";
  if (args["dry-run"]) edit(await readPrivateFile(path));
  else result = await updatePrivateFile(path, edit, { ownsDirectory, lockWaitMs });
  const report = { path, result, gatewayHost: connection.host, gatewayPort: connection.port, contexts: changes };
  process.stdout.write(args.json ? `${JSON.stringify(report, null, 2)}\n` : inWords(report));
  return 0;
}

interface Report {
  readonly path: string;
  readonly result: PrivateFileResult | "dry run";
  readonly gatewayHost: string;
  readonly gatewayPort: number;
  readonly contexts: MergedContexts["changes"];
}

function inWords({ path, result, gatewayHost, gatewayPort, contexts }: Report): string {
  const lines = contexts.map(({ context, change, keys }) =>
    change === "unchanged" ? `[${context}] unchanged` : `[${context}] ${change}: ${keys.join(", ")}`,
  );
  const name = contexts.at(-1)?.context;
  const command = name === "default" ? "beta9 pool list" : `beta9 --context ${name} pool list`;
  const [done, next] = result === "dry run" ? ["dry run, nothing was written", ""] : [result, `try  ${command}\n`];
  return `${path}: ${done}, gateway ${gatewayHost}:${gatewayPort}\n  ${lines.join("\n  ")}\n${next}`;
}

/** Where the SDK looks (`SDKSettings.config_path`). The directory is ours to protect only where the SDK put it. */
function configFile(): { readonly path: string; readonly ownsDirectory: boolean } {
  const named = process.env.CONFIG_PATH;
  if (named === undefined || named === "") {
    return { path: join(homedir(), ".beta9", "config.ini"), ownsDirectory: true };
  }
  if (/^~[^/]/.test(named)) throw new Error(`CONFIG_PATH ${named} names another user's home\nwrite its path out`);
  return { path: resolve(named.replace(/^~(?=$|\/)/, homedir())), ownsDirectory: false };
}

function about<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new Error(`${path}: ${sentence(error)}`);
  }
}

function warn(message: string): void {
  process.stderr.write(`warning: ${message}\n`);
}

await runVerb({
  help,
  read: readArguments,
  work,
  failed: (error) => ({ words: `${sentence(error)}\nnothing was written`, status: 1 }),
});
