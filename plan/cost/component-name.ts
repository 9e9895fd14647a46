import type { PlannedResource } from "../model.ts";

const stackType = "pulumi:pulumi:Stack";

/**
 * Says to which component a resource belongs, as a person reads it: the kind of the nearest component above it
 * and what tells it from its siblings, e.g. `gpu-pool l40s`; `stack` when no component is above it. Names of
 * components are computed once, so the whole plan takes time linear in its size.
 */
export function componentNames(byUrn: ReadonlyMap<string, PlannedResource>): (resource: PlannedResource) => string {
  const names = new Map<string, string>();
  const nameOf = (component: PlannedResource): string => {
    const known = names.get(component.urn);
    if (known !== undefined) return known;
    const name = readableName(component, componentAbove(component, byUrn));
    names.set(component.urn, name);
    return name;
  };
  return (resource) => {
    const component = componentAbove(resource, byUrn);
    return component === undefined ? "stack" : nameOf(component);
  };
}

function componentAbove(
  { urn, parent }: PlannedResource,
  byUrn: ReadonlyMap<string, PlannedResource>,
): PlannedResource | undefined {
  const passed = new Set([urn]);
  for (let above = byUrn.get(parent); above !== undefined && !passed.has(above.urn); above = byUrn.get(above.parent)) {
    if (!above.custom) return above.type === stackType ? undefined : above;
    passed.add(above.urn);
  }
  return undefined;
}

/**
 * `sgc:oci:OciGpuPool` named `cloud-gpu-l40s` under a component named `cloud` reads `gpu-pool l40s`: words at the
 * start of a name that the kind says already are not said twice.
 */
function readableName({ type, name }: PlannedResource, above: PlannedResource | undefined): string {
  const [, module = "", className = type] = type.split(":");
  const kind = without(`${kebab(module)}-`, kebab(className));
  const words = (above === undefined ? name : without(`${above.name}-`, name)).split("-");
  const said = kind.split("-");
  const own = words.slice(words.findIndex((word) => !said.includes(word)));
  return words.every((word) => said.includes(word)) ? kind : `${kind} ${own.join("-")}`;
}

function without(prefix: string, text: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function kebab(text: string): string {
  return text.replace(/([a-z0-9])(?=[A-Z])/g, "$1-").toLowerCase();
}
