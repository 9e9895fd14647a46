import type {
  CostReport,
  EnforcementLevel,
  Finding,
  Issue,
  OpenValue,
  Severity,
  SourcePlace,
  UnpricedItem,
} from "../model.ts";
import { groupBy } from "./group-by.ts";
import { partsOfUrn, resourceLabel } from "./nouns.ts";
import { entriesOf } from "./read.ts";
import { counted } from "./text.ts";

const levelOrder: readonly EnforcementLevel[] = ["mandatory", "remediate", "advisory", "disabled"];
const severityOrder: readonly Severity[] = ["critical", "high", "medium", "low"];

/** One mistake, however many resources it reaches. */
export interface FindingGroup {
  readonly first: Finding;
  /** Distinct messages in order of appearance; one, unless a rule speaks differently of resources with one cause. */
  readonly messages: readonly string[];
  /** URNs in order of appearance, each once. */
  readonly urns: readonly string[];
}

/** Findings of one rule that have one cause become one group; what blocks comes first, then what is worse. */
export function findingGroups(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = groupBy(findings, (finding) =>
    JSON.stringify([
      finding.pack,
      finding.rule,
      finding.level,
      finding.severity,
      finding.waived,
      finding.source === undefined ? [finding.message, finding.fix] : placeLabel(finding.source),
    ]),
  );
  return [...groups.values()]
    .flatMap((group) => (group[0] === undefined ? [] : [{ first: group[0], group }]))
    .map(({ first, group }) => ({
      first,
      messages: [...new Set(group.map((finding) => finding.message))],
      urns: [...new Set(group.map((finding) => finding.urn))],
    }))
    .sort(
      (a, b) =>
        levelOrder.indexOf(a.first.level) - levelOrder.indexOf(b.first.level) ||
        severityOrder.indexOf(a.first.severity) - severityOrder.indexOf(b.first.severity),
    );
}

/** At most this many groups of one rule are printed; the rest is counted. */
const groupsPerRule = 10;

/** Groups to print, and by rule how many groups of it were left out. */
export function shownGroups(groups: readonly FindingGroup[]): {
  readonly shown: readonly FindingGroup[];
  readonly hidden: readonly { readonly rule: string; readonly count: number }[];
} {
  const byRule = groupBy(groups, ({ first }) => `${first.rule} ${first.title}`);
  const shown = new Set([...byRule.values()].flatMap((ofRule) => ofRule.slice(0, groupsPerRule)));
  return {
    shown: groups.filter((group) => shown.has(group)),
    hidden: [...byRule]
      .map(([rule, ofRule]) => ({ rule, count: ofRule.length - groupsPerRule }))
      .filter(({ count }) => count > 0),
  };
}

/** `cloud.region in Pulumi.prod-fra.yaml:14`. */
export function placeLabel({ path, file, line }: SourcePlace): string {
  return `${path === "" ? "" : `${path} in `}${file}:${line}`;
}

/** Where a finding is, e.g. `cloud.region in Pulumi.prod-fra.yaml:14 → oci:Core/vcn:Vcn "net-vcn"`. */
export function findingPlace({ source, urn, path }: Finding): string {
  const resource = resourceLabel(urn);
  if (source !== undefined) return `${placeLabel(source)} → ${resource}`;
  return path === "" ? resource : `${resource} ${path}`;
}

/** Open values that are open for one reason, each named by where a person finds it. */
export interface OpenGroup {
  readonly reason: string;
  readonly places: readonly string[];
}

export function openGroups(values: readonly OpenValue[]): readonly OpenGroup[] {
  return [...groupBy(values, (value) => value.reason)].map(([reason, open]) => ({
    reason,
    places: [...new Set(open.map(openPlace))],
  }));
}

function openPlace({ where, path }: OpenValue): string {
  const { type, name } = partsOfUrn(where);
  if (path === "" || path === where) return name;
  if (type === "") return where === "" ? path : `${path} (${where})`;
  return `${name}.${path}`;
}

