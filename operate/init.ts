import { constants } from "node:fs";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { readProject } from "../plan/engine/project.ts";
import { readStackFile } from "../stacks/stack-file.ts";
import { askPulumi, askPulumiOrRefuse } from "./pulumi/ask.ts";
import { loginUrl } from "./pulumi/backend-url.ts";
import { judgeBackend } from "./pulumi/backend-verdict.ts";
import { explainWords } from "./pulumi/explain.ts";
import { requireCli } from "./pulumi/gate.ts";
import { ensurePassphraseFile } from "./pulumi/passphrase-file.ts";
import { Refusal, systemCode } from "./refusal.ts";
import { secretNeeds } from "./secret-needs.ts";
import { backendOf } from "./stack-context.ts";
import { stripEncryption } from "./stack-copy.ts";
import { looseSettings } from "./stack-settings.ts";

export interface InitOptions {
  readonly projectDir: string;
  readonly stack: string;
  /** Backend to log in to; `undefined`: the one that is chosen already, or a question. */
  readonly backend: string | undefined;
  /** Stack whose file is copied when this one has none. */
  readonly from: string;
  readonly passphraseFile: string;
  /** Secrets by path, from standard input. */
  readonly given: Readonly<Record<string, string>>;
  /** Asks a person, without showing what they type when `hidden`; `undefined` when there is none. */
  readonly ask: ((question: string, hidden: boolean) => Promise<string>) | undefined;
}

/**
 * Makes whatever a stack still lacks: its file, its backend, its passphrase, the stack itself, its secrets. What is
 * there already is left as it is, so it may be run as often as one likes.
 * @throws Refusal when something must be decided first
 */
export async function init(options: InitOptions, say: (text: string) => void): Promise<void> {
  const { projectDir, stack } = options;
  await requireCli(projectDir);
  await ensureStackFile(options, say);
  await ensureBackend(options, say);
  const env = await ensurePassphrase(options, say);
  await ensureStack(options, env, say);
  await ensureSecrets(options, env, say);
  const variable = env.PULUMI_CONFIG_PASSPHRASE_FILE;
  const exported = variable === undefined ? [] : [`export PULUMI_CONFIG_PASSPHRASE_FILE=${variable}`];
  say(`next: ${[...exported, `npm run doctor -- ${stack}`].join(" && ")}\n`);
}

