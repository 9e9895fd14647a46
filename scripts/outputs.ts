import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { maskedOutputs, outputProblems, readMaskedOutputs, readStackOutputs } from "../operate/outputs.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";
import { oneStack } from "./verb/stack-name.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

const help = `npm run outputs -- STACK [options]    what an environment tells the world: addresses, pools, residency

  --show-secrets        in clear, the administrator's token and the kubeconfig too
  --json                as JSON (with npm run --silent)
  --cwd DIR             the project in this folder (default this kit)
  --help                show this

Exit status: 0 they keep the contract, 1 they do not or can not be read, 2 wrong arguments.
`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "show-secrets": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      cwd: { type: "string", default: kitDir },
      help: { type: "boolean", default: false },
    },
  });
  return { ...values, stack: values.help ? "" : oneStack(positionals) };
}

async function work(args: ReturnType<typeof readArguments>): Promise<number> {
  const [projectDir, inClear] = [resolve(args.cwd), args["show-secrets"]];
  const [clear, masked] = await Promise.all([
    readStackOutputs(projectDir, args.stack),
    inClear ? {} : readMaskedOutputs(projectDir, args.stack),
  ]);
  if (Object.keys(clear).length === 0) {
    process.stderr.write(`${args.stack} has no outputs\n  next: npm run up -- ${args.stack}\n`);
    return 1;
  }
  const shown = inClear ? clear : maskedOutputs({ masked, clear });
  process.stdout.write(args.json ? `${JSON.stringify(shown, null, 2)}\n` : stringify(shown));
  const problems = outputProblems(clear);
  if (problems.length === 0) return 0;
  process.stderr.write(
    `they break the contract of this kit's version:\n${problems.map((one) => `  ${one}\n`).join("")}`,
  );
  return 1;
}

await runVerb({ help, read: readArguments, work, failed: (error) => ({ words: sentence(error), status: 1 }) });
