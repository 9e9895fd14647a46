import { parseImage } from "../resolve/image.ts";
import type { StartedContainer } from "./container-commands.ts";
import { certaintyOf, each, entries, get, isSet, textOf } from "./reader.ts";
import type { Certainty, Node } from "./walk.ts";
import { nameOf, type Where } from "./where.ts";

/** A setting of a container; `""` for what is not known yet. */
export interface Setting {
  readonly where: Where | undefined;
  readonly text: string;
  readonly certainty: Certainty;
}

/** Something that runs one image: a pod's container, a task of a cloud's container service, a container of Docker. */
export interface Container {
  readonly where: Where | undefined;
  readonly certainty: Certainty;
  /** Path of its image in whatever registry, e.g. `grafana/loki`; `""` when it can not be read. */
  readonly repository: string;
  /** Entry point and arguments as one line. */
  readonly command: string;
  /** Environment by variable. */
  readonly env: ReadonlyMap<string, Setting>;
  /** More of the environment comes out of objects that are not here. */
  readonly openEnv: boolean;
}

const IMAGE = ["image", "imageName", "registryImage", "imageUri"];
const COMMAND = ["entrypoint", "entryPoint", "entrypoints", "command", "commands", "args"];
const ENV = ["env", "envs", "environment", "environmentVariables", "secretEnvironmentVariables"];

/** The container that an object describes, `undefined` when it describes none. */
export function containerAt(node: Node): Container | undefined {
  const commands = COMMAND.flatMap((key) => get(node, key) ?? []);
  const environments = ENV.flatMap((key) => get(node, key) ?? []);
  const isTold = commands.length > 0 || environments.length > 0;
  const isToldMore = [...commands, ...environments].some(isSet);
  const image = IMAGE.map((key) => get(node, key)).find(
    (found) =>
      textOf(found) !== undefined || isMark(found) || (isToldMore && textOf(get(found, "repository")) !== undefined),
  );
  // A predictor of KServe leaves its image to the runtime that serves the format.
  const listed = /^(init|ephemeral)?containers$/i.test(nameOf(node.where)) || get(node, "modelFormat") !== undefined;
  if (!image && (!listed || !isTold)) return undefined;
  // Values of charts name an image in parts.
  const parsed = parseImage(textOf(image) ?? textOf(get(image, "repository")) ?? "");
  const env = new Map<string, Setting>();
  for (const [name, setting] of environments.flatMap(environmentOf)) env.set(name.toUpperCase(), setting);
  return {
    where: node.where,
    certainty: node.secret ? "secret" : "known",
    repository: parsed?.repository ?? "",
    command: commands.flatMap((list) => each(list).map((part) => textOf(part) ?? "")).join(" "),
    env,
    openEnv: get(node, "envFrom") !== undefined,
  };
}

/** The container that a line of a script starts. */
export function containerOf(
  { image, command, env }: StartedContainer,
  { where, certainty }: Pick<Setting, "where" | "certainty">,
): Container {
  const known = certainty === "secret" ? certainty : "known";
  return {
    where,
    certainty: known,
    repository: parseImage(image)?.repository ?? "",
    command,
    env: new Map([...env].map(([name, text]) => [name, { where, text, certainty: known }])),
    openEnv: false,
  };
}

/** `[{name, value}]`, `{NAME: value}` or `["NAME=value"]`. */
function environmentOf(node: Node): readonly (readonly [string, Setting])[] {
  const named = entries(node);
  if (named.length > 0) return named.map(([name, value]) => [name, settingOf(value)]);
  return each(node).flatMap((entry) => {
    const line = textOf(entry) ?? "";
    const equals = line.indexOf("=");
    if (equals > 0) return [[line.slice(0, equals), { ...settingOf(entry), text: line.slice(equals + 1) }] as const];
    const name = textOf(get(entry, "name") ?? get(entry, "key"));
    const value = get(entry, "value") ?? get(entry, "valueFrom");
    return name === undefined
      ? []
      : [[name, value ? settingOf(value) : { where: entry.where, text: "", certainty: "known" }] as const];
  });
}

function settingOf(node: Node): Setting {
  const text = textOf(node);
  return { where: node.where, text: text ?? "", certainty: text === undefined ? "unknown" : certaintyOf(node) };
}

/** The line of a command that is no container's own: of a probe, of a hook. */
export function commandOf(node: Node): Setting | undefined {
  if (nameOf(node.where) !== "exec") return undefined;
  const parts = each(get(node, "command")).map((part) => textOf(part) ?? "");
  return parts.length > 0 ? { where: node.where, text: parts.join(" "), certainty: certaintyOf(node) } : undefined;
}

function isMark(node: Node | undefined): boolean {
  return node !== undefined && certaintyOf(node) === "unknown";
}
