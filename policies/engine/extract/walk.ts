import { ownValue } from "./own-value.ts";
import { type ReadText, readText } from "./read-text.ts";
import { item, nameOf, perKey, property, type Where } from "./where.ts";

export type Certainty = "known" | "unknown" | "secret";

/** A scalar with its place. Text of an unknown value is `""`. */
export interface Leaf {
  readonly where: Where;
  /** The object or text that holds it: siblings share it by identity. */
  readonly holder: Where | undefined;
  readonly text: string;
  readonly certainty: Certainty;
  /** A document whose own values will be reported. */
  readonly split: boolean;
}

/** Something that was too deep, too large or not readable: what is in it is unknown. */
export interface Unread {
  readonly where: Where;
  readonly certainty: Certainty;
  readonly reason: string;
}

/** The wire's marks for values that only the cloud can give (pulumi sdk, `resource.Unknown*`). */
const SENTINELS =
  /1c4a061d-8072-4f0a-a4cb-0ff528b18fe7|3eeb2bf0-c639-47a8-9e75-3b44932eb421|04da6b54-80e4-46f7-96ec-b56ff0331ba9|6a19a0b0-7e62-4c92-b797-7f8e31da9cc2|030794c1-ac77-496b-92df-f27374a8bd58|e48ece36-62e2-4504-bad9-02848725956a|dd056dcd-154b-4c76-9bd3-c8f88648b5ff/g;

/** Stands for the unknown part of a text; one label of a host, so that a known suffix can still be judged. */
export const UNKNOWN_PART = "unknown--part";

/** The wire's marks of special objects (pulumi sdk, `runtime/rpc`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

const MAX_DEPTH = 200;
/** Characters that one resource may decode to, a compressed one included. */
const MAX_TEXT = 32 * 1024 * 1024;

const SECRET_KEY = /passw|secret|token|credential|private_?key|api_?key|access_?key|\bdsn\b|_dsn$|kubeconfig/i;
const isSecretKey = perKey((key) => SECRET_KEY.test(key));

/** A value with its place, as `reader.ts` reads on from it. */
export interface Node {
  readonly value: unknown;
  readonly where: Where | undefined;
  readonly secret: boolean;
}

interface Frame {
  readonly value: unknown;
  readonly where: Where | undefined;
  readonly holder: Where | undefined;
  readonly secret: boolean;
  readonly depth: number;
  readonly texts: number;
}

/**
 * Every scalar in a resource's properties, text inside text included, in one pass without recursion. Reads through
 * property descriptors, so the proxy that throws on unknown values never does. `onObject` may leave an object out.
 */
export function walk(
  properties: unknown,
  secretRoot: boolean,
  onLeaf: (leaf: Leaf) => void,
  onUnread: (unread: Unread) => void,
  onObject: (node: Node) => "leave out" | undefined = () => undefined,
): void {
  const stack: Frame[] = [
    { value: properties, where: undefined, holder: undefined, secret: secretRoot, depth: 0, texts: 0 },
  ];
  let budget = MAX_TEXT;
  for (let frame = stack.pop(); frame; frame = stack.pop()) {
    const { value, where, secret, depth, texts } = frame;
    if (typeof value === "string") {
      if (!where) continue;
      budget -= value.length;
      if (budget < 0) {
        onUnread({ where, certainty: secret ? "secret" : "known", reason: "more text than is read" });
        return;
      }
      const text = readText(value, where, texts);
      if (text.unread) onUnread({ where, certainty: secret ? "secret" : "known", reason: text.unread });
      const unknown = isUnknown(value);
      const certainty = unknown ? "unknown" : secret ? "secret" : "known";
      const plain = unknown ? "" : value.length >= 36 ? value.replace(SENTINELS, UNKNOWN_PART) : value;
      onLeaf({ where, holder: frame.holder, text: plain, certainty, split: text.document });
      for (let i = text.frames.length - 1; i >= 0; i--) {
        const { value, where: at } = text.frames[i] as ReadText["frames"][number];
        const holder = at.parent ?? where;
        stack.push({ value, where: at, holder, secret: secret || isSecretKey(at.key), depth: 0, texts: texts + 1 });
      }
    } else if (typeof value === "number" || typeof value === "boolean") {
      if (where)
        onLeaf({
          where,
          holder: frame.holder,
          text: String(value),
          certainty: secret ? "secret" : "known",
          split: false,
        });
    } else if (typeof value === "object" && value !== null) {
      if (depth >= MAX_DEPTH) {
        if (where)
          onUnread({ where, certainty: secret ? "secret" : "known", reason: `nested deeper than ${MAX_DEPTH} levels` });
        continue;
      }
      if (isSecretMark(value)) {
        stack.push({ ...frame, value: ownValue(value, "value"), secret: true });
        continue;
      }
      if (onObject({ value, where, secret }) === "leave out") continue;
      const keys = Object.keys(value);
      for (let i = keys.length - 1; i >= 0; i--) {
        const key = keys[i] as string;
        const written = ownValue(value, key);
        const isVariable = typeof written === "string" && Array.isArray(value) && isEnvironment(nameOf(where));
        const assigned = isVariable ? ASSIGNMENT.exec(written) : null;
        const at =
          Array.isArray(value) && where
            ? { ...item(where, i), ...(assigned?.[1] !== undefined && { key: assigned[1] }) }
            : key === "value" || key === "values"
              ? pairValue(value, key, where)
              : property(where, key);
        stack.push({
          value: assigned ? assigned[2] : written,
          where: at,
          holder: where,
          secret: secret || isSecretKey(at.key),
          depth: depth + 1,
          texts,
        });
      }
    }
  }
}

/** Lists of variables as containers take them: `["AWS_REGION=eu-central-1"]`. */
const isEnvironment = perKey((key) => /^(env|envs|environment|environments|variables|build_?args?)$/i.test(key));
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_.]{0,200})=(.*)$/s;

/** True for the wire's mark of a value that only the cloud can give. */
export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && value.length === 36 && value.replace(SENTINELS, "") === "";
}

export function isSecretMark(value: object): boolean {
  return ownValue(value, SIGNATURE) === SECRET_SIGNATURE;
}

/** A secret as the wire marks it. */
export function secretMark(value: unknown): object {
  return { [SIGNATURE]: SECRET_SIGNATURE, value };
}

/** `{name: "AWS_REGION", value: …}` means what `AWS_REGION: …` means; orders of OVHcloud say `label`. */
function pairValue(pair: object, key: string, where: Where | undefined): Where {
  const name = ownValue(pair, "name") ?? ownValue(pair, "key") ?? ownValue(pair, "label");
  const at = property(where, key);
  return typeof name === "string" && name !== "" ? { ...at, key: name } : at;
}
