/** A string or a list of strings as a CEL literal. JSON's escapes are a subset of CEL's. */
export function literal(value: string | readonly string[]): string {
  return JSON.stringify(value);
}

/** Lists of containers that a pod may have; a pod of a CREATE has no ephemeral ones yet. */
const containerKinds = ["containers", "initContainers", "ephemeralContainers"] as const;

/** CEL: whether a predicate over `c` holds for every container of a pod, of every kind. */
export function everyContainer(predicate: string): string {
  return containerKinds
    .map((kind) => `(!has(object.spec.${kind}) || object.spec.${kind}.all(c, ${predicate}))`)
    .join(" && ");
}

/** CEL: whether a predicate over `v` holds for every volume of a pod. */
export function everyVolume(predicate: string): string {
  return `!has(object.spec.volumes) || object.spec.volumes.all(v, ${predicate})`;
}

/** CEL: whether a field is absent or false. Every field on the way to it but the last must exist. */
export function offOrAbsent(path: string): string {
  return `(!has(${path}) || !${path})`;
}
