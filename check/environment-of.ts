import { existsSync } from "node:fs";
import { join } from "node:path";
import { readProject } from "../plan/engine/project.ts";
import { type LocatedWaiver, readWaivers } from "../plan/waivers/read-waivers.ts";
import { plainWaivers, waiversOfStack } from "../plan/waivers/with-waivers.ts";
import { parseSettings, type Settings } from "../policies/engine/settings.ts";
import { type Issue, issueText } from "../stacks/environment/issue.ts";
import { parseEnvironment } from "../stacks/environment.ts";
import { policySettings } from "../stacks/policy-settings.ts";
import { readStackFile } from "../stacks/stack-file.ts";

export interface JudgedBy {
  readonly settings: Settings;
  /** Waivers of what is judged, in the order of `settings.waivers`. */
  readonly waivers: readonly LocatedWaiver[];
  /** False when no stack file said what is promised: the strictest profile holds then. */
  readonly promised: boolean;
}

/**
 * What a stack is judged by: what its file promises, or the strictest profile when it has none.
 *
 * @param stack whose file it is; with `required` a missing file is a mistake
 * @param owner whose URNs waivers are for
 * @throws Error with every mistake of the stack file or of the waivers: nobody knows what to judge by then
 */
export function judgedBy(
  projectDir: string,
  stack: { readonly name: string; readonly required: boolean } | undefined,
  owner: { readonly project: string; readonly stack: string },
  today: string,
): JudgedBy {
  const file = readWaivers(projectDir);
  if ("issues" in file) throw refusal(file.issues);
  const waivers = waiversOfStack(file.waivers, owner);
  const promises = stack === undefined ? undefined : promisesOf(projectDir, stack);
  return {
    settings: parseSettings({ ...promises, waivers: plainWaivers(waivers), today }),
    waivers,
    promised: promises !== undefined,
  };
}

function promisesOf(
  projectDir: string,
  { name: stack, required }: { readonly name: string; readonly required: boolean },
): Readonly<Record<string, unknown>> | undefined {
  if (!required && !existsSync(join(projectDir, `Pulumi.${stack}.yaml`))) return undefined;
  const file = readStackFile(projectDir, readProject(projectDir).name, stack);
  if ("issues" in file) throw refusal(file.issues);
  const { environment, issues } = parseEnvironment(stack, file.stackFile.sections);
  if (!environment) throw refusal(issues);
  return policySettings(environment);
}

function refusal(issues: readonly Issue[]): Error {
  const lines = issues.map((issue) => {
    const place = issue.source ? `${issue.source.file}:${issue.source.line}: ` : "";
    return `${place}${issueText(issue)}`;
  });
  return new Error(lines.join("\n"));
}
