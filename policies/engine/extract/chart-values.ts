import { entries, fields, textOf } from "./reader.ts";
import type { Node } from "./walk.ts";

/** Where Helm's own resources, Flux and Argo CD hold the values of a chart. */
const VALUES = ["values", "spec.values", "spec.source.helm.valuesObject", "spec.sources.helm.valuesObject"];
const FILES = [
  "valueYamlFiles",
  "spec.valuesContent",
  "spec.source.helm.values",
  "spec.sources.helm.values",
  "spec.template.spec.source.helm.values",
];

/** The values that a resource gives to its charts, as objects. */
export function chartValues(root: Node): readonly Node[] {
  return VALUES.flatMap((path) => fields(root, path));
}

/** The scalar at one path of values, whichever way they are given; keys are divided by `/`, as some have dots in them. */
export function chartValue(root: Node, path: string): readonly string[] {
  const keys = path.split("/");
  const files = FILES.flatMap((file) => fields(root, file));
  // A file that is JSON has been read as what it says.
  const stated = [...chartValues(root), ...files].flatMap((values) => fields(values, keys).flatMap(textIn));
  const line = new RegExp(`(?:^|[\\s{,])["']?${keys.at(-1)}["']?\\s*[:=]\\s*["']?([^\\s"',}]+)`);
  return [...stated, ...files.flatMap(textsOf).flatMap((text) => line.exec(text)?.[1] ?? [])];
}

/** A file is a text, or an asset that holds one. */
function textsOf(file: Node): readonly string[] {
  return [file, ...entries(file).map(([, value]) => value)].flatMap(textIn);
}

function textIn(node: Node): string | readonly [] {
  return textOf(node) ?? [];
}
