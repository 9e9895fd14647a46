/** Type token of the resource that every other resource of a stack descends from. */
export const stackType = "pulumi:pulumi:Stack";

/** The parts of `urn:pulumi:STACK::PROJECT::PARENT_TYPES$TYPE::NAME`. */
export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** Types of the ancestors below the stack, outermost first, joined by `$`; `""` when there is none. */
  readonly parentType: string;
  readonly type: string;
  /** May itself contain `::`. */
  readonly name: string;
}

const prefix = "urn:pulumi:";

export function makeUrn({ stack, project, parentType, type, name }: UrnParts): string {
  return `${prefix}${stack}::${project}::${parentType === "" ? type : `${parentType}$${type}`}::${name}`;
}

/** @throws Error when `urn` is not a resource name. */
export function parseUrn(urn: string): UrnParts {
  const match = /^urn:pulumi:(?<stack>[^:]+)::(?<project>[^:]+)::(?<types>.+?)::(?<name>.*)$/s.exec(urn);
  if (match?.groups === undefined) throw new Error(`"${urn}" is not a URN`);
  const { stack = "", project = "", types = "", name = "" } = match.groups;
  const end = types.lastIndexOf("$");
  return {
    stack,
    project,
    parentType: end === -1 ? "" : types.slice(0, end),
    type: types.slice(end + 1),
    name,
  };
}

/** The chain of types that a child of `parent` carries before its own type; the stack itself is left out of it. */
export function parentTypeOf(parent: string): string {
  if (parent === "") return "";
  const { parentType, type } = parseUrn(parent);
  if (type === stackType) return "";
  return parentType === "" ? type : `${parentType}$${type}`;
}
