import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { withPackArguments } from "../../operate/pulumi/packs.ts";
import { readStackContext } from "../../operate/stack-context.ts";
import { makePlan } from "../../plan/make-plan.ts";
import type { Plan } from "../../plan/model.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { changed } from "../plan/project.ts";
import { type Door, openDoor } from "./door.ts";
import { filledStackFile } from "./stack-files.ts";
import { parseState, type State } from "./state.ts";
import { createWorkspace, type Run, type RunOptions, type Workspace } from "./workspace.ts";

/** A text that stands once in a file. */
export interface Change {
  /** Path below the project. @default the stack's file */
  readonly file?: string;
  readonly from: string;
  readonly to: string;
}

/** One of the kit's stacks with everything that it needs to be deployed for real, or nearly so. */
export class Deployment {
  readonly stack: string;
  readonly file: string;
  readonly cluster: Cluster;
  /** The way to the cluster, which can be closed for good. */
  readonly door: Door;
  readonly workspace: Workspace;

  private constructor(stack: string, file: string, cluster: Cluster, door: Door, workspace: Workspace) {
    this.stack = stack;
    this.file = file;
    this.cluster = cluster;
    this.door = door;
    this.workspace = workspace;
  }

  static async start(stack: string): Promise<Deployment> {
    const file = filledStackFile(stack);
    // Controllers make deletion real: namespaces, volumes' claims and whatever an object owns.
    const cluster = await startCluster({ controllerManager: true });
    const door = await openDoor(new URL(cluster.url).port);
    const kubeconfig = readFileSync(cluster.kubeconfigPath, "utf8");
    const workspace = await createWorkspace({ stacks: { [stack]: file }, kubeconfig, server: door.url });
    const deployment = new Deployment(stack, file, cluster, door, workspace);
    await deployment.mustRun(["stack", "init", stack]);
    return deployment;
  }

  /** Runs the CLI on the stack. */
  run(operation: readonly string[], options?: RunOptions): Promise<Run> {
    const [name = ""] = operation;
    const changes = ["up", "refresh", "destroy"].includes(name) ? ["--yes", "--skip-preview"] : [];
    const stack = name === "stack" ? [] : ["--stack", this.stack];
    return this.workspace.pulumi([...operation, ...stack, ...changes], options);
  }

  /** @throws Error with everything that the CLI said when it fails */
  async mustRun(operation: readonly string[], options?: RunOptions): Promise<Run> {
    const run = await this.run(operation, options);
    if (run.status !== 0) {
      throw new Error(`pulumi ${operation.join(" ")} ended with ${run.status}:\n${run.stdout}\n${run.stderr}`);
    }
    return run;
  }

  /** A preview that every pack judges, given to the engine as the kit's own verbs give them. */
  judgedPreview(): Promise<Run> {
    const context = readStackContext(this.workspace.projectDir, this.stack);
    const { signal } = new AbortController();
    return withPackArguments(context, signal, (packs) => this.run(["preview", ...packs]));
  }

  plan(): Promise<Plan> {
    return makePlan({ projectDir: this.workspace.projectDir, stack: this.stack });
  }

  async state(): Promise<State> {
    return parseState((await this.mustRun(["stack", "export"])).stdout);
  }

  /** Previews the stack with one text of one of the project's files changed, and changes it back. */
  async previewWith({ file = `Pulumi.${this.stack}.yaml`, from, to }: Change): Promise<Run> {
    const path = join(this.workspace.projectDir, file);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, changed(text, from, to));
    try {
      return await this.mustRun(["preview"]);
    } finally {
      writeFileSync(path, text);
    }
  }

  async stop(): Promise<void> {
    this.door.close();
    await this.cluster.stop();
    this.workspace.close();
  }
}

/** A deployment that lives as long as the tests of a file. */
export function deploymentOf(stack: string): () => Deployment {
  let deployment: Deployment | undefined;
  beforeAll(async () => {
    deployment = await Deployment.start(stack);
  });
  afterAll(() => deployment?.stop());
  return () => {
    if (deployment === undefined) throw new Error("the deployment was not started");
    return deployment;
  };
}
