import type { EnforcementLevel, Finding, Plan } from "../../plan/model.ts";
import { toFinding } from "../../policies/engine/message.ts";
import { type EngineEvent, type StepState, stepsOf, withoutColours } from "./engine-events.ts";

/** A resource as both engines know it, inputs as JSON. */
interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly parent: string;
  readonly protect: boolean;
  readonly inputs: unknown;
}

/** What a rule said of a resource, as both engines know it. */
type SharedFinding = Pick<Finding, "pack" | "rule" | "level" | "urn" | "path" | "message">;

/** How the engine writes a value that only the cloud can tell. */
const engineUnknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const planUnknown = "[unknown]";
const secret = "[secret]";
const signatureKey = "4dabf18193072939515e22adb298388d";
const kubernetesProvider = "pulumi:providers:kubernetes";

/**
 * In what the real engine's resources differ from a plan's, one line each; none when they say the same. What a plan can
 * not know the engine may have asked the cloud; the other way round is a difference. With one exception: before there is
 * a cluster the engine knows nothing of what its provider would answer, and a plan says what the program asked for.
 */
export function differencesFromPlan(plan: Plan, events: readonly EngineEvent[]): string[] {
  const planned = new Map(plan.resources.map((each) => [each.urn, plannedResource(each)]));
  const registered = new Map(
    stepsOf(events).flatMap(({ new: state }) => (state ? [[state.urn, registeredResource(state)]] : [])),
  );
  const clusterUnknown = [...registered.values()].some(
    ({ type, inputs }) => type === kubernetesProvider && isRecord(inputs) && inputs.kubeconfig === engineUnknown,
  );
  const urns = [...new Set([...planned.keys(), ...registered.keys()])].sort();
  return urns.flatMap((urn) => {
    const [ours, theirs] = [planned.get(urn), registered.get(urn)];
    if (ours === undefined) return [`${urn}: not planned`];
    if (theirs === undefined) return [`${urn}: planned, not registered`];
    const mayBeUnknown = clusterUnknown && ours.type.startsWith("kubernetes:");
    return [
      ...(["type", "parent", "protect"] as const)
        .filter((field) => ours[field] !== theirs[field])
        .map((field) => `${urn} ${field}: planned ${ours[field]}, registered ${theirs[field]}`),
      ...differentInputs(urn, ours.inputs, theirs.inputs, mayBeUnknown),
    ];
  });
}

function plannedResource({ urn, type, parent, protect, properties }: Plan["resources"][number]): Registered {
  // The real engine keeps default providers outside the tree; a plan hangs them below the stack to show them.
  const root = type.startsWith("pulumi:providers:") && /::default_[^:]+$/.test(urn);
  return { urn, type, parent: root ? "" : parent, protect, inputs: storedKeys(type, properties as object) };
}

/** A provider keeps a Secret's `stringData` as `data`; what it holds is masked on both sides. */
function storedKeys(type: string, inputs: object): object {
  if (type !== "kubernetes:core/v1:Secret" || !("stringData" in inputs)) return inputs;
  const { stringData, ...rest } = inputs;
  return { ...rest, data: stringData };
}

function registeredResource({ urn, type, parent, protect = false, inputs }: StepState): Registered {
  // How the engine remembers where a plug-in comes from.
  const { __internal: _, ...own } = inputs;
  return { urn, type, parent, protect, inputs: storedKeys(type, own) };
}

function differentInputs(path: string, ours: unknown, theirs: unknown, mayBeUnknown: boolean): string[] {
  if (ours === planUnknown || (theirs === engineUnknown && (mayBeUnknown || ours === secret))) return [];
  if (ours === secret && (isSecret(theirs) || isHiddenPath(path, theirs))) return [];
  if (isRecord(ours) && isRecord(theirs)) {
    const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
    return keys.flatMap((key) => differentInputs(`${path} ${key}`, ours[key], theirs[key], mayBeUnknown));
  }
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    return ours.flatMap((each, index) => differentInputs(`${path} [${index}]`, each, theirs[index], mayBeUnknown));
  }
  const [planned, registered] = [JSON.stringify(ours), JSON.stringify(theirs)];
  return planned === registered ? [] : [`${path}: planned ${short(planned)}, registered ${short(registered)}`];
}

/** The CLI masks a secret as a text, or inside the mark of a secret. */
function isSecret(value: unknown): boolean {
  return value === secret || (isRecord(value) && value[signatureKey] !== undefined && value.ciphertext === secret);
}

/** A plan hides the path of a kubeconfig, because the output of the same text is secret; the provider's input is not. */
function isHiddenPath(path: string, value: unknown): boolean {
  return path.includes(`$${kubernetesProvider}::`) && path.endsWith(" kubeconfig") && value === "~/.kube/config";
}

/** Findings of a plan, in an order that both engines can be brought to. */
export function findingsOfPlan({ findings }: Plan): SharedFinding[] {
  return ordered(findings);
}

/** Findings of a run of the real engine, read back from its messages as a plan reads them. */
export function findingsOfEngine(events: readonly EngineEvent[]): SharedFinding[] {
  return ordered(
    events.flatMap(({ policyEvent }) => {
      if (policyEvent === undefined) return [];
      const { resourceUrn = "", enforcementLevel, message, ...named } = policyEvent;
      return [
        toFinding({
          ...named,
          urn: resourceUrn,
          message: withoutColours(message).trimEnd(),
          enforcementLevel: enforcementLevel as EnforcementLevel,
        }),
      ];
    }),
  );
}

/** Packs that judged a run, as `name version`. */
export function packsOf(events: readonly EngineEvent[]): string[] {
  const names = events.flatMap(({ policyAnalyzeSummaryEvent: pack }) =>
    pack ? [`${pack.policyPackName} ${pack.policyPackVersion}`] : [],
  );
  return [...new Set(names)].sort();
}

function ordered(findings: readonly SharedFinding[]): SharedFinding[] {
  return findings
    .map(({ pack, rule, level, urn, path, message }) => ({ pack, rule, level, urn, path, message }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function short(text: string | undefined): string {
  if (text === undefined) return "nothing";
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
