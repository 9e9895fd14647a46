import {
  type Policies,
  type PolicyConfigSchema,
  type PolicyResource,
  type ResourceValidationArgs,
  Secret,
  type StackValidationArgs,
} from "@pulumi/policy";
import { withCorrections } from "./correction.ts";
import { ownValue } from "./extract/own-value.ts";
import { extract, type ResourceInput, type Subject, subjectsOf } from "./extract/subject.ts";
import { secretMark } from "./extract/walk.ts";
import { formatMessage } from "./message.ts";
import { check, isMandatory, type ResourceRule, type Rule, type Violation } from "./rule.ts";
import { rulingOf } from "./ruling.ts";
import { isSame } from "./same.ts";
import { parseSettings, SETTINGS_SCHEMA, type Settings } from "./settings.ts";
import { waiverOf } from "./waivers.ts";

/** What the undocumented object form of `reportViolation` accepts (@pulumi/policy 1.21, server.js). */
interface Report {
  readonly message: string;
  readonly enforcementLevel?: "advisory";
  readonly urn?: string;
}
type ReportViolation = (report: Report) => void;

/** CrossGuard policies for these rules. They share one reading of each resource. */
export function policiesOf(rules: readonly Rule[]): Policies {
  const read = shareReading();
  const settingsOf = shareSettings();
  return rules.map((rule) => {
    const facts = {
      name: rule.id,
      displayName: rule.title,
      description: rule.description,
      severity: rule.severity,
      enforcementLevel: isMandatory(rule) ? "mandatory" : "advisory",
      framework: { name: rule.axis, version: "1", reference: rule.law, specification: rule.description },
      configSchema: SETTINGS_SCHEMA as unknown as PolicyConfigSchema,
    } as const;
    if ("checkStack" in rule) {
      return {
        ...facts,
        validateStack: async (args: StackValidationArgs, reportViolation: unknown) => {
          const settings = settingsOf(args.getConfig());
          const subjects: Subject[] = [];
          for (const resource of args.resources) subjects.push(...(await read(resource, args.resources.length)));
          for (const violation of rule.checkStack(subjects, settings))
            (reportViolation as ReportViolation)({
              ...reportOf(rule, violation, violation.urn, settings),
              urn: violation.urn,
            });
        },
      };
    }
    return {
      ...facts,
      validateResource: async (args: ResourceValidationArgs, reportViolation: unknown) => {
        const settings = settingsOf(args.getConfig());
        for (const subject of await read(args))
          for (const violation of check(rule, subject, settings))
            (reportViolation as ReportViolation)(reportOf(rule, violation, args.urn, settings));
      },
      // Asked only where somebody has set the rule's level to `remediate`.
      ...(rule.correct && {
        remediateResource: async (args: ResourceValidationArgs) => corrected(rule, args, settingsOf(args.getConfig())),
      }),
    };
  });
}

/** The resource's properties as the rule puts them right; `undefined` when it changes nothing or somebody waived it. */
async function corrected(
  rule: ResourceRule,
  args: ResourceValidationArgs,
  settings: Settings,
): Promise<Record<string, unknown> | undefined> {
  if (!rule.correct || waiverOf(settings, rule.id, args.urn)) return undefined;
  const resource = plainResource(args);
  await settleAssets(resource);
  const { properties } = resource;
  const subject = extract({ ...resource, properties: withSecretMarks(properties) });
  const result = withCorrections(properties as Record<string, unknown>, rule.correct(subject, settings));
  return result === properties ? undefined : (result as Record<string, unknown>);
}

function reportOf(rule: Rule, violation: Violation, urn: string, settings: Settings): Report {
  const { message, reportedOnly } = rulingOf(rule, violation, urn, settings);
  return { message: formatMessage(message), ...(reportedOnly && { enforcementLevel: "advisory" }) };
}

/** Configuration arrives as a new object per rule and resource, and hardly ever changes. */
function shareSettings(): (config: object) => Settings {
  let last: { readonly config: object; readonly settings: Settings } | undefined;
  return (config) => {
    if (!last || !isSame(last.config, config))
      last = { config, settings: parseSettings(config as Record<string, unknown>) };
    return last.settings;
  };
}

/** Resources that are asked about at one time, with a margin: engines ask about many at once. */
const READINGS_KEPT = 64;

/** What resource and stack policies are both given of a resource. */
type Reading = Pick<ResourceValidationArgs | PolicyResource, "urn" | "type" | "name" | "props" | "provider">;

/** The SDK decodes a resource anew for every rule; equal content is read once. `room` is how many readings are kept. */
function shareReading(): (args: Reading, room?: number) => Promise<readonly Subject[]> {
  const readings = new Map<string, { readonly resource: ResourceInput; readonly subjects: readonly Subject[] }>();
  return async (args, room = READINGS_KEPT) => {
    const resource = plainResource(args);
    const kept = readings.get(resource.urn);
    if (kept && isSame(kept.resource, resource)) return kept.subjects;
    await settleAssets(resource);
    if (kept && isSame(kept.resource, resource)) return kept.subjects;
    const subjects = subjectsOf(resource);
    readings.delete(resource.urn);
    readings.set(resource.urn, { resource, subjects });
    for (const urn of readings.keys()) {
      if (readings.size <= room) break;
      readings.delete(urn);
    }
    return subjects;
  };
}

function plainResource({ urn, type, name, props, provider }: Reading): ResourceInput {
  return {
    urn,
    type,
    name,
    properties: unwrap(props),
    provider: provider && { type: provider.type, name: provider.name, properties: unwrap(provider.props) },
  };
}

/** The object behind the proxy that throws on unknown values: descriptors pass through it. */
function unwrap(proxy: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(proxy).map((key) => [key, ownValue(proxy, key)]));
}

/** Only here does the SDK leave secrets wrapped; rules know them by the wire's mark. */
function withSecretMarks(value: unknown): unknown {
  if (value instanceof Secret) return secretMark(withSecretMarks(value.value));
  if (Array.isArray(value)) return value.map(withSecretMarks);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withSecretMarks(one)]));
}

/** Assets hold their path, text or URI as a promise; put the value in its place. */
async function settleAssets(resource: object): Promise<void> {
  const stack: object[] = [resource];
  for (let object = stack.pop(); object; object = stack.pop()) {
    for (const key of Object.keys(object)) {
      let value = ownValue(object, key);
      if (value instanceof Promise) {
        value = await value;
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
      }
      if (typeof value === "object" && value !== null) stack.push(value);
    }
  }
}
