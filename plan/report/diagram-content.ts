import type { Plan } from "../model.ts";
import { type EnvironmentFacts, sizeOf } from "./facts.ts";
import { counted, country, listed } from "./text.ts";

/** Boxes of one panel; more become one box that counts them. */
const itemsPerPanel = 12;

/** One box of the picture. Texts are cut to the width of a box; the full text is the box's tooltip. */
export interface Item {
  /** Resource that the box stands for; a violation of it marks the box. */
  readonly urn?: string | undefined;
  readonly title: string;
  readonly detail: string;
  readonly tone: Tone;
}
type Tone = "plain" | "open" | "gpu" | "store" | "key" | "bad";

export interface Panel {
  readonly title: string;
  readonly items: readonly Item[];
  /** Boxes side by side. */
  readonly columns: 1 | 2;
}

export function frameTitle({ residency: { residency } }: Plan): string {
  const where = residency.countries.map(country).join(", ") || "Country not declared";
  return residency.regions.length === 0 ? where : `${where} · ${residency.regions.join(", ")}`;
}

/** Panels of the left and of the right column; a violating resource is marked, with a sign and not only a colour. */
export function panelsOf(facts: EnvironmentFacts, bad: ReadonlySet<string>) {
  return { left: leftPanels(facts, bad).filter(hasItems), right: rightPanels(facts, bad).filter(hasItems) };
}

function leftPanels(facts: EnvironmentFacts, bad: ReadonlySet<string>): readonly Panel[] {
  const prefix = sharedPrefix(facts.zones.map(({ name }) => name));
  const ranges = facts.networks.flatMap(({ cidrs }) => cidrs).join(", ");
  const clusters = facts.clusters.map(({ version, publicEndpoint }) =>
    [version, publicEndpoint === undefined ? "" : publicEndpoint ? "public endpoint" : "private endpoint"]
      .filter((part) => part)
      .join(", "),
  );
  return [
    panel(
      `Network zones${ranges === "" ? "" : ` · ${ranges}`}`,
      [...facts.zones]
        .sort((a, b) => Number(b.internet ?? false) - Number(a.internet ?? false))
        .map(({ name, urn, cidr, internet: open }) => ({
          urn,
          title: name.slice(prefix),
          detail: [cidr, open === undefined ? "" : open ? "internet" : "private"].filter((part) => part).join(" · "),
          tone: open === true ? "open" : "plain",
        })),
      2,
      bad,
    ),
    panel(
      `Machines${clusters.length === 0 ? "" : ` · Kubernetes ${clusters.join("; ")}`}`,
      facts.pools.map((pool) => ({
        urn: pool.urn,
        title: [pool.name, sizeOf(pool)].filter((part) => part).join(" · "),
        detail: [pool.gpus && `${pool.gpus} each`, pool.shape].filter((part) => part).join(" · "),
        tone: pool.gpus === undefined ? "plain" : "gpu",
      })),
      2,
      bad,
    ),
    panel(
      "What runs here",
      facts.namespaces.map(({ name, workloads }) => ({
        title: name,
        detail: workloads === 0 ? "namespace" : counted(workloads, "workload"),
        tone: "plain",
      })),
      2,
      bad,
    ),
  ];
}

function rightPanels(facts: EnvironmentFacts, bad: ReadonlySet<string>): readonly Panel[] {
  return [
    panel(
      "Where data is stored",
      facts.stores.map(({ name, urn, noun, traits }) => ({
        urn,
        title: name,
        detail: [noun, ...traits].join(" · "),
        tone: "store",
      })),
      1,
      bad,
    ),
    panel(
      "Encryption keys",
      facts.keys.map(({ name, urn, protection }) => ({ urn, title: name, detail: protection ?? "", tone: "key" })),
      1,
      bad,
    ),
  ];
}

function withMark(item: Item, bad: ReadonlySet<string>): Item {
  return item.urn !== undefined && bad.has(item.urn) ? { ...item, title: `✗ ${item.title}`, tone: "bad" } : item;
}

