import { runProgram } from "../../plan/engine/program.ts";
import { readProject } from "../../plan/engine/project.ts";
import {
  AssetValue,
  type PropertyValue,
  ResourceReference,
  SecretValue,
  UnknownValue,
} from "../../plan/engine/values.ts";
import type { PlannedResource, ProgramRun } from "../../plan/model.ts";
import { readStackFile, stackNames } from "../../stacks/stack-file.ts";
import { kitDir } from "./project.ts";

/** The kit's own stacks. */
export const stacks: readonly string[] = stackNames(kitDir);

const runs = new Map<string, Promise<ProgramRun>>();

/** What a stack's program registers, once per test file, with the secrets that a plan would hide. */
export function planned(stack: string): Promise<ProgramRun> {
  const known = runs.get(stack);
  if (known) return known;
  const run = runStack(stack);
  runs.set(stack, run);
  return run;
}

async function runStack(stack: string): Promise<ProgramRun> {
  const { name: project, main, nodeArgs, typescript } = readProject(kitDir);
  const file = readStackFile(kitDir, project, stack);
  if ("issues" in file) throw new Error(file.issues.map((issue) => issue.message).join("\n"));
  const { config, secretKeys } = file.stackFile;
  return runProgram({ projectDir: kitDir, project, stack, main, nodeArgs, typescript, config, secretKeys });
}

/** A value that only the cloud can give, where {@link plain} met one. */
const unknown = "[unknown]";

/** Plain data with the secrets in it, for tests that look inside; what is unknown says so. */
export function plain(value: PropertyValue | undefined): unknown {
  if (value === undefined || value === null || typeof value !== "object") return value;
  if (value instanceof SecretValue) return plain(value.element);
  if (value instanceof UnknownValue) return unknown;
  if (value instanceof ResourceReference) return value.urn;
  if (value instanceof AssetValue) return plain(value.content);
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

/** A container as Kubernetes writes it, as far as the tests read it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
  readonly readinessProbe?: unknown;
  readonly livenessProbe?: unknown;
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
}

type Quantities = Readonly<Record<string, string>>;

export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly privileged?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
}

/** A volume, as far as it leads out of the pod. */
export interface Volume {
  readonly hostPath?: unknown;
  readonly projected?: { readonly sources: readonly { readonly serviceAccountToken?: unknown }[] };
}

interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly serviceAccountName?: string;
    readonly imagePullSecrets?: readonly { readonly name: string }[];
    readonly automountServiceAccountToken?: boolean;
    readonly hostNetwork?: boolean;
    readonly hostPID?: boolean;
    readonly hostIPC?: boolean;
    readonly securityContext?: SecurityContext;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly Volume[];
  };
}

/** Pods that a stack starts. */
export interface Workload {
  readonly kind: string;
  readonly namespace: string;
  /** What its pods are called in labels, the same in every stack. */
  readonly app: string;
  readonly template: PodTemplate;
  /** Whether its pods end by themselves. */
  readonly ends: boolean;
}

const workloadKinds = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "ReplicationController",
  "Job",
  "CronJob",
];

/** Every pod template of a run, of whatever kind. */
export function workloadsOf(run: ProgramRun): Workload[] {
  return objectsOf(run).flatMap(({ kind, metadata, spec }) => {
    if (kind === "Pod") throw new Error(`the pod ${metadata.name} stands alone: nothing starts it again`);
    if (!workloadKinds.includes(kind)) return [];
    const holder = (kind === "CronJob" ? (spec as { jobTemplate: { spec: unknown } }).jobTemplate.spec : spec) as {
      readonly template: PodTemplate;
    };
    const app = holder.template.metadata.labels["app.kubernetes.io/name"];
    if (app === undefined) throw new Error(`the pods of ${metadata.name} have no app.kubernetes.io/name`);
    const ends = kind === "Job" || kind === "CronJob";
    return [{ kind, namespace: metadata.namespace ?? "", app, template: holder.template, ends }];
  });
}

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: unknown;
}

/** Every Kubernetes object of a run as it goes to the API server. */
export function objectsOf(run: ProgramRun): KubernetesObject[] {
  return run.resources.filter(isObject).map(({ properties }) => plain(properties) as KubernetesObject);
}

function isObject({ type, properties }: PlannedResource): boolean {
  return type.startsWith("kubernetes:") && "kind" in properties;
}
