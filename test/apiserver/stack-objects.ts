import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubernetesObject, Objects } from "../cluster/objects.ts";
import { certificate } from "../loopback.ts";
import { rendered } from "../plan/rendered.ts";

const known = new Map<string, Promise<readonly KubernetesObject[]>>();

/** Every Kubernetes object of a stack in the order in which they are made, with secrets of the right form. */
export function objectsOf(stack: string): Promise<readonly KubernetesObject[]> {
  const objects = known.get(stack) ?? readObjects(stack);
  known.set(stack, objects);
  return objects;
}

async function readObjects(stack: string): Promise<readonly KubernetesObject[]> {
  const all = await rendered(stack);
  return all
    .filter(({ inputs }) => "apiVersion" in inputs && "kind" in inputs)
    .map(({ plainInputs }) => withRealCertificate(plainInputs()));
}

/** The API server reads the pair in a TLS Secret; the one of the plan tests is too short to be read. */
function withRealCertificate(object: KubernetesObject): KubernetesObject {
  if (object.type !== "kubernetes.io/tls") return object;
  const content = { ...object.stringData, "tls.crt": pair.crt, "tls.key": pair.key };
  return { ...object, stringData: content };
}

const pair = makePair();

function makePair(): { readonly crt: string; readonly key: string } {
  const folder = mkdtempSync(join(tmpdir(), "pair-"));
  try {
    const { crt, key } = certificate(folder);
    return { crt: readFileSync(crt, "utf8"), key: readFileSync(key, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the API server said against objects, one line each; empty when it took all of them without a warning. */
export async function applyAll(objects: Objects, all: readonly KubernetesObject[]): Promise<readonly string[]> {
  const said: string[] = [];
  for (const object of all) {
    const { status, body, warnings } = await objects.apply(object);
    const name = `${object.kind} ${object.metadata.namespace ?? ""}/${object.metadata.name}`;
    if (status >= 300) said.push(`${name} is refused: ${status} ${body.message}`);
    said.push(...warnings.map((warning) => `${name} gets a warning: ${warning}`));
  }
  return said;
}
