import { PROFILES, type Profile } from "./profile.ts";
import { canonicalHost } from "./resolve/host.ts";
import { companyNames, type Vendor } from "./resolve/vendors.ts";

/** A company whose parent is outside the profile, accepted by a person as the platform's own vendor. */
export interface Acceptance {
  /** As it is known, e.g. `Oracle`; accepts the companies it owns too. */
  readonly company: string;
  /** ISO 3166-1 alpha-2 of the parent's seat as it was accepted: a company that is sold must be accepted anew. */
  readonly country: string;
  readonly by: string;
  readonly reason: string;
  /** ISO dates; the acceptance holds up to and including `until`. */
  readonly date: string;
  readonly until: string;
}

/** An entry of the subprocessor register. */
export interface Subprocessor {
  /** Host name; covers its sub-domains when written `*.host`. */
  readonly host: string;
  readonly company: string;
  readonly country: string;
  /** Contract or transfer basis, e.g. `DPA 2026-03-01`. */
  readonly basis: string;
  /** Last day on which the basis holds. Absent: no end. */
  readonly until?: string;
  /** Day of the transfer impact assessment, where the basis needs one. */
  readonly assessed?: string;
}

/** A finding that a person took responsibility for, for one resource and until a day. */
export interface Waiver {
  readonly rule: string;
  readonly urn: string;
  readonly owner: string;
  readonly reason: string;
  readonly until: string;
  /** Transfer impact assessment or risk record that the reason rests on. */
  readonly reference: string;
}

/** Images of a chart at a version, as `helm template` prints them. */
export interface ChartImages {
  readonly chart: string;
  readonly version: string;
  readonly images: readonly string[];
}

/** A script that a person has read: only this text may run. */
export interface Attestation {
  /** SHA-256 of the script, in hexadecimal; of the URN where there is no script to read. */
  readonly sha256: string;
  readonly by: string;
  readonly date: string;
}

/** Who holds the key material of a cloud's key or vault: a company of its own, outside the cloud. */
export interface KeyCustody {
  /** Name of the resource in the program. */
  readonly key: string;
  readonly custodian: string;
  /** ISO 3166-1 alpha-2 of the custodian's seat. */
  readonly country: string;
  readonly by: string;
  readonly until: string;
}

/** Whole days that logs are kept. */
export interface LogRetention {
  readonly minDays: number;
  readonly maxDays: number;
}

/** Configuration of a pack, the same for each of its rules. Nothing set = the strictest reading. */
export interface Settings {
  readonly profile: Profile;
  readonly acceptedParents: readonly Acceptance[];
  readonly ownDomains: readonly string[];
  readonly subprocessors: readonly Subprocessor[];
  /** Registry host and path prefix, e.g. `registry.example.eu/mirror`; `undefined` when there is none. */
  readonly mirror: string | undefined;
  readonly waivers: readonly Waiver[];
  readonly chartImages: readonly ChartImages[];
  readonly attestations: readonly Attestation[];
  readonly keyCustody: readonly KeyCustody[];
  readonly logRetention: LogRetention;
  /** The EU-US Data Privacy Framework counts as a basis for transfers to certified companies. */
  readonly dataPrivacyFramework: boolean;
  /** ISO date against which `until` is read. */
  readonly today: string;
}

const STRICTEST = "eu-owned";
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Logs of a high-risk AI system are kept for at least six months (AI Act Art. 19, 26(6)). */
const HIGH_RISK_MIN_DAYS = 183;
/** Shortest that an intrusion can still be found in, and longest without a reason of its own. */
const RETENTION: LogRetention = { minDays: 30, maxDays: 400 };
const text = { type: "string", minLength: 1 } as const;
const word = { type: "string" } as const;
const date = { type: "string", pattern: DATE.source } as const;

