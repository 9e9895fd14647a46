import type { Waived } from "../policies/engine/message.ts";
import type { Issue, SourcePlace } from "../stacks/environment/issue.ts";
import type { PropertyValue } from "./engine/values.ts";

export type { Issue, SourcePlace };

/**
 * What one run of a program on the embedded engine leaves behind: every registration in order, every invoke,
 * every stack output and every line the program logged. Pure data; renderers and estimators read it.
 */
export interface ProgramRun {
  readonly project: string;
  readonly stack: string;
  readonly resources: readonly PlannedResource[];
  readonly invokes: readonly PlannedInvoke[];
  /** Stack outputs as the program exported them; secrets and unknowns keep their marks. */
  readonly outputs: Readonly<Record<string, PropertyValue>>;
  readonly log: readonly LogLine[];
}

/** One resource as the program registered it. Property values are inputs: no provider has run. */
export interface PlannedResource {
  readonly urn: string;
  /** Type token, e.g. `oci:Core/vcn:Vcn`, `pulumi:providers:oci` or `sgc:oci:Network`. */
  readonly type: string;
  readonly name: string;
  /** URN of the parent, `""` for the stack itself. */
  readonly parent: string;
  /** False for components and for the stack. */
  readonly custom: boolean;
  /** Present when the program only refers to it (`.get()`, a stack reference): it exists already and is not managed here. */
  readonly external?: true;
  readonly protect: boolean;
  readonly properties: Readonly<Record<string, PropertyValue>>;
  /** Outputs that a component registered with `registerOutputs`. */
  readonly outputs: Readonly<Record<string, PropertyValue>>;
  /** URNs, sorted. */
  readonly dependencies: readonly string[];
  /** Property name → URNs that it depends on, sorted. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URN of the provider that serves it, `""` for components and for providers themselves. */
  readonly provider: string;
  readonly ignoreChanges: readonly string[];
  /** Property paths whose change replaces the resource whatever its provider says; absent when there are none. */
  readonly replaceOnChanges?: readonly string[];
  readonly aliases: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly deleteBeforeReplace: boolean | undefined;
  /** Seconds; absent fields were not set. */
  readonly customTimeouts: { readonly create?: number; readonly update?: number; readonly delete?: number };
}

/** A provider function that the program called; the plan has no provider, so its result is unknown. */
export interface PlannedInvoke {
  readonly token: string;
  readonly args: Readonly<Record<string, PropertyValue>>;
}

export interface LogLine {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
  readonly urn: string;
}

export type EnforcementLevel = "advisory" | "mandatory" | "remediate" | "disabled";
export type Severity = "low" | "medium" | "high" | "critical";

/** One thing that a policy pack said about one resource. */
export interface Finding {
  readonly pack: string;
  /** The rule's identifier, e.g. `RES-001`; for packs that are not ours the policy's own name. */
  readonly rule: string;
  /** The rule's short name, e.g. `region-allow-list`. */
  readonly title: string;
  readonly level: EnforcementLevel;
  readonly severity: Severity;
  /** Which question the rule answers: where bytes are, who can be compelled, or neither. */
  readonly axis: string;
  readonly urn: string;
  /** Property path inside the resource, e.g. `nodeSourceDetails.imageId`; `""` when the whole resource is meant. */
  readonly path: string;
  readonly message: string;
  readonly fix: string;
  /** Law or framework article behind the rule, `""` when none is named. */
  readonly why: string;
  /** Where the offending value stands in the stack file, when it stands there. */
  readonly source?: SourcePlace;
  /** Who took responsibility for it, why and until when: such a finding is reported and does not block. */
  readonly waived?: Waived;
}

/** Monthly cost of one priced thing. Amounts are decimal numbers in the report's currency. */
export interface CostItem {
  readonly urn: string;
  readonly name: string;
  /** The component that the resource belongs to, as a person reads it, e.g. `gpu-pool l40s`. */
  readonly component: string;
  /** What is counted, e.g. `BM.GPU.L40S.4 node`. */
  readonly what: string;
  /** Per hour or per GiB-month, as the price list states it. */
  readonly unit: string;
  readonly unitPrice: number;
  readonly quantityIdle: number;
  readonly quantityActive: number;
  readonly monthlyIdle: number;
  readonly monthlyActive: number;
  readonly source: string;
}

/** Something that costs money or may, whose price the table does not have. Never counted as zero. */
export interface UnpricedItem {
  readonly urn: string;
  readonly name: string;
  readonly component: string;
  readonly what: string;
  readonly reason: string;
}

export interface CostReport {
  readonly currency: string;
  /** ISO date of the price list. */
  readonly asOf: string;
  readonly source: string;
  /** `idle`: every pool at its minimum; `active`: every pool at its maximum, all month (730 h). */
  readonly monthly: { readonly idle: number; readonly active: number };
  readonly items: readonly CostItem[];
  readonly unpriced: readonly UnpricedItem[];
}

