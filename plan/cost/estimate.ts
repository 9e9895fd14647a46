import type { CostItem, CostReport, PlannedResource, ProgramRun, UnpricedItem } from "../model.ts";
import type { Charge, Gap, PlanIndex } from "./assessment.ts";
import { catalogue } from "./catalogue.ts";
import { componentNames } from "./component-name.ts";
import { describePrice, type PriceRow, priceTable } from "./price-table.ts";
import { realmLabel, realmOf } from "./realm.ts";
import { hasNoBill } from "./settings.ts";

const okeCluster = "oci:ContainerEngine/cluster:Cluster";
const kubernetesProvider = "pulumi:providers:kubernetes";
const rowsById = new Map(priceTable.rows.map((row) => [row.id, row]));

/**
 * What the planned environment costs per month at list prices: `idle` with every pool at its minimum, `active` with
 * every pool at its maximum for all 730 hours. Amounts are exact to a millionth of the currency and add up exactly.
 * Free allowances are not deducted. Whatever has no verified price, or whose quantity only use can tell, is listed
 * as unpriced with the reason and adds nothing. Time is linear in the number of resources.
 */
export function estimateCost(run: ProgramRun): CostReport {
  const byUrn = new Map(run.resources.map((resource) => [resource.urn, resource]));
  const plan: PlanIndex = { byUrn, makesOkeCluster: run.resources.some(({ type }) => type === okeCluster) };
  const componentOf = componentNames(byUrn);

  const items: CostItem[] = [];
  const unpriced: UnpricedItem[] = [];
  for (const resource of run.resources) {
    const { urn, name } = resource;
    const about = { urn, name, component: componentOf(resource) };
    for (const part of assess(resource, plan)) {
      const priced = price(part, realmOf(resource, byUrn));
      if ("reason" in priced) unpriced.push({ ...about, ...priced });
      else items.push({ ...about, ...priced });
    }
  }
  return {
    currency: priceTable.currency,
    asOf: priceTable.asOf,
    source: priceTable.source,
    monthly: { idle: sum(items.map((item) => item.monthlyIdle)), active: sum(items.map((item) => item.monthlyActive)) },
    items: items.sort(byPlace),
    unpriced: unpriced.sort(byPlace),
  };
}

function assess(resource: PlannedResource, plan: PlanIndex): readonly (Charge | Gap)[] {
  const { type, custom } = resource;
  if (type === kubernetesProvider && !plan.makesOkeCluster)
    return [
      {
        what: "machines of the existing cluster",
        reason: "they are not in the plan: the cluster is there already and its operator bills it",
      },
    ];
  const assessment = catalogue[type];
  if (assessment !== undefined) return assessment(resource, plan);
  return !custom || hasNoBill(type) ? [] : [{ what: type, reason: "not in the price catalogue" }];
}

type Priced = Omit<CostItem, "urn" | "name" | "component">;
type Unpriced = Omit<UnpricedItem, "urn" | "name" | "component">;

/** The amount of a charge where its row's realm is the resource's; everything else stays unpriced, with what is known. */
function price(part: Charge | Gap, realm: string | undefined): Priced | Unpriced {
  if ("reason" in part) return { what: part.what, reason: withListPrices(part.reason, part.rows ?? [], realm) };
  const row = knownRow(part.row);
  if (realm === undefined)
    return { what: part.what, reason: withListPrices("the region of its provider is not known", [row.id], realm) };
  if (realm !== row.realm)
    return {
      what: part.what,
      reason: withListPrices(`list prices of realm ${realmLabel(realm)} are not verified`, [row.id], realm),
    };
  return {
    what: part.what,
    unit: row.unit,
    unitPrice: row.price,
    quantityIdle: part.idle,
    quantityActive: part.active,
    monthlyIdle: monthly(row, part.idle),
    monthlyActive: monthly(row, part.active),
    source: `${row.source}${row.partNumber === undefined ? "" : `, part ${row.partNumber}`}, ${row.asOf}`,
  };
}

function withListPrices(reason: string, rows: readonly string[], realm: string | undefined): string {
  const known = rows.map(knownRow);
  const prices = known.map((row) => (row.price === 0 ? "free" : describePrice(row, priceTable.currency)));
  const [first] = known;
  if (first === undefined) return reason;
  const label = first.realm === realm ? "list price" : `list price in ${realmLabel(first.realm)}`;
  return `${reason}; ${label}: ${prices.join(" and ")}`;
}

function knownRow(id: string): PriceRow {
  const row = rowsById.get(id);
  if (row === undefined) throw new Error(`the price catalogue names row ${id}, which the price table does not have`);
  return row;
}

function monthly({ unit, price: unitPrice }: PriceRow, quantity: number): number {
  const hours = unit.endsWith("-hour") ? priceTable.hoursPerMonth : 1;
  return millionths(unitPrice * quantity * hours) / 1e6;
}

/** Adds in whole millionths, so that the order does not matter and the sum has no more digits than its parts. */
function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + millionths(amount), 0) / 1e6;
}

function millionths(amount: number): number {
  return Math.round(amount * 1e6);
}

function byPlace(a: UnpricedItem | CostItem, b: UnpricedItem | CostItem): number {
  return compare(a.component, b.component) || compare(a.urn, b.urn) || compare(a.what, b.what);
}

/** By code unit: the order must not depend on the reader's locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
