import { z } from "zod";
import { type PathPattern, readPattern } from "./path-pattern.ts";
import docker from "./tables/docker.json" with { type: "json" };
import dockerBuild from "./tables/docker-build.json" with { type: "json" };
import kubernetes from "./tables/kubernetes.json" with { type: "json" };
import oci from "./tables/oci.json" with { type: "json" };
import random from "./tables/random.json" with { type: "json" };
import tls from "./tables/tls.json" with { type: "json" };

const paths = z.array(z.string().transform(readPattern));

const row = z.strictObject({
  /** File below the table's source that says so, when it is not the table's own file. */
  file: z.string().optional(),
  /** Address of a file in another repository that says so. */
  source: z.url().optional(),
  replaceOn: paths,
  replaceUnless: z.strictObject({ providerOption: z.string(), paths }).optional(),
  replaceOnUnknown: paths.optional(),
  mayReplaceOn: paths.optional(),
  deleteFirst: z.strictObject({ when: z.enum(["given", "kept"]), paths: paths.min(1) }).optional(),
  holds: z
    .strictObject({
      what: z.string(),
      whenName: z.string().optional(),
      whenProperty: z.string().transform(readPattern).optional(),
    })
    .optional(),
});

const table = z.strictObject({
  package: z.string(),
  /** Version of the package in package.json whose provider the facts are of. */
  version: z.string(),
  source: z.url(),
  file: z.string().optional(),
  how: z.string(),
  types: z.record(z.string(), row),
});

/** What a provider does with a changed input of one type, and what is lost with the resource. */
export interface ReplacementFacts {
  readonly type: string;
  /** A change of any of these makes the provider replace the resource. */
  readonly replaceOn: readonly PathPattern[];
  /** So does a change of these, unless the resource's provider has the option and the resource is not `immutable`. */
  readonly replaceUnless: { readonly providerOption: string; readonly paths: readonly PathPattern[] } | undefined;
  /** So do these when their new value is not known. */
  readonly replaceOnUnknown: readonly PathPattern[];
  /** A change of these may: the provider compares something that no plan can see. */
  readonly mayReplaceOn: readonly PathPattern[];
  /**
   * The old one is deleted before the new one is made when the program gives all of these, or when all of them stay as
   * they are; `undefined`: after.
   */
  readonly deleteFirst: { readonly when: "given" | "kept"; readonly paths: readonly PathPattern[] } | undefined;
  /** Data that is lost with the resource and that nothing makes again, and which resources of the type have it. */
  readonly holds:
    | { readonly what: string; readonly whenName: string | undefined; readonly whenProperty: PathPattern | undefined }
    | undefined;
  /** Address of the file that says so, at the commit that was read. */
  readonly source: string;
}

export interface ReplacementTable {
  /** npm package below `@pulumi/`. */
  readonly package: string;
  readonly version: string;
  readonly facts: readonly ReplacementFacts[];
}

export const replacementTables: readonly ReplacementTable[] = [docker, dockerBuild, kubernetes, oci, random, tls].map(
  (file) => readTable(file),
);

/** @throws ZodError when a table breaks its form */
function readTable(file: unknown): ReplacementTable {
  const { package: name, version, source, file: ownFile, types } = table.parse(file);
  const facts = Object.entries(types).map(([type, fact]) => ({
    type,
    replaceOn: fact.replaceOn,
    replaceUnless: fact.replaceUnless,
    replaceOnUnknown: fact.replaceOnUnknown ?? [],
    mayReplaceOn: fact.mayReplaceOn ?? [],
    deleteFirst: fact.deleteFirst,
    holds: fact.holds && { whenName: undefined, whenProperty: undefined, ...fact.holds },
    source: fact.source ?? `${source}${fact.file ?? ownFile ?? ""}`,
  }));
  return { package: name, version, facts };
}
