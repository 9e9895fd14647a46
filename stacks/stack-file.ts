import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nearest } from "../components/nearest.ts";
import { didYouMean } from "./environment/fields.ts";
import type { Issue } from "./environment/issue.ts";
import { parseStackFile, type StackFile } from "./stack-document.ts";

/** Reads a stack's file, or says everything that keeps it from being read. */
export function readStackFile(
  projectDir: string,
  project: string,
  stack: string,
): { readonly stackFile: StackFile } | { readonly issues: readonly Issue[] } {
  const file = `Pulumi.${stack}.yaml`;
  const path = join(projectDir, file);
  if (!existsSync(path)) {
    return { issues: [missingFile(projectDir, file, stack)] };
  }
  try {
    return parseStackFile(file, readFileSync(path, "utf8"), project);
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      return { issues: [{ path: "", message: `${file} can not be read: ${error.message}` }] };
    }
    throw error;
  }
}

/** Names of the stacks that have a file here, sorted. */
export function stackNames(projectDir: string): string[] {
  return readdirSync(projectDir)
    .flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [])
    .sort();
}

function missingFile(projectDir: string, file: string, stack: string): Issue {
  const stacks = stackNames(projectDir);
  return {
    path: "",
    message: `there is no ${file} in this folder`,
    accepted: stacks.length > 0 ? `one of the stacks ${stacks.join(", ")}` : "a folder with Pulumi.<stack>.yaml files",
    ...didYouMean(nearest(stack, stacks, 1)),
  };
}
