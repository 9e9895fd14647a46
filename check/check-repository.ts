import { createHash } from "node:crypto";
import { judgeBackend } from "../operate/pulumi/backend-verdict.ts";
import { judgeSecretsProvider } from "../operate/pulumi/secrets-provider.ts";
import { makeUrn } from "../plan/engine/urn.ts";
import type { Finding } from "../plan/model.ts";
import type { LocatedWaiver } from "../plan/waivers/read-waivers.ts";
import { withWaivers } from "../plan/waivers/with-waivers.ts";
import { ALL_RULES } from "../policies/all-rules.ts";
import { normalMessage } from "../policies/engine/message.ts";
import type { Rule } from "../policies/engine/rule.ts";
import { levelOf, rulingOf } from "../policies/engine/ruling.ts";
import type { Settings } from "../policies/engine/settings.ts";
import { stateBackend } from "../policies/rules/OPS-001/rule.ts";
import { secretsProvider } from "../policies/rules/OPS-002/rule.ts";
import { type CheckResult, type Unjudged, verdictOf } from "./check-result.ts";
import { judgeResources } from "./judge-resources.ts";
import type { FoundFile } from "./repository/find-files.ts";
import { readFile } from "./repository/read-file.ts";
import { type RepositoryFile, UnreadableFile } from "./repository/repository-file.ts";

/** The stack that a repository's URNs name: files belong to none. */
export const repositoryStack = "repository";

/** Rules that look for what is missing from a stack have nothing to say of files. */
const appliesToFiles = (rule: Rule) => "check" in rule;

export interface Repository {
  /** Name of its project. */
  readonly project: string;
  readonly files: readonly FoundFile[];
  /** Files that could not even be opened. */
  readonly unread: readonly Unjudged[];
}

/**
 * Judges what a repository says about how it is built and deployed, which no policy pack ever sees.
 *
 * @param waivers those of the repository, in the order in which `settings` has them
 */
export function checkRepository(
  { project, files, unread }: Repository,
  settings: Settings,
  waivers: readonly LocatedWaiver[] = [],
): CheckResult {
  const unjudged: Unjudged[] = [...unread];
  const read = files.flatMap(({ file, text }) => {
    try {
      return [readFile(file, text)];
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      unjudged.push({ where: file, reason: error.message, source: { file, path: "", ...error.spot } });
      return [];
    }
  });
  const byUrn = new Map(read.map((one) => [urnOf(one, project), one]));
  const locate = (urn: string, path: string) => {
    const one = byUrn.get(urn);
    return one && { file: one.file, path, ...one.locate(path) };
  };
  const stack = stackOf(project);
  const resources = [...byUrn].map(([urn, { type, file, properties }]) => ({ urn, type, name: file, properties }));
  const judged = judgeResources([stack, ...resources], settings, locate, appliesToFiles);
  const services = read.flatMap((one) => servicesOf(one, urnOf(one, project), judged, settings));
  const findings = withWaivers([...judged, ...services], waivers, settings.today);
  return {
    subject: { kind: "repository", name: project, sha256: digestOf(files) },
    verdict: verdictOf({ findings, unjudged }),
    profile: settings.profile.name,
    today: settings.today,
    judged: { resources: read.length, rules: ALL_RULES.filter(appliesToFiles).length },
    findings,
    unjudged,
  };
}

/** What waivers and the age of tables are findings of. */
function stackOf(project: string) {
  const type = "pulumi:pulumi:Stack";
  return {
    urn: makeUrn({ stack: repositoryStack, project, parentType: "", type, name: project }),
    type,
    name: project,
    properties: {},
  };
}

function urnOf({ type, file }: RepositoryFile, project: string): string {
  return makeUrn({ stack: repositoryStack, project, parentType: "", type, name: file });
}

/**
 * Pulumi's own services as the doctor judges them, where the rules alone had nothing to say: a backend of a kind that nobody
 * knows, or none at all.
 */
function servicesOf(
  { file, type, properties, locate }: RepositoryFile,
  urn: string,
  judged: readonly Finding[],
  settings: Settings,
): readonly Finding[] {
  const finding = (rule: Rule, path: string, what: string, fix: string, advisory = false): Finding[] => {
    if (judged.some((one) => one.urn === urn && one.rule === rule.id && one.path === path)) return [];
    const ruling = rulingOf(rule, { path, what, fix, advisory }, urn, settings);
    const { what: message, ...rest } = normalMessage(ruling.message);
    return [
      {
        pack: "hardening",
        urn,
        level: levelOf(rule, ruling),
        ...rest,
        message,
        source: { file, path, ...locate(path) },
      },
    ];
  };
  if (type === "repository:file:PulumiProject") {
    const url = textAt(properties, "backend", "url");
    if (url === undefined) {
      const what = "this names no backend, so state is kept where somebody last logged in";
      return finding(stateBackend, "", what, "write backend.url into it: a bucket of a European provider", true);
    }
    const { status, what, next } = judgeBackend({ url, from: "Pulumi.yaml" }, settings);
    return status === "outside" ? finding(stateBackend, "backend.url", what, next) : [];
  }
  const provider = type === "repository:file:PulumiStack" ? textAt(properties, "secretsprovider") : undefined;
  if (provider === undefined) return [];
  // Where an OpenBao of one's own is, the environment of the CLI says and the file does not.
  if (provider.startsWith("hashivault://")) return [];
  const { status, what, next } = judgeSecretsProvider(provider, settings);
  return status === "outside" ? finding(secretsProvider, "secretsprovider", what, next) : [];
}

function textAt(root: unknown, ...path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    root,
  );
  return typeof value === "string" ? value : undefined;
}

/** Of the judged files' names and contents. */
function digestOf(files: readonly FoundFile[]): string {
  const hash = createHash("sha256");
  for (const { file, text } of files) hash.update(`${file}\0${createHash("sha256").update(text).digest("hex")}\n`);
  return hash.digest("hex");
}
