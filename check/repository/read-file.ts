import { readDockerfile } from "./dockerfile.ts";
import { isLockfile, readLockfile } from "./lockfile.ts";
import type { RepositoryFile } from "./repository-file.ts";
import { readYaml } from "./yaml-file.ts";

type Reader = (text: string, file: string) => Pick<RepositoryFile, "properties" | "locate">;

interface Kind {
  readonly type: string;
  readonly matches: (file: string, name: string) => boolean;
  readonly read: Reader;
}

const yaml =
  (shape: (content: Record<string, unknown>) => unknown = (content) => content): Reader =>
  (text) => {
    const { content, locate } = readYaml(text);
    return { properties: shape(isRecord(content) ? content : { content }), locate };
  };

/** What a repository says about how it is built and deployed, by the paths of its files. */
const kinds: readonly Kind[] = [
  { type: "PulumiProject", matches: (_, name) => name === "Pulumi.yaml", read: yaml() },
  { type: "PulumiStack", matches: (_, name) => /^Pulumi\..+\.yaml$/.test(name), read: yaml(withoutOwnConfig) },
  {
    type: "Workflow",
    matches: (file) => /(^|\/)\.(github|forgejo|gitea)\/workflows\/[^/]+\.ya?ml$/.test(file),
    read: (text, file) => yaml((content) => workflow(content, isGithub(file)))(text, file),
  },
  {
    type: "Pipeline",
    matches: (file, name) =>
      /(^|\.)gitlab-ci\.ya?ml$/.test(name) || /(^|\/)\.woodpecker(\.ya?ml$|\/[^/]+\.ya?ml$)/.test(file),
    read: yaml(),
  },
  {
    type: "Dockerfile",
    matches: (_, name) =>
      /^(Dockerfile|Containerfile)(\..+)?$|\.(Dockerfile|Containerfile)$/i.test(name) &&
      !name.endsWith(".dockerignore"),
    read: readDockerfile,
  },
  {
    type: "Lockfile",
    matches: (_, name) => isLockfile(name),
    read: (text, file) => readLockfile(nameOf(file), text),
  },
];

export function isJudged(file: string): boolean {
  return kindOf(file) !== undefined;
}

/** The file as rules read it. @throws UnreadableFile */
export function readFile(file: string, text: string): RepositoryFile {
  const kind = kindOf(file);
  if (!kind) throw new TypeError(`${file} is of no kind that is judged`);
  return { file, type: `repository:file:${kind.type}`, ...kind.read(text, file) };
}

function kindOf(file: string): Kind | undefined {
  return kinds.find(({ matches }) => matches(file, nameOf(file)));
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

function isGithub(file: string): boolean {
  return /(^|\/)\.github\//.test(file);
}

/**
 * A stack file without the program's own settings, which a plan judges by what becomes of them. Providers' settings stay:
 * they have a namespace that is a package's.
 */
function withoutOwnConfig(content: Record<string, unknown>): unknown {
  const { config, ...rest } = content;
  if (!isRecord(config)) return content;
  const ofProviders = Object.entries(config).filter(([key]) => /^(oci|aws|azure|azure-native|gcp|pulumi):/.test(key));
  return { ...rest, config: Object.fromEntries(ofProviders) };
}

/**
 * A workflow without the comments that its steps write, and with what its forge adds: where actions come from, and who signs
 * the tokens of its jobs.
 */
function workflow(content: Record<string, unknown>, onGithub: boolean): unknown {
  if (!isRecord(content.jobs)) return content;
  const jobs = Object.entries(content.jobs).map(([name, job]) => {
    if (!isRecord(job)) return [name, job];
    const silent = { ...job, ...(Array.isArray(job.steps) && { steps: job.steps.map(withoutComment) }) };
    return [name, onGithub ? githubJob(silent, content) : silent];
  });
  return { ...content, jobs: Object.fromEntries(jobs) };
}

/** What an action writes into an issue, a merge request or a release is read by people. */
function withoutComment(step: unknown): unknown {
  if (!isRecord(step) || !isRecord(step.with)) return step;
  const { body: _, ...inputs } = step.with;
  return { ...step, with: inputs };
}

function githubJob(job: Record<string, unknown>, { permissions }: Record<string, unknown>): unknown {
  const steps = Array.isArray(job.steps) ? job.steps.map((step) => (isRecord(step) ? withSource(step) : step)) : [];
  const allowed = job.permissions ?? permissions;
  const signs = allowed === "write-all" || (isRecord(allowed) && allowed["id-token"] === "write");
  return {
    ...withSource(job),
    ...(job.steps !== undefined && { steps }),
    ...(signs && { permissions: { "id-token": "write", issuerUrl: "https://token.actions.githubusercontent.com" } }),
  };
}

/** `uses: owner/name@v1` names no host and means GitHub's. */
function withSource(step: Record<string, unknown>): Record<string, unknown> {
  const { uses } = step;
  if (typeof uses !== "string" || uses.startsWith("./")) return step;
  return { ...step, uses: uses.startsWith("docker://") ? { image: uses.slice(9) } : `https://github.com/${uses}` };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