/** Monthly amounts of one component. */
export interface ComponentCost {
  readonly component: string;
  readonly idle: number;
  readonly active: number;
  /** What is counted there, each once. */
  readonly what: readonly string[];
}

/** Cost per component, the dearest first; beyond `limit` rows the cheapest become one last row. */
export function componentCosts(cost: CostReport, limit: number): readonly ComponentCost[] {
  const all = [...groupBy(cost.items, (item) => item.component)]
    .map(([component, items]) => ({
      component,
      idle: items.reduce((sum, item) => sum + item.monthlyIdle, 0),
      active: items.reduce((sum, item) => sum + item.monthlyActive, 0),
      what: [...new Set(items.map((item) => item.what))],
    }))
    .sort((a, b) => b.active - a.active);
  if (all.length <= limit) return all;
  const rest = all.slice(limit - 1);
  const sum = (pick: "idle" | "active") => rest.reduce((total, row) => total + row[pick], 0);
  const others = {
    component: counted(rest.length, "more component"),
    idle: sum("idle"),
    active: sum("active"),
    what: [],
  };
  return [...all.slice(0, limit - 1), others];
}

/** The same unpriced thing in many places, once. */
export interface UnpricedGroup {
  readonly what: string;
  readonly reason: string;
  readonly items: readonly UnpricedItem[];
}

export function unpricedGroups(items: readonly UnpricedItem[]): readonly UnpricedGroup[] {
  return [...groupBy(items, ({ what, reason }) => JSON.stringify([what, reason])).values()].flatMap((alike) =>
    alike[0] === undefined ? [] : [{ what: alike[0].what, reason: alike[0].reason, items: alike }],
  );
}

/** One leaf of the outputs, e.g. `sdk.gateway.host` and `gw.example.eu`. */
export interface OutputLine {
  readonly path: string;
  readonly value: string;
}

/** Outputs that every report shows in a form of its own. */
const shownElsewhere = new Set(["residency"]);

/** Leaves of the outputs, and how many of each top-level output were left out beyond `perOutput`. */
export function outputLines(outputs: unknown, perOutput: number): readonly OutputLine[] {
  // Through JSON, so that a secret that is still wrapped writes its mark and not what is inside.
  const plain: unknown = JSON.parse(JSON.stringify(outputs ?? null));
  const shown = entriesOf(plain).filter(([name]) => !shownElsewhere.has(name));
  return shown.flatMap(([name, value]) => {
    const leaves = leavesOf(name, value);
    const rest = leaves.length - perOutput;
    return rest <= 0 ? leaves : [...leaves.slice(0, perOutput), { path: name, value: `and ${rest} more values` }];
  });
}

function leavesOf(path: string, value: unknown, depth = 0): readonly OutputLine[] {
  if (isScalar(value)) return [{ path, value: String(value ?? "none") }];
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return [{ path, value: "none" }];
  // A small record reads better on one line than spread over one line a field.
  if (entries.every(([, entry]) => isScalar(entry)) && (isList || depth > 0)) {
    return [{ path, value: entries.map(([key, entry]) => (isList ? String(entry) : `${key} ${entry}`)).join(", ") }];
  }
  return entries.flatMap(([key, entry]) => leavesOf(isList ? `${path}[${key}]` : `${path}.${key}`, entry, depth + 1));
}

function isScalar(value: unknown): value is string | number | boolean | null | undefined {
  return typeof value !== "object" || value === null;
}

/** Issues from the top of the file to its end; those without a place come first. */
export function issuesInFileOrder(issues: readonly Issue[]): readonly Issue[] {
  return issues.toSorted(({ source: a }, { source: b }) => {
    const [fileA, fileB] = [a?.file ?? "", b?.file ?? ""];
    if (fileA !== fileB) return fileA < fileB ? -1 : 1;
    return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
  });
}
