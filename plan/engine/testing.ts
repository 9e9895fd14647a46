import { fileURLToPath } from "node:url";
import type { ProgramRun } from "../model.ts";
import { type ProgramOptions, runProgram } from "./program.ts";
import { readProject } from "./project.ts";

export const fixtures = fileURLToPath(new URL("../../test/fixtures/programs/", import.meta.url));

/** Runs one of the fixture programs the way Pulumi.yaml beside it says. */
export function runFixture(
  name: string,
  config: Readonly<Record<string, string>> = {},
  options: Partial<ProgramOptions> = {},
): Promise<ProgramRun> {
  const projectDir = fixtures + name;
  const { name: project, main, nodeArgs } = readProject(projectDir);
  const keys = Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]);
  return runProgram({
    projectDir,
    project,
    stack: "dev",
    main,
    nodeArgs,
    config: Object.fromEntries(keys),
    secretKeys: [`${project}:password`],
    ...options,
  });
}
