import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { z } from "zod";
import { providerReferenceUrn } from "../engine/providers.ts";
import { parseUrn } from "../engine/urn.ts";
import { decodeStateProperties } from "./decode-value.ts";
import type { ExportedState, StateResource } from "./exported-state.ts";

/** An export can not be used: why, and what to do. Never quotes it: it may hold secrets. */
export class StateFileError extends Error {
  readonly what: string;
  readonly next: string;

  constructor(what: string, next: string) {
    super(`${what}; ${next}`);
    this.what = what;
    this.next = next;
  }
}

const mebibyte = 2 ** 20;
/** Five thousand resources take some 20 MiB. */
const maximumMiB = 100;

/** What `version` 4 may ask of a reader. Each is either honoured here or changes nothing of what is compared. */
const readableFeatures: ReadonlySet<string> = new Set([
  "hooks",
  "refreshBeforeUpdate",
  "replaceWith",
  "taint",
  "views",
]);

const urns = z.array(z.string());
const properties = z.record(z.string(), z.unknown());

const resourceForm = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean(),
  parent: z.string().default(""),
  id: z.string().default(""),
  delete: z.boolean().default(false),
  external: z.boolean().default(false),
  protect: z.boolean().default(false),
  taint: z.boolean().default(false),
  retainOnDelete: z.boolean().default(false),
  pendingReplacement: z.boolean().default(false),
  viewOf: z.string().default(""),
  inputs: properties.default({}),
  outputs: properties.default({}),
  provider: z.string().default(""),
  dependencies: urns.nullish().transform((list) => list ?? []),
  propertyDependencies: z
    .record(
      z.string(),
      urns.nullable().transform((list) => list ?? []),
    )
    .nullish()
    .transform((map) => map ?? {}),
  deletedWith: z.string().default(""),
});

const deploymentForm = z.object({
  manifest: z.object({ time: z.string().default("") }).default({ time: "" }),
  resources: z
    .array(z.unknown())
    .nullish()
    .transform((list) => list ?? []),
  pending_operations: z
    .array(z.object({ resource: z.object({ urn: z.string() }), type: z.string() }))
    .nullish()
    .transform((list) => list ?? []),
});

/**
 * Reads the file that `pulumi stack export --file` writes.
 * @throws StateFileError when it is absent, too large, no such file, or another stack's
 */
export function readExport(
  path: string,
  expected?: { readonly project: string; readonly stack: string },
): ExportedState {
  const state = parseExport(readBounded(path), path);
  const isEmpty = state.resources.length === 0;
  if (expected && !isEmpty && (state.project !== expected.project || state.stack !== expected.stack)) {
    throw new StateFileError(
      `${path} is the state of stack ${state.stack} of project ${state.project}, not of ${expected.stack} of ${expected.project}`,
      "export that one",
    );
  }
  return state;
}

function readBounded(path: string): Buffer {
  try {
    const file = openSync(path, "r");
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) throw new StateFileError(`${path} is not a file`, exportTo(path));
      if (stats.size > maximumMiB * mebibyte) {
        const size = Math.ceil(stats.size / mebibyte);
        throw new StateFileError(`${path} has ${size} MiB`, `an export of up to ${maximumMiB} MiB is read`);
      }
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof StateFileError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    const why = { ENOENT: "does not exist", EACCES: "may not be read" }[code] ?? `can not be read (${code})`;
    throw new StateFileError(`${path} ${why}`, exportTo(path));
  }
}

function exportTo(path: string): string {
  return `write it with: pulumi stack export --file ${path}`;
}

/**
 * What `pulumi stack export` writes. An empty stack may have no deployment at all.
 * @param bytes as printed or as in the file
 * @param name what they are called in refusals
 * @param again how to get a better one
 * @throws StateFileError
 */
