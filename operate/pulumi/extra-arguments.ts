import { Refusal } from "../refusal.ts";

/** Verbs of the kit that run one operation of the CLI. */
export type Operation = "up" | "preview" | "refresh" | "destroy";

interface Forbidden {
  readonly flags: readonly string[];
  readonly operations: readonly Operation[];
  readonly why: string;
  readonly next: string;
}

/** Flags that would let something past the packs, or point the CLI at something that was not checked. */
const forbidden: readonly Forbidden[] = [
  {
    flags: ["--policy-pack-config"],
    operations: ["up", "preview"],
    why: "the packs are configured from the stack's residency section, and a second configuration could weaken them",
    next: "change residency in the stack file, where a reviewer sees it",
  },
  {
    flags: ["--policy-pack"],
    operations: ["up", "preview"],
    why: "packs are found by themselves, so that none is forgotten",
    next: "put the pack's folder, with its PulumiPolicy.yaml, into policies/",
  },
  {
    flags: ["--target", "-t", "--target-replace", "--exclude", "-x", "--target-dependents", "--exclude-dependents"],
    operations: ["up", "preview"],
    why: "the packs judge only what is targeted, so the rest of the environment would go unjudged",
    next: "leave it out; or run pulumi up --target yourself, and npm run refresh afterwards, which judges the whole state",
  },
  {
    flags: ["--plan"],
    operations: ["up"],
    why: "a saved plan is carried out without asking the packs anew",
    next: "leave it out",
  },
  {
    flags: ["--ignore-protect"],
    operations: ["up", "preview"],
    why: "what is protected holds data",
    next: "npm run destroy -- STACK --delete-data deletes data on purpose",
  },
  {
    flags: ["--stack", "-s", "--cwd", "-C", "--config", "-c", "--config-file", "--config-path", "--remote", "--client"],
    operations: ["up", "preview", "refresh", "destroy"],
    why: "the stack, its folder and its file are those that were checked before",
    next: "name the stack before the --, and change its file",
  },
  {
    flags: ["--skip-policy-packs", "--disable-integrity-checking"],
    operations: ["up", "preview", "refresh", "destroy"],
    why: "it switches a check off",
    next: "leave it out",
  },
  {
    flags: ["--event-log"],
    operations: ["up", "preview", "refresh", "destroy"],
    why: "the verb reads the event log itself to say what it waits for",
    next: "run pulumi yourself if you need the log",
  },
];

/** Flags whose value may stand as a word of its own. */
const valued = ["--message", "-m", "--parallel", "-p", "--replace", "--color", "--verbose", "-v", "--attach-debugger"];

/**
 * Arguments for the CLI that the user gave after `--`, when none of them gets around a check.
 * @throws Refusal that names the argument and the reason
 */
export function vetExtraArguments(operation: Operation, extra: readonly string[]): readonly string[] {
  for (const [index, argument] of extra.entries()) {
    const rule = forbidden.find(({ flags, operations }) => operations.includes(operation) && flags.some(is(argument)));
    if (rule) throw new Refusal(`${argument.split("=")[0]} is not passed on: ${rule.why}`, rule.next);
    // A bare word is the name of a template to the CLI, which it would deploy instead of this project.
    if (!argument.startsWith("-") && !valued.includes(extra[index - 1] ?? "")) {
      throw new Refusal(
        `${JSON.stringify(argument)} is not passed on: it is no option`,
        "write values as --option=value",
      );
    }
    if (argument === "--") throw new Refusal("a second -- has no meaning to pulumi", "leave it out");
  }
  return extra;
}

/** `--flag`, `--flag=value`, `-f`, `-fvalue`. */
function is(argument: string): (flag: string) => boolean {
  return (flag) =>
    argument === flag ||
    argument.startsWith(`${flag}=`) ||
    (!flag.startsWith("--") && /^-[a-zA-Z]/.test(argument) && argument.startsWith(flag));
}
