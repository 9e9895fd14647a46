import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { deploy, type Talk } from "../operate/deploy.ts";
import { readStackContext } from "../operate/stack-context.ts";
import { createProgress } from "../plan/report/progress.ts";
import { renderTerminal } from "../plan/report/terminal.ts";
import { buildPacks } from "./build-packs.mjs";
import { onInterrupt } from "./verb/interruption.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";
import { oneStack, splitArguments } from "./verb/stack-name.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

const verbs = ["up", "preview", "refresh"] as const;
type Verb = (typeof verbs)[number];

const summaries: Readonly<Record<Verb, string>> = {
  up: "plans, looks at this machine and the cloud, and runs pulumi up with every policy pack",
  preview: "plans, and runs pulumi preview with every policy pack",
  refresh: "runs pulumi refresh, and asks every policy pack about the state that came of it",
};

const helpOf = (verb: Verb) => `npm run ${verb} -- STACK [-- ARGUMENTS FOR PULUMI]    ${summaries[verb]}

  --yes                 do not ask before it begins${verb === "preview" ? " (has no meaning here)" : ""}
  --cwd DIR             the project in this folder (default this kit)
  --help                show this

Nothing starts when the state would be kept outside the profile, a pack is missing, or the plan is not a pass. Ctrl-C
lets pulumi finish what is under way and save the state; the same verb goes on from there.
Exit status: that of pulumi; 1 something forbids the run, 2 the configuration or the command is wrong.
`;

const verb = verbs.find((name) => name === process.argv[2]) ?? "up";

function readArguments() {
  const { own, extra } = splitArguments(process.argv.slice(3));
  const { values, positionals } = parseArgs({
    args: own,
    allowPositionals: true,
    options: {
      yes: { type: "boolean", default: false },
      cwd: { type: "string", default: kitDir },
      help: { type: "boolean", default: false },
    },
  });
  const approved = values.yes && verb !== "preview" ? ["--yes"] : [];
  const stack = values.help ? "" : oneStack(positionals);
  return { help: values.help, stack, projectDir: resolve(values.cwd), extra: [...approved, ...extra] };
}

async function work({ stack, projectDir, extra }: ReturnType<typeof readArguments>): Promise<number> {
  await buildPacks({ onlyIfStale: true });
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const interactive = process.stderr.isTTY === true;
  const talk: Talk = {
    signal: onInterrupt("interrupted before pulumi was started; nothing was changed"),
    say: (text) => process.stderr.write(text),
    print: (text) => process.stdout.write(text),
    progress: createProgress(process.stderr, { color: interactive && color, interactive }),
    renderPlan: (plan) => renderTerminal(plan, { color, width: process.stdout.columns ?? 110, unicode: true }),
  };
  try {
    return await deploy(verb, readStackContext(projectDir, stack), extra, talk);
  } finally {
    talk.progress.end();
  }
}

await runVerb({
  help: helpOf(verb),
  read: readArguments,
  work,
  failed: (error) => ({ words: sentence(error), status: 1 }),
});
