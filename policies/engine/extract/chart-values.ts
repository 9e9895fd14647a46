import { each, entries, fields, textOf } from "./reader.ts";
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

/** The values that a resource gives to its charts, as texts of YAML. */
function chartValuesTexts(root: Node): readonly string[] {
  return FILES.flatMap((path) => fields(root, path)).map(
    (node) =>
      textOf(node) ??
      entries(node)
        .flatMap(([, value]) => each(value))
        .map((value) => textOf(value) ?? "")
        .join("\n"),
  );
}

/** The scalar at one path of values, whichever way they are given; keys are divided by `/`, as some have dots in them. */
export function chartValue(root: Node, path: string): readonly string[] {
  const keys = path.split("/");
  const stated = chartValues(root).flatMap((values) => fields(values, keys).flatMap((node) => textOf(node) ?? []));
  const line = new RegExp(`(?:^|[\\s{,])["']?${keys.at(-1)}["']?\\s*[:=]\\s*["']?([^\\s"',}]+)`, "m");
  return [...stated, ...chartValuesTexts(root).flatMap((text) => line.exec(text)?.[1] ?? [])];
}
