import type { ChangeKind, ChangeReport, DataAtRisk, PropertyChange, ResourceChange } from "../model.ts";
import { groupBy } from "./group-by.ts";
import { nounOf } from "./nouns.ts";
import { counted } from "./text.ts";

const verbs: Readonly<Record<ChangeKind, string>> = {
  create: "to create",
  update: "to update in place",
  replace: "to replace",
  delete: "to delete",
  unknown: "to update or replace",
};
const kinds = Object.keys(verbs) as readonly ChangeKind[];

/** What every form of the report says of a change, in the same words. */
export interface ChangeWords {
  readonly against: string;
  readonly summary: string;
  readonly groups: readonly ChangeGroup[];
  /** What the comparison could not see, and where; `undefined` when it saw all. */
  readonly uncompared: { readonly sentence: string; readonly names: readonly string[] } | undefined;
  readonly notes: readonly string[];
  readonly risks: readonly { readonly name: string; readonly sentence: string }[];
}

/** Changed resources of one kind. */
export interface ChangeGroup {
  readonly kind: ChangeKind;
  /** E.g. `to replace`. */
  readonly title: string;
  /** Those with something to tell of each. */
  readonly told: readonly ToldChange[];
  /** Those that are only counted: several of one type that are created or deleted. */
  readonly counted: readonly { readonly noun: string; readonly count: number }[];
}

export interface ToldChange {
  readonly noun: string;
  readonly name: string;
  /** How a replacement is carried out, and why when no property says so; `""` when there is nothing to add. */
  readonly note: string;
  /** `effect`: why it leads to more than an update; `""` when it does not. */
  readonly properties: readonly { readonly path: string; readonly change: string; readonly effect: string }[];
}

export function changeWords(report: ChangeReport): ChangeWords {
  const { file, writtenAt, dataAtRisk, notes } = report;
  return {
    against: writtenAt === "" ? file : `${file}, written ${writtenAt}`,
    summary: changeSummary(report),
    groups: changeGroups(report),
    uncompared: uncomparedWords(report),
    notes,
    risks: dataAtRisk.map((risk) => ({ name: risk.name, sentence: riskSentence(risk) })),
  };
}

/** `1 to create, 2 to replace; 240 stay as they are`; what does not happen is left out. */
function changeSummary({ counts }: ChangeReport): string {
  const parts = kinds.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${verbs[kind]}`);
  const stay = counts.same === 1 ? "1 resource stays as it is" : `${counted(counts.same, "resource")} stay as they are`;
  return `${parts.length === 0 ? "nothing to change" : parts.join(", ")}; ${stay}`;
}

/** Alike resources that come or go are counted from this number on. */
const countedFrom = 4;

/** Changes by kind, without components, which only group others. */
function changeGroups({ changes }: ChangeReport): readonly ChangeGroup[] {
  const byKind = groupBy(
    changes.filter(({ custom }) => custom),
    ({ kind }) => kind,
  );
  return kinds.flatMap((kind) => {
    const alike = [...groupBy(byKind.get(kind) ?? [], ({ type }) => type).values()];
    if (alike.length === 0) return [];
    const isFolded = (resources: readonly ResourceChange[]) =>
      resources.length >= countedFrom &&
      resources.every(({ properties, reasons }) => properties.length + reasons.length === 0);
    const folded = alike.filter(isFolded).map((resources) => ({
      noun: nounOf(resources[0]?.type ?? ""),
      count: resources.length,
    }));
    const told = alike.filter((resources) => !isFolded(resources)).flat();
    return [{ kind, title: verbs[kind], told: told.map(toldChange), counted: folded }];
  });
}

function toldChange(change: ResourceChange): ToldChange {
  return {
    noun: nounOf(change.type),
    name: change.name,
    note: changeNote(change),
    properties: change.properties.map((property) => ({
      path: property.path,
      change: valueChange(property),
      effect: { update: "", replace: "forces the replacement", unknown: "in place or by a replacement" }[
        property.effect
      ],
    })),
  };
}

/** What happens to the data, and what stands in the way of it. */
function riskSentence({ kind, what, protect }: DataAtRisk): string {
  const fate = {
    replace: "would be replaced",
    delete: "would be deleted",
    unknown: "may be replaced; nobody can tell",
  }[kind];
  return `${fate}: it holds ${what}; ${protect ? "protect makes pulumi up refuse" : "nothing stops pulumi up"}`;
}

function changeNote({ reasons, deletesFirst, formerUrn }: ResourceChange): string {
  return [
    ...reasons,
    ...(deletesFirst && reasons.length === 0 ? ["deleted before it is made again"] : []),
    ...(formerUrn === undefined ? [] : [`known to the state as ${formerUrn}`]),
  ].join("; ");
}

/** Characters of one value that are shown. */
const shownLength = 60;
const leadingContext = 12;

/** `2 → 3`, `added "x"`, `removed "x"`; of long values the part that differs. */
function valueChange({ before, after }: PropertyChange): string {
  const [old, next] = [valueText(before), valueText(after)];
  if (old === undefined) return `added ${cut(next ?? "", 0)}`;
  if (next === undefined) return `removed ${cut(old, 0)}`;
  if (old === next) return `${cut(old, 0)} → another value`;
  const from =
    Math.max(old.length, next.length) > shownLength ? Math.max(0, sharedStart(old, next) - leadingContext) : 0;
  return `${cut(old, from)} → ${cut(next, from)}`;
}

function valueText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === "[unknown]") return "known after apply";
  return value === "[secret]" ? value : JSON.stringify(value);
}

function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

function cut(text: string, from: number): string {
  const end = from + shownLength;
  return `${from > 0 ? "…" : ""}${text.slice(from, end)}${end < text.length ? "…" : ""}`;
}

function uncomparedWords({ uncompared }: ChangeReport): ChangeWords["uncompared"] {
  const values = uncompared.reduce((sum, { paths }) => sum + paths.length, 0);
  if (values === 0) return undefined;
  const sentence = `${counted(values, "value")} of ${counted(uncompared.length, "resource")} could not be compared: encrypted in the export, or answered by the cloud alone`;
  return { sentence, names: uncompared.map(({ name }) => name) };
}
