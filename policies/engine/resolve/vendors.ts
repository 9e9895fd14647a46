import rows from "../../data/vendors.json" with { type: "json" };

/** A service on the internet, who runs it and who owns that company. */
export interface Vendor {
  /** Host pattern: a leading `*.` is the apex or any sub-domain, `*` inside is part of one label. */
  readonly pattern: string;
  readonly service: string;
  /** The operating company; owners in brackets. */
  readonly company: string;
  /** ISO 3166-1 alpha-2 of the ultimate parent's seat. */
  readonly parentCountry: string;
  /** Presumed within reach of US orders, through its parent or its presence. */
  readonly usExposed: boolean;
  readonly euAlternative: string;
  readonly category: string;
  readonly confidence: "high" | "medium" | "low";
  readonly note?: string;
  /** Key of the list in `sources.json` that names the owner and its country. */
  readonly source: string;
}

export const VENDORS = rows as readonly Vendor[];

/** Labels from the right; `globs` are labels with a `*` inside, `below` also answers for every sub-domain. */
interface Node {
  readonly literal: Map<string, Node>;
  readonly globs: { readonly label: string; readonly test: (label: string) => boolean; readonly node: Node }[];
  exact?: Vendor;
  below?: Vendor;
}

/** The most literal row that covers this canonical host. */
export const vendorOf = vendorFinder(VENDORS);

/** @throws Error when two rows have the same pattern: one of them would never answer */
export function vendorFinder(vendors: readonly Vendor[]): (host: string) => Vendor | undefined {
  const root = emptyNode();
  for (const vendor of vendors) insert(root, vendor);
  return (host) => {
    // Most names in files end in no zone that a row has: `response.json`, `values.yaml`.
    if (!root.literal.has(host.slice(host.lastIndexOf(".") + 1)) && root.globs.length === 0) return undefined;
    return descend(root, host.split(".").reverse(), 0)?.vendor;
  };
}

const byPattern = new Map(VENDORS.map((vendor) => [vendor.pattern, vendor]));

/** The row with exactly this pattern. Throws when the table lost it: two tables of ours disagree. */
export function vendorByPattern(pattern: string): Vendor {
  const vendor = byPattern.get(pattern);
  if (!vendor) throw new Error(`vendors.json has no row ${pattern}`);
  return vendor;
}

/** Names under which a company may be accepted: its own and its owners', without legal forms. */
export function companyNames(company: string): readonly string[] {
  return company
    .split(/[(;)]/)
    .map(plainCompany)
    .filter((name) => name !== "");
}

const LEGAL_FORMS =
  /[\s,.]+(incorporated|inc|corporation|corp|company|co|limited|ltd|llc|lp|plc|pbc|gmbh|ag|se|sa|sas|s\.a\.s|s\.a|s\.p\.a|spa|bv|b\.v|nv|n\.v|oy|ab|as|oü|e\.v|ev|kg|d\.o\.o)\.?$/i;

function plainCompany(name: string): string {
  const plain = name.trim().toLowerCase();
  const shorter = plain.replace(LEGAL_FORMS, "");
  return shorter === plain ? plain : plainCompany(shorter);
}

interface Match {
  readonly vendor: Vendor;
  /** Characters of the pattern that stand for themselves. */
  readonly weight: number;
}

function descend(node: Node, labels: readonly string[], depth: number): Match | undefined {
  let best = node.below && weigh(node.below);
  const label = labels[depth];
  if (label === undefined) return heavier(best, node.exact && weigh(node.exact));
  const child = node.literal.get(label);
  if (child) best = heavier(best, descend(child, labels, depth + 1));
  for (const glob of node.globs) if (glob.test(label)) best = heavier(best, descend(glob.node, labels, depth + 1));
  return best;
}

/** The later of two that weigh the same: a host's own row comes after the row of its zone. */
function heavier(a: Match | undefined, b: Match | undefined): Match | undefined {
  return !a || (b && b.weight >= a.weight) ? b : a;
}

function weigh(vendor: Vendor): Match {
  return { vendor, weight: vendor.pattern.replace(/^\*\./, "").replaceAll("*", "").length };
}

function insert(root: Node, vendor: Vendor): void {
  const below = vendor.pattern.startsWith("*.");
  const labels = (below ? vendor.pattern.slice(2) : vendor.pattern).split(".").reverse();
  let node = root;
  for (const label of labels) node = child(node, label);
  const kind = below ? "below" : "exact";
  if (node[kind]) throw twice(vendor);
  node[kind] = vendor;
}

function twice({ pattern }: Vendor): Error {
  return new Error(`vendors.json has two rows for ${pattern}: delete one of them`);
}

function child(node: Node, label: string): Node {
  if (!label.includes("*")) {
    const existing = node.literal.get(label) ?? emptyNode();
    node.literal.set(label, existing);
    return existing;
  }
  const [before = "", after = ""] = label.split("*");
  const known = node.globs.find((glob) => glob.label === label);
  if (known) return known.node;
  const next = emptyNode();
  const test = (text: string) =>
    text.length > before.length + after.length && text.startsWith(before) && text.endsWith(after);
  node.globs.push({ label, test, node: next });
  return next;
}

function emptyNode(): Node {
  return { literal: new Map(), globs: [] };
}