/** JSON schema of the configuration, in the subset that CrossGuard accepts. */
export const SETTINGS_SCHEMA = {
  properties: {
    profile: { type: "string", enum: PROFILES.map((p) => p.name), default: STRICTEST },
    acceptedParents: {
      type: "array",
      default: [],
      items: {
        type: "object",
        required: ["company", "country", "by", "reason", "date", "until"],
        properties: { company: text, country: text, by: text, reason: text, date, until: date },
      },
    },
    ownDomains: { type: "array", default: [], items: text },
    subprocessors: {
      type: "array",
      default: [],
      items: {
        type: "object",
        required: ["host", "company", "country", "basis"],
        properties: { host: text, company: text, country: text, basis: text, until: date, assessed: date },
      },
    },
    mirror: { type: "string" },
    waivers: {
      type: "array",
      default: [],
      items: {
        type: "object",
        properties: { rule: word, urn: word, owner: word, reason: word, until: word, reference: word },
      },
    },
    chartImages: {
      type: "array",
      default: [],
      items: {
        type: "object",
        required: ["chart", "version", "images"],
        properties: { chart: text, version: text, images: { type: "array", items: text } },
      },
    },
    attestations: {
      type: "array",
      default: [],
      items: {
        type: "object",
        required: ["sha256", "by", "date"],
        properties: { sha256: { type: "string", pattern: "^[0-9a-f]{64}$" }, by: text, date },
      },
    },
    keyCustody: {
      type: "array",
      default: [],
      items: {
        type: "object",
        required: ["key", "custodian", "country", "by", "until"],
        properties: { key: text, custodian: text, country: text, by: text, until: date },
      },
    },
    logRetentionMinDays: { type: "number", minimum: 0 },
    logRetentionMaxDays: { type: "number", minimum: 1 },
    highRiskAi: { type: "boolean", default: false },
    dataPrivacyFramework: { type: "boolean", default: false },
    today: date,
  },
} as const;

/** Throws one error that lists every mistake: a wrong configuration refuses, it never weakens a rule. */
export function parseSettings(
  config: Readonly<Record<string, unknown>>,
  clock: () => Date = () => new Date(),
): Settings {
  const issues: string[] = [];
  const known = Object.keys(SETTINGS_SCHEMA.properties);
  for (const key of Object.keys(config))
    if (!known.includes(key)) issues.push(`${key}: not one of ${known.join(", ")}`);
  const profile = PROFILES.find((p) => p.name === (config.profile ?? STRICTEST));
  if (!profile) issues.push(`profile: not one of ${PROFILES.map((p) => p.name).join(", ")}`);
  const settings = {
    acceptedParents: records<Acceptance>(
      config,
      "acceptedParents",
      ["company", "country", "by", "reason", "date", "until"],
      [],
      issues,
    ),
    ownDomains: strings(config, "ownDomains", issues).map((domain) => canonicalHost(domain)?.name ?? ""),
    subprocessors: records<Subprocessor>(
      config,
      "subprocessors",
      ["host", "company", "country", "basis"],
      ["until", "assessed"],
      issues,
    ),
    waivers: list(config, "waivers", issues).map(waiverOf),
    chartImages: records<{ chart: string; version: string }>(
      config,
      "chartImages",
      ["chart", "version"],
      [],
      issues,
    ).map((entry) => ({ ...entry, images: strings(entry, "images", issues) })),
    attestations: records<Attestation>(config, "attestations", ["sha256", "by", "date"], [], issues),
    keyCustody: records<KeyCustody>(config, "keyCustody", ["key", "custodian", "country", "by", "until"], [], issues),
    logRetention: retentionOf(config, issues),
    dataPrivacyFramework: flag(config, "dataPrivacyFramework", issues),
    mirror: optionalString(config, "mirror", issues),
    today: optionalString(config, "today", issues) ?? clock().toISOString().slice(0, 10),
  };
  if (settings.ownDomains.some((domain) => !domain.includes(".")))
    issues.push("ownDomains: each must be a domain such as example.eu");
  if (!DATE.test(settings.today)) issues.push("today: not a date such as 2026-11-30");
  if (!profile || issues.length > 0) throw new Error(`policy configuration: ${issues.join("; ")}`);
  return { profile, ...settings };
}

