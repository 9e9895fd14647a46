import { stringify } from "yaml";
import type { Plan } from "../model.ts";
import { entriesOf, textAt } from "./read.ts";

/** One file below the folder of `--manifests`; `path` is relative, with `/` between its parts. */
export interface ManifestFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Every Kubernetes object of the plan as YAML, at `<namespace or cluster>/<kind>-<name>.yaml`. Secrets and unknowns
 * stand as `[secret]` and `[unknown]`, the content of a Secret is hidden whether or not the program marked it.
 * Resources of the Kubernetes provider that are no objects, such as Helm releases, have no manifest and are left out.
 */
export function manifestsOf(resources: Plan["resources"]): readonly ManifestFile[] {
  const numbers = new Map<string, number>();
  return resources.flatMap(({ type, name, properties }) => {
    // Through JSON, so that a secret or an unknown that is still wrapped writes its mark.
    const object: unknown = JSON.parse(JSON.stringify(properties ?? null));
    const kind = textAt(object, "kind");
    if (!type.startsWith("kubernetes:") || kind === undefined || textAt(object, "apiVersion") === undefined) return [];
    const folder = safeName(textAt(object, "metadata", "namespace") ?? "cluster");
    const file = `${safeName(kind)}-${safeName(textAt(object, "metadata", "name") ?? name)}`;
    const path = freePath(`${folder}/${file}`, numbers);
    return [{ path, text: stringify(ordered(kind === "Secret" ? withoutContent(object) : object), yamlOptions) }];
  });
}

const yamlOptions = { lineWidth: 0, aliasDuplicateObjects: false } as const;

/** Keys that every Kubernetes object begins with, in the order in which people read them. */
const firstKeys = ["apiVersion", "kind", "metadata", "spec"];

function ordered(object: unknown): unknown {
  const rank = (key: string) => (firstKeys.includes(key) ? firstKeys.indexOf(key) : firstKeys.length);
  return Object.fromEntries([...entriesOf(object)].sort(([a], [b]) => rank(a) - rank(b)));
}

/** Keys under which a Secret, and a copy of it that kubectl leaves in an annotation, hold what is secret. */
const secretKeys = new Set(["data", "stringData"]);
const copyAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

function withoutContent(object: unknown): unknown {
  return JSON.parse(
    JSON.stringify(object, function hide(this: unknown, key: string, value: unknown) {
      return (this === object && secretKeys.has(key)) || key === copyAnnotation ? "[secret]" : value;
    }),
  );
}

/** Lower case, because some file systems do not tell cases apart; longer than any Kubernetes name is cut. */
function safeName(text: string): string {
  const safe = text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .replace(/^[.-]+|[.-]+$/g, "");
  return safe.slice(0, 120) || "unnamed";
}

/** The wanted path, numbered when another object has it; `numbers` remembers how often each was wanted. */
function freePath(wanted: string, numbers: Map<string, number>): string {
  for (;;) {
    const number = (numbers.get(wanted) ?? 0) + 1;
    numbers.set(wanted, number);
    if (number === 1) return `${wanted}.yaml`;
    const numbered = `${wanted}-${number}`;
    if (!numbers.has(numbered)) {
      numbers.set(numbered, 1);
      return `${numbered}.yaml`;
    }
  }
}