/** A value that stands for a fact nobody has checked, or that can not be had before the cloud answers. */
export interface OpenValue {
  /** The value itself, the provider function that would answer, or the URN of the resource meant. */
  readonly where: string;
  /** Stack-file path; `""` when nothing in the file decides it. */
  readonly path: string;
  readonly reason: string;
}

export type ChangeKind = "create" | "update" | "replace" | "delete" | "unknown";

/** One input of a resource that a change would give another value. */
export interface PropertyChange {
  /** E.g. `spec.template.spec.containers[0].image`. */
  readonly path: string;
  /** Absent: the property was not there. Secrets are `[secret]`. */
  readonly before?: unknown;
  /** Absent: the property goes. `[unknown]`: known only when what it comes from has been made. */
  readonly after?: unknown;
  /** What the provider does with it; `unknown`: the provider decides by what no plan can see, or nobody has looked. */
  readonly effect: "update" | "replace" | "unknown";
}

/** What a change would do to one resource. */
export interface ResourceChange {
  /** `unknown`: something changes, and whether in place or by a replacement nobody can tell. */
  readonly kind: ChangeKind;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** False for components, which only group others. */
  readonly custom: boolean;
  /** Of the inputs; empty for what is created or deleted. */
  readonly properties: readonly PropertyChange[];
  /** Why, when no property says so. */
  readonly reasons: readonly string[];
  /** For a replacement: the old resource goes before there is a new one. */
  readonly deletesFirst?: true;
  /** URN in the state, when an alias leads to it. */
  readonly formerUrn?: string;
}

/** Data that a change would lose, or may. */
export interface DataAtRisk {
  readonly kind: "replace" | "delete" | "unknown";
  readonly urn: string;
  readonly name: string;
  /** What the resource holds, in words. */
  readonly what: string;
  /** Protected in the state: `pulumi up` refuses until somebody takes the protection away. */
  readonly protect: boolean;
}

/** What a plan would change, judged against the file of `pulumi stack export`. */
export interface ChangeReport {
  /** The file, as it was named. */
  readonly file: string;
  /** When the state was written, ISO 8601; `""` when the file does not say. */
  readonly writtenAt: string;
  /** Resources, providers among them, without components. */
  readonly counts: Readonly<Record<ChangeKind | "same", number>>;
  readonly changes: readonly ResourceChange[];
  readonly dataAtRisk: readonly DataAtRisk[];
  /** Inputs that could not be compared: encrypted in the export, or answered by the provider alone. */
  readonly uncompared: readonly { readonly urn: string; readonly name: string; readonly paths: readonly string[] }[];
  /** What else whoever applies the change must know, e.g. operations that were interrupted. */
  readonly notes: readonly string[];
}

export type Verdict = "pass" | "violations" | "invalid";

/** Where bytes are and who can be compelled to hand them over: two axes, never mixed. */
export interface ResidencyReport {
  readonly profile: string;
  readonly posture: string;
  readonly residency: { readonly countries: readonly string[]; readonly regions: readonly string[] };
  readonly jurisdiction: {
    readonly operator: string;
    readonly parentCompany: string;
    readonly parentCountry: string;
    readonly acceptances: readonly {
      readonly company: string;
      readonly country: string;
      readonly by: string;
      readonly reason: string;
      readonly date: string;
      readonly until: string;
    }[];
  };
}

/** The document of `npm run plan -- STACK --json`. */
export interface Plan {
  readonly stack: string;
  readonly verdict: Verdict;
  readonly resources: readonly {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly parent: string;
    readonly protect: boolean;
    /** URN of the provider that serves it; absent for components and for providers themselves. */
    readonly provider?: string;
    readonly properties: unknown;
  }[];
  readonly counts: {
    readonly resources: number;
    readonly components: number;
    readonly providers: number;
    readonly byType: Readonly<Record<string, number>>;
    readonly findings: Readonly<Record<EnforcementLevel, number>>;
  };
  readonly cost: CostReport;
  readonly findings: readonly Finding[];
  readonly packs: readonly { readonly name: string; readonly version: string; readonly rules: number }[];
  readonly assumed: readonly OpenValue[];
  readonly unknown: readonly OpenValue[];
  /** What is known not to work, or not known to work, with what was chosen. */
  readonly limits: readonly OpenValue[];
  readonly outputs: unknown;
  readonly residency: ResidencyReport;
  readonly issues: readonly Issue[];
  /** Present when the plan was compared with an exported state. */
  readonly changes?: ChangeReport;
  /** Wall-clock seconds per phase; the only part that differs between two runs. */
  readonly times: Readonly<Record<string, number>>;
}
