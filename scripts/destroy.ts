import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { destroy } from "../operate/destroy.ts";
import { readStackContext } from "../operate/stack-context.ts";
import { onInterrupt } from "./verb/interruption.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";
import { oneStack, splitArguments } from "./verb/stack-name.ts";
import { askOnTerminal } from "./verb/terminal.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

const help = `npm run destroy -- STACK [options] [-- ARGUMENTS FOR PULUMI]    takes an environment down, in stages

Load balancers and volumes go first, while the cluster that made them still runs; then the rest of Kubernetes; then
cluster, network and everything else. Afterwards it lists what is left behind in the cloud.

  --delete-data         also delete what holds data; what that is, is listed first
  --yes STACK           do not ask for the stack's name
  --cluster-gone        the cluster does not exist any more: strike what was in it from the state without asking it.
                        Its load balancers and volumes may be left behind in the cloud
  --cwd DIR             the project in this folder (default this kit)
  --help                show this

Exit status: that of pulumi; 1 refused or failed, 2 wrong arguments. What was destroyed stays so; run it again to go on.
`;

function readArguments() {
  const { own, extra } = splitArguments(process.argv.slice(2));
  const { values, positionals } = parseArgs({
    args: own,
    allowPositionals: true,
    options: {
      "delete-data": { type: "boolean", default: false },
      yes: { type: "string" },
      "cluster-gone": { type: "boolean", default: false },
      cwd: { type: "string", default: kitDir },
      help: { type: "boolean", default: false },
    },
  });
  return { ...values, stack: values.help ? "" : oneStack(positionals), extra };
}

async function work(args: ReturnType<typeof readArguments>): Promise<number> {
  const options = {
    deleteData: args["delete-data"],
    confirmed: args.yes,
    clusterGone: args["cluster-gone"],
    ask: askOnTerminal,
    extra: args.extra,
    signal: onInterrupt("interrupted before anything was destroyed"),
  };
  return destroy(readStackContext(resolve(args.cwd), args.stack), options, (text) => process.stderr.write(text));
}

await runVerb({ help, read: readArguments, work, failed: (error) => ({ words: sentence(error), status: 1 }) });
