import { compose } from "./compose.ts";
import { readDockerfile } from "./dockerfile.ts";
import { isLockfile, readLockfile } from "./lockfile.ts";
import { isRecord } from "./record.ts";
import type { RepositoryFile } from "./repository-file.ts";
import { action, workflow } from "./workflow.ts";
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
    type: "Action",
    matches: (_, name) => /^action\.ya?ml$/.test(name),
    read: (text, file) => yaml((content) => action(content, !isOfOtherForge(file)))(text, file),
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
    type: "Compose",
    matches: (_, name) => /^((docker|podman)-)?compose(\.[^/]+)?\.ya?ml$|^container-compose\.ya?ml$/.test(name),
    read: yaml(compose),
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

function isOfOtherForge(file: string): boolean {
  return /(^|\/)\.(forgejo|gitea)\//.test(file);
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
