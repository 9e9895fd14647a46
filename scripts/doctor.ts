import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runChecks } from "../operate/doctor/check.ts";
import { checksOf, renderLines } from "../operate/doctor/doctor.ts";
import { readStackContext } from "../operate/stack-context.ts";
import { createProgress } from "../plan/report/progress.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";
import { oneStack } from "./verb/stack-name.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

const help = `npm run doctor -- STACK [options]    looks whether everything is there to bring an environment up; changes nothing

Tools, state, credentials, the cloud's limits and free GPU hosts per availability domain, the cluster, names, clocks.
Each line that failed has one next step. What can not be found out is unknown (?), which is neither good nor bad.

  --json                write the lines as JSON (with npm run --silent)
  --timeout SECONDS     for one check (default 20)
  --cwd DIR             the project in this folder (default this kit)
  --help                show this

Exit status: 0 nothing failed, 1 something failed, 2 the configuration or the command is wrong.
`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      timeout: { type: "string", default: "20" },
      cwd: { type: "string", default: kitDir },
      help: { type: "boolean", default: false },
    },
  });
  const timeoutSeconds = Number(values.timeout);
  if (!(timeoutSeconds >= 1 && timeoutSeconds <= 600))
    throw new TypeError(`--timeout ${values.timeout} is not 1 to 600 seconds`);
  return { ...values, timeoutMillis: timeoutSeconds * 1000, stack: values.help ? "" : oneStack(positionals) };
}

async function work({ stack, cwd, json, timeoutMillis }: ReturnType<typeof readArguments>): Promise<number> {
  const checks = checksOf(readStackContext(resolve(cwd), stack));
  const interactive = process.stderr.isTTY === true;
  const progress = createProgress(process.stderr, { color: false, interactive, quiet: !interactive });
  let done = 0;
  progress.begin(`${checks.length} checks`);
  const lines = await runChecks(checks, timeoutMillis, () => progress.count(++done, "check"));
  progress.end();
  process.stdout.write(json ? `${JSON.stringify({ stack, lines }, null, 2)}\n` : renderLines(lines));
  return lines.some(({ status }) => status === "failed") ? 1 : 0;
}

await runVerb({ help, read: readArguments, work, failed: (error) => ({ words: sentence(error), status: 2 }) });
