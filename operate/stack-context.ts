import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { readProject } from "../plan/engine/project.ts";
import { readWaivers } from "../plan/waivers/read-waivers.ts";
import { plainWaivers, waiversOfStack } from "../plan/waivers/with-waivers.ts";
import { parseSettings, type Settings } from "../policies/engine/settings.ts";
import { type Issue, issueText } from "../stacks/environment/issue.ts";
import { type Environment, parseEnvironment } from "../stacks/environment.ts";
import { type PolicySettings, policySettings } from "../stacks/policy-settings.ts";
import { readStackFile } from "../stacks/stack-file.ts";
import { type BackendUrl, chosenBackend } from "./pulumi/backend-url.ts";
import { Refusal, systemCode } from "./refusal.ts";

/** A stack as its files and this machine describe it, before anybody is asked. */
export interface StackContext {
  /** Folder of Pulumi.yaml, absolute. */
  readonly projectDir: string;
  /** Name of the project, the first part of every config key. */
  readonly project: string;
  readonly stack: string;
  readonly environment: Environment;
  /** What the policy packs are told of it, waivers included. */
  readonly policy: PolicySettings;
  /** The same as the rules read it. */
  readonly settings: Settings;
  readonly backend: BackendUrl | undefined;
  /** `secretsprovider` of the stack file. */
  readonly secretsProvider: string | undefined;
}

/**
 * Reads a stack's files.
 * @throws Refusal that lists every mistake in them
 */
export function readStackContext(projectDir: string, stack: string): StackContext {
  const { name: project } = readProject(projectDir);
  const file = readStackFile(projectDir, project, stack);
  if ("issues" in file) throw invalid(stack, file.issues);
  const { environment, issues } = parseEnvironment(stack, file.stackFile.sections);
  if (!environment) throw invalid(stack, issues);
  const waivers = readWaivers(projectDir);
  if ("issues" in waivers) throw invalid(stack, waivers.issues);
  const own = waiversOfStack(waivers.waivers, { project, stack });
  const policy = { ...policySettings(environment), waivers: plainWaivers(own) };
  return {
    projectDir,
    project,
    stack,
    environment,
    policy,
    settings: parseSettings(policy),
    backend: backendOf(projectDir),
    secretsProvider: textAt(join(projectDir, `Pulumi.${stack}.yaml`), ["secretsprovider"]),
  };
}

function invalid(stack: string, issues: readonly Issue[]): Refusal {
  const lines = issues.map((issue) => `\n  ${issueText(issue)}`).join("");
  return new Refusal(
    `${stack} can not be used as its files stand:${lines}`,
    `npm run plan -- ${stack} shows each with its line`,
  );
}

/** The backend that the CLI will take for a project on this machine. */
export function backendOf(projectDir: string): BackendUrl | undefined {
  return chosenBackend({
    variable: process.env.PULUMI_BACKEND_URL,
    project: textAt(join(projectDir, "Pulumi.yaml"), ["backend", "url"]),
    login: textAt(join(pulumiHome(), "credentials.json"), ["current"]),
  });
}

/** Where the CLI keeps what it knows of this user. */
export function pulumiHome(): string {
  return process.env.PULUMI_CREDENTIALS_PATH || process.env.PULUMI_HOME || join(homedir(), ".pulumi");
}

/** A text in a YAML or JSON file; `undefined` when the file or the text is not there. The rest of the file is not kept. */
function textAt(path: string, keys: readonly string[]): string | undefined {
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw new Refusal(`${path} can not be read`, "repair it, or move it away and pulumi login anew");
  }
  const found = keys.reduce<unknown>(
    (value, key) => z.record(z.string(), z.unknown()).safeParse(value).data?.[key],
    content,
  );
  return typeof found === "string" && found !== "" ? found : undefined;
}
