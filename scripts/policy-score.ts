import { parseArgs } from "node:util";
import { ALL_RULES } from "../policies/all-rules.ts";
import { isMandatory } from "../policies/engine/rule.ts";
import { allCases } from "../policies/engine/testing/cases.ts";
import {
  type Mistake,
  precision,
  type Rate,
  type RuleScore,
  recall,
  score,
  sum,
  type Tally,
} from "../policies/engine/testing/score.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";

const goals = { recall: 0.98, precision: 0.97 };

const help = `npm run policy:score -- [options]      how often the rules are right about cases whose answer is known

  --corpus DIR          cases of this folder, DIR/<rule>/cases/<kind>/<name>.json (default the project's own; docs/policy-packs.md)
  --mistakes            list every case that a rule was wrong about
  --json                write the scores as JSON (with npm run --silent)
  --help                show this

Recall is over violating cases, precision over objections, each with its 95% interval of Wilson.
Exit status: 0 recall of critical and high rules at least ${goals.recall} and precision at least ${goals.precision}, 1 below, 2 wrong arguments.
`;

const options = {
  corpus: { type: "string" },
  mistakes: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

await runVerb({
  help,
  read: () => parseArgs({ options }).values,
  work: async ({ corpus, mistakes, json }) => {
    const cases = allCases(corpus);
    if (cases.length === 0) throw new Error(`${corpus}: no cases there`);
    const scores = score(ALL_RULES, cases);
    const all = sum(scores.map(({ tally }) => tally));
    const grave = sum(scores.filter(isMandatory).map(({ tally }) => tally));
    process.stdout.write(
      json ? `${JSON.stringify({ rules: scores, all, grave }, undefined, 2)}\n` : table(scores, all, grave, mistakes),
    );
    return recall(grave).value >= goals.recall && precision(all).value >= goals.precision ? 0 : 1;
  },
  failed: (error) => ({ words: sentence(error), status: 2 }),
});

function table(scores: readonly RuleScore[], all: Tally, grave: Tally, mistakes: boolean): string {
  const head = [
    "rule".padEnd(18),
    "found",
    "missed",
    "spared",
    "wronged",
    " recall (95%)".padEnd(24),
    "precision (95%)",
  ].join("  ");
  const rows = [
    ...scores.map(({ rule, tally }) => row(rule, tally)),
    "",
    row("critical and high", grave),
    row("all", all),
  ];
  const list = mistakes ? ["", ...scores.flatMap((one) => one.mistakes.map(sentenceOf))] : [];
  return `${[head, ...rows, ...list].join("\n")}\n`;
}

function row(name: string, tally: Tally): string {
  const { found, missed, spared, wronged } = tally;
  const counts = [found, missed, spared, wronged].map((count, index) =>
    String(count).padStart([5, 6, 6, 7][index] ?? 0),
  );
  return [name.padEnd(18), ...counts, ` ${rate(recall(tally))}`.padEnd(24), rate(precision(tally))].join("  ");
}

function rate({ value, low, high }: Rate): string {
  return Number.isNaN(value) ? "–" : `${value.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

function sentenceOf({ example, kind, paths }: Mistake): string {
  const said = paths.length === 0 ? "nothing" : paths.map((path) => path || "the resource").join(", ");
  return `${kind}: ${example.rule}/${example.kind}/${example.name} (${example.shows}): said ${said}`;
}
