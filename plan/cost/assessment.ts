import type { PlannedResource } from "../model.ts";

/** So many units of one row of the price table, at the same time when the row is billed by the hour. */
export interface Charge {
  /** Row of the price table. */
  readonly row: string;
  /** What is counted, as a person reads it. */
  readonly what: string;
  /** Units while every pool is at its minimum. */
  readonly idle: number;
  /** Units while every pool is at its maximum. */
  readonly active: number;
}

/** Something that costs money or may, and how much of it can not be said. */
export interface Gap {
  readonly what: string;
  readonly reason: string;
  /** Rows whose list price helps a reader to judge the gap. */
  readonly rows?: readonly string[];
}

/** What one resource costs: nothing to say, charges, gaps or both. */
export type Assess = (resource: PlannedResource, plan: PlanIndex) => readonly (Charge | Gap)[];

/** What an assessment may ask about the rest of the plan. */
export interface PlanIndex {
  readonly byUrn: ReadonlyMap<string, PlannedResource>;
  /** Whether the plan makes an OKE cluster, so that what runs in the cluster makes things in OCI. */
  readonly makesOkeCluster: boolean;
}

/** `count` units, idle and active alike. */
export function always(row: string, what: string, count = 1): Charge {
  return { row, what, idle: count, active: count };
}