async function ensureStackFile({ projectDir, stack, from }: InitOptions, say: (text: string) => void): Promise<void> {
  const path = join(projectDir, `Pulumi.${stack}.yaml`);
  const source = join(projectDir, `Pulumi.${from}.yaml`);
  let text: string;
  try {
    await readFile(path);
    return say(`Pulumi.${stack}.yaml is there\n`);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
  try {
    text = await readFile(source, "utf8");
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    throw new Refusal(
      `there is neither a Pulumi.${stack}.yaml nor a Pulumi.${from}.yaml to copy`,
      "name another one with --from",
    );
  }
  const fresh = `${path}.${process.pid}.new`;
  try {
    await writeFile(fresh, stripEncryption(text, from));
    // Fails when somebody else has written the file meanwhile.
    await copyFile(fresh, path, constants.COPYFILE_EXCL);
  } finally {
    await rm(fresh, { force: true });
  }
  say(`Pulumi.${stack}.yaml: copied from Pulumi.${from}.yaml; fill in what says replace-me\n`);
}

async function ensureBackend(options: InitOptions, say: (text: string) => void): Promise<void> {
  const { projectDir, stack, ask } = options;
  const chosen = backendOf(projectDir);
  const asked =
    options.backend ??
    chosen?.url ??
    (
      await ask?.("where is the state to be kept? (e.g. file://~/.pulumi-state, or s3://… at an EU provider): ", false)
    )?.trim();
  if (!asked) {
    throw new Refusal(
      "no backend is chosen, and there is no terminal to ask on",
      `npm run init -- ${stack} --backend URL`,
    );
  }
  const settings = looseSettings(projectDir, stack);
  const verdict = judgeBackend({ url: asked, from: chosen?.from ?? "pulumi login" }, settings, process.env);
  if (verdict.status === "outside") throw new Refusal(verdict.what, verdict.next);
  if (asked === chosen?.url || loginUrl(asked) === chosen?.url) return say(`state: ${verdict.what}\n`);
  if (chosen !== undefined && chosen.from !== "pulumi login") {
    throw new Refusal(
      `${chosen.from} names another backend, and it wins over --backend`,
      `change it there, or leave --backend out`,
    );
  }
  const directory = /^file:\/\/([^?]*)/.exec(asked)?.[1];
  if (directory) await mkdir(directory.replace(/^~(?=\/|$)/, homedir()), { recursive: true, mode: 0o700 });
  await askPulumiOrRefuse(["login", loginUrl(asked)], { cwd: projectDir }, (words) => explainWords(words, stack));
  say(`state: logged in to ${asked.replace(/\?.*/, "")}\n`);
}

async function ensurePassphrase(
  { projectDir, passphraseFile }: InitOptions,
  say: (text: string) => void,
): Promise<Readonly<Record<string, string>>> {
  const { PULUMI_CONFIG_PASSPHRASE: phrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  if (phrase === "") {
    throw new Refusal(
      "PULUMI_CONFIG_PASSPHRASE is empty, which encrypts with nothing",
      "unset PULUMI_CONFIG_PASSPHRASE",
    );
  }
  if (phrase !== undefined || file) {
    say(`passphrase: from ${phrase === undefined ? "PULUMI_CONFIG_PASSPHRASE_FILE" : "PULUMI_CONFIG_PASSPHRASE"}\n`);
    return {};
  }
  const result = await ensurePassphraseFile(passphraseFile, projectDir);
  say(
    `passphrase: ${passphraseFile} ${result === "created" ? "written; keep a copy elsewhere: without it the state can not be read" : "is there"}\n`,
  );
  return { PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile };
}

async function ensureStack(
  { projectDir, stack }: InitOptions,
  env: Readonly<Record<string, string>>,
  say: (text: string) => void,
): Promise<void> {
  const options = { cwd: projectDir, env };
  const { status, stderr } = await askPulumi(["stack", "export", "-s", stack], options);
  if (status === 0) return say(`stack: ${stack} is there\n`);
  if (!/no stack named/.test(stderr)) throw refused(stderr, stack);
  const args = ["stack", "init", stack, "--no-select", "--secrets-provider", "passphrase"];
  await askPulumiOrRefuse(args, options, (words) => explainWords(words, stack));
  say(`stack: ${stack} made\n`);
}

function refused(words: string, stack: string): Refusal {
  const { what, next } = explainWords(words, stack);
  return new Refusal(what, next);
}

/** Secrets go to the CLI on standard input: arguments can be read by everybody on this machine. */
async function ensureSecrets(
  { projectDir, stack, given, ask }: InitOptions,
  env: Readonly<Record<string, string>>,
  say: (text: string) => void,
): Promise<void> {
  const { name: project } = readProject(projectDir);
  const file = readStackFile(projectDir, project, stack);
  if ("issues" in file) return;
  const open: string[] = [];
  for (const { path, variable, inClear } of secretNeeds(stack, file.stackFile)) {
    if (inClear) {
      throw new Refusal(
        `${path} stands in Pulumi.${stack}.yaml in clear`,
        "take it out, treat it as known to others, and run this again",
      );
    }
    const value = given[path] ?? process.env[variable] ?? (await ask?.(`${path} (not shown): `, true));
    if (!value) {
      open.push(`${path} (variable ${variable})`);
      continue;
    }
    const args = ["config", "set", "-s", stack, "--secret", "--path", `${project}:${path}`];
    await askPulumiOrRefuse(args, { cwd: projectDir, env, input: value }, (words) => explainWords(words, stack));
    say(`secret: ${path} set\n`);
  }
  if (open.length > 0) {
    throw new Refusal(
      `secrets are missing: ${open.join(", ")}`,
      `run this on a terminal, or give them in those variables`,
    );
  }
}