/** True for hosts in the environment's own domains: no subprocessor. */
export function owns(settings: Settings, host: string): boolean {
  return settings.ownDomains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** True for the registry that images are mirrored to, and for what lies under the mirror's path. */
export function isMirror(settings: Settings, host: string, path = ""): boolean {
  if (settings.mirror === undefined) return false;
  const [authority = "", ...prefix] = settings.mirror.replace(/\/+$/, "").split("/");
  return canonicalHost(authority)?.name === host && (path === "" || `${path}/`.startsWith([...prefix, ""].join("/")));
}

export type Standing<T> = { readonly entry: T; readonly current: boolean } | undefined;

/** The acceptance of this vendor's company or of its owner, preferring one that still holds. */
export function acceptanceOf(settings: Settings, vendor: Vendor): Standing<Acceptance> {
  if (!settings.profile.platformAcceptance) return undefined;
  const names = companyNames(vendor.company);
  const meant = ({ company, country }: Acceptance) =>
    country.toUpperCase() === vendor.parentCountry && names.includes(companyNames(company)[0] ?? "");
  return best(settings.acceptedParents.filter(meant), settings.today);
}

/** The register's entry for this host, preferring one that still holds. */
export function registered(settings: Settings, host: string): Standing<Subprocessor> {
  const entries = settings.subprocessors.filter(({ host: pattern }) => {
    const lower = pattern.toLowerCase();
    return lower.startsWith("*.") ? host === lower.slice(2) || host.endsWith(lower.slice(1)) : host === lower;
  });
  return best(entries, settings.today);
}

function best<T extends { readonly until?: string }>(entries: readonly T[], today: string): Standing<T> {
  const current = entries.find((entry) => entry.until === undefined || entry.until >= today);
  const entry = current ?? entries[0];
  return entry && { entry, current: current !== undefined };
}

type Config = Readonly<Record<string, unknown>>;

/** Incomplete waivers are findings of a rule, not mistakes of the configuration: nothing is waived by them. */
function waiverOf(value: unknown): Waiver {
  const entry: Config = typeof value === "object" && value !== null ? (value as Config) : {};
  const field = (name: string) => (typeof entry[name] === "string" ? entry[name] : "");
  return {
    rule: field("rule"),
    urn: field("urn"),
    owner: field("owner"),
    reason: field("reason"),
    until: field("until"),
    reference: field("reference"),
  };
}

function retentionOf(config: Config, issues: string[]): LogRetention {
  const least = flag(config, "highRiskAi", issues) ? HIGH_RISK_MIN_DAYS : 0;
  const days = (key: string, otherwise: number) => {
    const value = config[key] ?? otherwise;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    issues.push(`${key}: not a whole number of days`);
    return otherwise;
  };
  const minDays = Math.max(least, days("logRetentionMinDays", RETENTION.minDays));
  const maxDays = days("logRetentionMaxDays", RETENTION.maxDays);
  if (maxDays < minDays)
    issues.push(`logRetentionMaxDays: ${maxDays} is less than the ${minDays} days that must be kept`);
  return { minDays, maxDays };
}

function flag(config: Config, key: string, issues: string[]): boolean {
  const value = config[key] ?? false;
  if (typeof value === "boolean") return value;
  issues.push(`${key}: neither true nor false`);
  return false;
}

function optionalString(config: Config, key: string, issues: string[]): string | undefined {
  const value = config[key];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  issues.push(`${key}: not a text`);
  return undefined;
}

function list(config: Config, key: string, issues: string[]): readonly unknown[] {
  const value = config[key] ?? [];
  if (Array.isArray(value)) return value;
  issues.push(`${key}: not a list`);
  return [];
}

function strings(config: Config, key: string, issues: string[]): readonly string[] {
  const values = list(config, key, issues);
  if (values.some((value) => typeof value !== "string" || value === "")) issues.push(`${key}: each must be a text`);
  return values.filter((value) => typeof value === "string");
}

/** Entries whose required fields are texts and whose dates are dates. */
function records<T>(
  config: Config,
  key: string,
  required: readonly string[],
  optional: readonly string[],
  issues: string[],
): readonly T[] {
  return list(config, key, issues).flatMap((value, index) => {
    const entry: Config = typeof value === "object" && value !== null ? (value as Config) : {};
    const wrong = [...required, ...optional.filter((field) => entry[field] !== undefined)].filter(
      (field) =>
        typeof entry[field] !== "string" ||
        entry[field] === "" ||
        (/^(date|until|assessed)$/.test(field) && !DATE.test(entry[field])),
    );
    if (wrong.length > 0) issues.push(`${key}[${index}]: ${wrong.join(", ")} missing or malformed`);
    return wrong.length > 0 ? [] : [entry as T];
  });
}
