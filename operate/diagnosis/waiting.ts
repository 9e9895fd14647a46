import { parseUrn } from "../../plan/engine/urn.ts";
import type { EngineEvent } from "./engine-event.ts";

/** A step that the engine has begun and not ended. */
export interface RunningStep {
  readonly urn: string;
  readonly type: string;
  /** e.g. `create`, `delete`. */
  readonly operation: string;
  /** Unix time in seconds. */
  readonly since: number;
}

/** URN → step. */
export type RunningSteps = ReadonlyMap<string, RunningStep>;

interface Patience {
  readonly type: RegExp;
  readonly operations: readonly string[];
  /** After this long, and after each further such time, it is worth saying something. */
  readonly minutes: number;
  readonly usual: string;
  readonly reasons: readonly string[];
  readonly next: string;
}

const made = ["create", "create-replacement", "update", "replace"];
const gone = ["delete", "delete-replaced", "discard"];

/** How long things take, and why they take longer. Times: Oracle's own timeouts of the resource types and what users report. */
const patience: readonly Patience[] = [
  {
    type: /^oci:ContainerEngine\/nodePool:NodePool$/,
    operations: made,
    minutes: 15,
    usual: "virtual machines join in 5 to 10 minutes, bare metal in up to 30",
    reasons: [
      "no free host of the shape in the availability domain (out of host capacity)",
      "machines that start and never join: security rules, service gateway, start-up script",
      "a policy for the disks' key that has not reached the service yet",
    ],
    next: "oci ce work-request list --compartment-id COMPARTMENT --resource-id NODEPOOL says which",
  },
  {
    type: /^oci:ContainerEngine\/cluster:Cluster$/,
    operations: made,
    minutes: 20,
    usual: "a cluster takes 7 to 15 minutes",
    reasons: ["a policy for the cluster's key that has not reached the service yet"],
    next: "oci ce work-request list --compartment-id COMPARTMENT says what it does",
  },
  {
    type: /^kubernetes:core\/v1:Service$/,
    operations: made,
    minutes: 5,
    usual: "a load balancer has an address after 1 to 3 minutes",
    reasons: [
      "a limit of load balancers that is used up",
      "a subnet or security group that the annotations name wrongly",
      "a cluster that has no controller for load balancers: it will wait for ever",
    ],
    next: "kubectl describe service: its events say which",
  },
  {
    type: /^kubernetes:core\/v1:(Service|PersistentVolumeClaim|Namespace)$/,
    operations: gone,
    minutes: 5,
    usual: "it takes a minute",
    reasons: ["a finalizer whose controller does not run any more", "a pod that still uses it"],
    next: "kubectl get -o yaml shows its finalizers and conditions",
  },
  {
    type: /^kubernetes:(apps|batch)\//,
    operations: made,
    minutes: 8,
    usual: "pods are ready in 1 to 5 minutes",
    reasons: [
      "an image that nodes can not pull from the mirror",
      "a claim without a disk",
      "no node with room, or none yet",
    ],
    next: "kubectl get pods -A, then kubectl describe pod",
  },
  {
    type: /^oci:Psql\/dbSystem:DbSystem$/,
    operations: made,
    minutes: 45,
    usual: "a database system takes 15 to 30 minutes",
    reasons: ["a limit of database systems that is used up"],
    next: "oci psql work-request list --compartment-id COMPARTMENT says what it does",
  },
];

const otherwise: Omit<Patience, "type" | "operations"> = {
  minutes: 20,
  usual: "most resources take less than 5 minutes",
  reasons: ["a service that is slow, or that waits for another one"],
  next: "look at it in the cloud's console",
};

/** The running steps after one more event. Steps of a preview are over at once and are left out. */
export function afterEvent(steps: RunningSteps, event: EngineEvent): RunningSteps {
  const begun = event.resourcePreEvent;
  const ended = event.resOutputsEvent ?? event.resOpFailedEvent;
  const next = new Map(steps);
  if (begun && !begun.planning && begun.metadata.op !== "same") {
    const { urn, type, op: operation } = begun.metadata;
    next.set(urn, { urn, type, operation, since: event.timestamp });
  }
  if (ended) next.delete(ended.metadata.urn);
  return next;
}

/** A step that has become overdue for the `times`-th time. */
export interface Overdue {
  readonly step: RunningStep;
  readonly times: number;
  readonly minutes: number;
}

/** Steps that take longer than such steps do. @param now Unix time in seconds */
export function overdueSteps(steps: RunningSteps, now: number): readonly Overdue[] {
  return [...steps.values()].flatMap((step) => {
    const minutes = Math.floor((now - step.since) / 60);
    const times = Math.floor(minutes / patienceWith(step).minutes);
    return times >= 1 ? [{ step, times, minutes }] : [];
  });
}

/** What it waits for, how long that takes and why it may take longer. */
export function renderOverdue({ step, minutes }: Overdue): string {
  const { usual, reasons, next } = patienceWith(step);
  const what = `${step.operation} of ${step.type.split(":").at(-1)} ${parseUrn(step.urn).name}`;
  return [
    `waiting for ${minutes} minutes: ${what}`,
    `  ${usual}; when it takes longer, it is mostly`,
    ...reasons.map((reason) => `  - ${reason}`),
    `  next: ${next}`,
    "",
  ].join("\n");
}

function patienceWith({ type, operation }: RunningStep): Omit<Patience, "type" | "operations"> {
  return patience.find((row) => row.type.test(type) && row.operations.includes(operation)) ?? otherwise;
}
