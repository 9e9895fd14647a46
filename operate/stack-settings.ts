import { readProject } from "../plan/engine/project.ts";
import { parseSettings, type Settings } from "../policies/engine/settings.ts";
import { parseEnvironment } from "../stacks/environment.ts";
import { policySettings } from "../stacks/policy-settings.ts";
import { readStackFile } from "../stacks/stack-file.ts";

/** What the packs are told of a stack whose file need not be whole yet: nothing, which is the strictest, until it is. */
export function looseSettings(projectDir: string, stack: string): Settings {
  const file = readStackFile(projectDir, readProject(projectDir).name, stack);
  const environment = "issues" in file ? undefined : parseEnvironment(stack, file.stackFile.sections).environment;
  return parseSettings(environment ? policySettings(environment) : {});
}