const hasItems = ({ items }: Panel) => items.length > 0;

/** Length of the words, up to a hyphen, that all names begin with: `prod-fra-network-` tells no zone from another. */
export function sharedPrefix(names: readonly string[]): number {
  const [first = "", ...rest] = names;
  if (rest.length === 0) return 0;
  let common = 0;
  while (common < first.length && rest.every((name) => name[common] === first[common])) common++;
  const end = first.slice(0, common).lastIndexOf("-") + 1;
  return names.every((name) => name.length > end) ? end : 0;
}

/** A panel of at most {@link itemsPerPanel} boxes; when some must go, none that violates a rule goes before the others. */
function panel(title: string, items: readonly Item[], columns: 1 | 2, bad: ReadonlySet<string>): Panel {
  const marked = items.map((item) => withMark(item, bad));
  if (marked.length <= itemsPerPanel) return { title, items: marked, columns };
  const shown = marked
    .toSorted((a, b) => Number(b.tone === "bad") - Number(a.tone === "bad"))
    .slice(0, itemsPerPanel - 1);
  const rest: Item = {
    title: `and ${counted(items.length - shown.length, "more", "more")}`,
    detail: "",
    tone: "plain",
  };
  return { title, items: [...shown, rest], columns };
}

/** Machines outside the frame that work for the environment, each with the country it stands in. */
export function contributorsPanel({ contributors }: EnvironmentFacts): Panel | undefined {
  if (contributors.length === 0) return undefined;
  const items = contributors.map(({ name, kind, country: code, terms }): Item => {
    return { title: name, detail: [country(code), kind, terms].join(" · "), tone: "gpu" };
  });
  return panel("Contributors' machines, joined over a private network", items, 1, new Set());
}

/** Copies that leave the frame, as one box. */
export function copiesItem({ copies }: EnvironmentFacts, bad: ReadonlySet<string>): Item | undefined {
  if (copies.length === 0) return undefined;
  const urn = copies.find((copy) => copy.urn !== undefined && bad.has(copy.urn))?.urn;
  const regions = [...new Set(copies.map(({ region }) => region))].join(", ");
  const names = copies.map(({ name }) => name);
  return withMark({ urn, title: `Copies in ${regions}`, detail: `of ${listed(names, 4)}`, tone: "open" }, bad);
}

/** The world outside and what of the environment it reaches. */
export function internetItem({ openPorts }: EnvironmentFacts): Item {
  return { title: "The internet", detail: reachOf(openPorts), tone: "plain" };
}

function reachOf(openPorts: readonly string[] | undefined): string {
  if (openPorts === undefined) return "the plan does not say what can be reached";
  return openPorts.length === 0 ? "no port is open to every address" : `reaches ${openPorts.join(", ")}`;
}

/** The picture in words, for those who do not see it. */
export function describe(plan: Plan, facts: EnvironmentFacts): string {
  const { jurisdiction } = plan.residency;
  const kinds: readonly (readonly [readonly unknown[], string, string])[] = [
    [facts.zones, "network zone", "network zones"],
    [facts.pools, "pool of machines", "pools of machines"],
    [facts.namespaces, "namespace", "namespaces"],
    [facts.stores, "store of data", "stores of data"],
    [facts.keys, "encryption key", "encryption keys"],
  ];
  const inside = kinds.filter(([some]) => some.length > 0).map(([some, one, many]) => counted(some.length, one, many));
  const copies = facts.copies.map(({ name, region }) => ` ${name} is copied to ${region}.`).join("");
  const guests = facts.contributors.length;
  const outside =
    guests === 0 ? "" : ` Outside it: ${counted(guests, "contributor's machine", "contributors' machines")}.`;
  return `${frameTitle(plan)} holds ${inside.join(", ") || "nothing that the plan names"}. The internet: ${reachOf(facts.openPorts)}.${outside}${copies} Operated by ${jurisdiction.operator || "nobody declared"}, parent ${jurisdiction.parentCompany || "not declared"}.`;
}
