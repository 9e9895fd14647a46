/** A cell of a register: text, a number, or several texts. What nobody knows says `unknown`. */
export type Cell = string | number | readonly string[];

/** One table of the evidence, as every form of it shows it. */
export interface Register {
  /** Name of its file and anchor, e.g. `subprocessors`. */
  readonly name: string;
  readonly title: string;
  /** What it is for and what its words mean. */
  readonly lead: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What an auditor is given: registers, and exactly what they were made from. */
export interface Evidence {
  readonly subject: {
    readonly kind: "plan" | "state";
    readonly stack: string;
    /** SHA-256 of what was judged, in hexadecimal. */
    readonly sha256: string;
  };
  /** Name and version of the kit, whose rules and tables these are. */
  readonly madeBy: string;
  /** Day against which every end date was read. */
  readonly asOf: string;
  readonly profile: string;
  readonly verdict: "pass" | "violations";
  readonly tables: readonly { readonly name: string; readonly asOf: string; readonly source: string }[];
  /** Where bytes are. */
  readonly residency: {
    readonly posture: string;
    readonly countries: readonly string[];
    readonly regions: readonly string[];
  };
  /** Who can be compelled. */
  readonly jurisdiction: { readonly operator: string; readonly parentCompany: string; readonly parentCountry: string };
  readonly registers: readonly Register[];
}

export const unknown = "unknown";