export function parseExport(bytes: string | Buffer, name: string, again = exportTo(name)): ExportedState {
  const text = bytes.toString();
  const refuse = (why: string, next = again) => new StateFileError(`${name} ${why}`, next);
  if (text.trim() === "") throw refuse("is empty");
  const document = documentOf(text, refuse);
  if (typeof document !== "object" || document === null || Array.isArray(document)) throw refuse("is not an export");
  const { version, features, deployment, checkpoint } = document as Readonly<Record<string, unknown>>;
  if (checkpoint !== undefined) {
    throw refuse("is a checkpoint of a state backend, not an export", "use the file of pulumi stack export --file");
  }
  if (version !== 3 && version !== 4) {
    const found = typeof version === "number" ? `of version ${version}` : "without a version";
    throw refuse(`is an export ${found}`, "this version of the kit reads versions 3 and 4");
  }
  const unread = Array.isArray(features) ? features.filter((feature) => !readableFeatures.has(String(feature))) : [];
  if (unread.length > 0) {
    throw refuse(`needs features that this version of the kit does not read: ${unread.join(", ")}`, "update the kit");
  }
  const form = deploymentForm.safeParse(deployment === null ? {} : deployment);
  if (!form.success) throw refuse(`has no usable deployment (${whereOf(form.error, "deployment")})`);
  const resources = form.data.resources.flatMap((entry, index) => {
    const place = `deployment.resources[${index}]`;
    const parsed = resourceForm.safeParse(entry);
    if (!parsed.success) throw refuse(`is damaged (${whereOf(parsed.error, place)})`);
    // A view shows a part of another resource; nobody can create, update or delete it by itself.
    if (parsed.data.viewOf !== "") return [];
    try {
      return [stateResource(parsed.data)];
    } catch (error) {
      throw refuse(`is damaged (${place} ${error instanceof Error ? error.message : "can not be read"})`);
    }
  });
  requireUnique(resources, refuse);
  return {
    ...ownerOf(resources, refuse),
    sha256: createHash("sha256").update(bytes).digest("hex"),
    writtenAt: form.data.manifest.time,
    resources,
    pending: form.data.pending_operations.map(({ type, resource }) => ({ operation: type, urn: resource.urn })),
  };
}

type Refuse = (why: string, next?: string) => StateFileError;

function documentOf(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const looksCut = text.trimStart().startsWith("{") && !text.trimEnd().endsWith("}");
    throw refuse(looksCut ? "ends in the middle of the document" : "is not JSON");
  }
}

/** The place and the form that is expected there, without the value. */
function whereOf({ issues: [issue] }: z.ZodError, root: string): string {
  const path = [root, ...(issue?.path ?? [])].map(String).join(".");
  return issue?.code === "invalid_type" ? `${path} is not of type ${issue.expected}` : `${path} is not as expected`;
}

function stateResource(entry: z.infer<typeof resourceForm>): StateResource {
  const { viewOf: _, provider, ...rest } = entry;
  const { name, type } = parseUrn(entry.urn);
  if (type !== entry.type) throw new Error("has a URN of another type");
  return {
    ...rest,
    name,
    inputs: decodeStateProperties(entry.inputs),
    outputs: decodeStateProperties(entry.outputs),
    provider: provider === "" ? "" : providerReferenceUrn(provider),
  };
}

function requireUnique(resources: readonly StateResource[], refuse: Refuse): void {
  const seen = new Set<string>();
  for (const resource of resources) {
    if (resource.delete) continue;
    if (seen.has(resource.urn)) throw refuse(`is damaged (${resource.urn} stands in it twice)`);
    seen.add(resource.urn);
  }
}

/** A read of another stack carries that stack's name in no URN: all of a state's URNs are of one stack. */
function ownerOf(resources: readonly StateResource[], refuse: Refuse): Pick<ExportedState, "project" | "stack"> {
  const owners = new Map(
    resources.map(({ urn }) => {
      const { project, stack } = parseUrn(urn);
      return [`${project}/${stack}`, { project, stack }] as const;
    }),
  );
  if (owners.size > 1)
    throw refuse(`is damaged (its resources are of several stacks: ${[...owners.keys()].join(", ")})`);
  return [...owners.values()][0] ?? { project: "", stack: "" };
}
