import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import type { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import services from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import type {
  AnalyzeRequest,
  AnalyzeResponse,
  AnalyzerInfo,
  AnalyzerStackConfigureRequest,
  AnalyzerStackConfigureResponse,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import messages from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { EnforcementLevel, PlannedResource, ProgramRun, Severity } from "../model.ts";
import {
  analyzeRequest,
  diagnostic,
  initialConfig,
  levelNumber,
  packInfo,
  remediateRequest,
  stackResource,
} from "./analyzer-messages.ts";
import { collectText, type NodeProcess, startNode } from "./child.ts";
import { decodeProperties, type PropertyMap } from "./codec.ts";
import { engineService } from "./engine-service.ts";
import { call, channelOptions, errorText, serve } from "./grpc.ts";
import { type PackConfig, resolvePackConfig } from "./pack-config.ts";
import { withoutStack } from "./program-error.ts";
import { isTypeScriptPack, organization } from "./project.ts";

export interface PolicyInfo {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly level: EnforcementLevel;
  readonly severity: Severity | undefined;
  /** Whether it judges one resource at a time or the stack as a whole. */
  readonly scope: "resource" | "stack";
  readonly tags: readonly string[];
  readonly remediationSteps: string;
  readonly url: string;
  readonly framework:
    | { readonly name: string; readonly version: string; readonly reference: string; readonly specification: string }
    | undefined;
  readonly configSchema:
    | {
        readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
        readonly required: readonly string[];
      }
    | undefined;
}

export interface PackInfo {
  readonly name: string;
  readonly version: string;
  readonly policies: readonly PolicyInfo[];
}

/** What a pack said about a resource, as it said it. */
export interface PackDiagnostic {
  readonly pack: string;
  readonly policy: string;
  readonly level: EnforcementLevel;
  readonly severity: Severity | undefined;
  readonly urn: string;
  readonly message: string;
  readonly description: string;
  /** The rule met a value that is not known yet and gave up: it has judged nothing, neither good nor bad. */
  readonly unjudged: boolean;
}

/** What a policy made of a resource's inputs. */
export interface PackCorrection {
  readonly policy: string;
  readonly properties: PropertyMap;
}

export interface RunningPack {
  readonly info: PackInfo;
  /**
   * Settings of the pack's policies over their defaults, which hold from the start.
   * @throws PackError when they do not fit a policy's schema.
   */
  configure(config: PackConfig): Promise<void>;
  /**
   * Puts every resource to every policy, then the stack as a whole. Resources that the program only refers to are left
   * out, as in the real engine. Diagnostics come in the order of the resources, those on the stack last.
   * @throws PackError when a policy fails.
   */
  analyze(run: ProgramRun): Promise<PackDiagnostic[]>;
  /**
   * Puts one resource to the policies that judge resources: one call, as the engine makes it while a program runs.
   * @throws PackError when a policy fails.
   */
  analyzeResource(resource: PlannedResource, provider: PlannedResource | undefined): Promise<PackDiagnostic[]>;
  /**
   * Lets the policies whose level is `remediate` correct one resource's inputs, each on top of the one before it: what the
   * engine does before it asks for a judgement.
   * @throws PackError when a policy fails.
   */
  remediate(resource: PlannedResource, provider: PlannedResource | undefined): Promise<readonly PackCorrection[]>;
  close(): void;
}

/** A pack that could not be started, configured or asked. */
export class PackError extends Error {
  override readonly name = "PackError";
  readonly pack: string;
  constructor(pack: string, message: string) {
    super(`policy pack ${pack}: ${message}`);
    this.pack = pack;
  }
}

/** Requests on their way to a pack at a time: enough to keep it busy while answers travel. */
const requestsInFlight = 16;

/** Folders below `policiesDir` that hold a policy pack, sorted by name; none when there is no such folder. */
export function discoverPacks(policiesDir: string): string[] {
  return (existsSync(policiesDir) ? readdirSync(policiesDir) : [])
    .map((name) => join(policiesDir, name))
    .filter((path) => existsSync(join(path, "PulumiPolicy.yaml")))
    .sort();
}

/**
 * Starts a policy pack as the real engine does and waits until it answers.
 * @throws PackError with what the pack itself said when it can not be started.
 */
export async function startPack(dir: string, options: { readonly projectDir: string }): Promise<RunningPack> {
  const name = basename(resolve(dir));
  const server = await serve(engineService(() => {}));
  let process: NodeProcess | undefined;
  let client: AnalyzerClient | undefined;
  const close = () => {
    client?.close();
    process?.kill();
    server.close();
  };
  try {
    process = startNode({
      args: [packScript(name, dir, options.projectDir), server.address, "."],
      cwd: dir,
      env: { PULUMI_NODEJS_TYPESCRIPT: String(isCompiled(name, dir)) },
      input: "",
    });
    const port = await announcedPort(name, process);
    client = new services.AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), channelOptions);
    return await connectPack(name, client, close);
  } catch (error) {
    close();
    throw error;
  }
}

/** The pack's own SDK runs it; a pack without one takes the project's. */
function packScript(name: string, dir: string, projectDir: string): string {
  for (const from of [dir, projectDir]) {
    try {
      return createRequire(join(resolve(from), "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    } catch {}
  }
  throw new PackError(name, "@pulumi/pulumi is not installed; run npm ci");
}

/** Whether the pack is compiled with ts-node. */
function isCompiled(name: string, dir: string): boolean {
  try {
    return isTypeScriptPack(dir);
  } catch (error) {
    throw new PackError(name, errorText(error));
  }
}

/** A pack says on its first line of output on which port it listens. */
function announcedPort(name: string, process: NodeProcess): Promise<number> {
  const stderr = collectText(process.stderr);
  return new Promise((found, failed) => {
    const stdout = collectText(process.stdout, (line) => {
      if (/^\d+$/.test(line.trim())) found(Number(line));
    });
    process.ended.then(
      (status) => failed(new PackError(name, withoutStack(startFailure(`${stdout()}\n${stderr()}`, status)))),
      failed,
    );
  });
}

function startFailure(output: string, status: number | string): string {
  const text = output.replaceAll(/^error: \[runtime\] /gm, "").trim();
  return text === "" ? `it ended with status ${status} and said nothing` : text;
}

async function connectPack(name: string, client: AnalyzerClient, close: () => void): Promise<RunningPack> {
  const asking = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      throw new PackError(name, withoutStack(errorText(error)).replace(/:\n(?:Error: )?/, ": "));
    }
  };
  const answer = await asking(call<Empty, AnalyzerInfo>(client.getAnalyzerInfo.bind(client), new empty.Empty()));
  const info = packInfo(answer);

  const configure = async (config: PackConfig): Promise<void> => {
    const request = new messages.ConfigureAnalyzerRequest();
    try {
      for (const [policy, { level, properties }] of resolvePackConfig(info.policies, initialConfig(answer), config)) {
        const settings = new messages.PolicyConfig()
          .setEnforcementlevel(levelNumber(level))
          .setProperties(struct.Struct.fromJavaScript(properties as never));
        request.getPolicyconfigMap().set(policy, settings);
      }
    } catch (error) {
      throw new PackError(name, errorText(error));
    }
    await asking(call<ConfigureAnalyzerRequest, Empty>(client.configure.bind(client), request));
  };
  // Without this a pack does not even know the defaults of its own schema.
  await configure({});

  const analyzeResource: RunningPack["analyzeResource"] = async (resource, provider) => {
    const request = analyzeRequest(resource, provider);
    const response = await asking(call<AnalyzeRequest, AnalyzeResponse>(client.analyze.bind(client), request));
    return response.getDiagnosticsList().map((message) => diagnostic(message, resource.urn));
  };

  const remediate: RunningPack["remediate"] = async (resource, provider) => {
    const request = remediateRequest(resource, provider);
    const response = await asking(call<AnalyzeRequest, RemediateResponse>(client.remediate.bind(client), request));
    return response
      .getRemediationsList()
      .filter((made) => made.hasProperties())
      .map((made) => ({ policy: made.getPolicyname(), properties: decodeProperties(made.getProperties()) }));
  };

  const analyze = async (run: ProgramRun): Promise<PackDiagnostic[]> => {
    const stack = new messages.AnalyzerStackConfigureRequest()
      .setProject(run.project)
      .setStack(run.stack)
      .setOrganization(organization)
      .setDryRun(true);
    await asking(
      call<AnalyzerStackConfigureRequest, AnalyzerStackConfigureResponse>(client.configureStack.bind(client), stack),
    );
    const byUrn = new Map(run.resources.map((resource) => [resource.urn, resource]));
    const managed = run.resources.filter((resource) => resource.external !== true);
    const single = await mapInFlight(managed, requestsInFlight, (resource) =>
      analyzeResource(resource, byUrn.get(resource.provider)),
    );
    if (info.policies.every(({ scope }) => scope !== "stack")) return single.flat();
    const whole = new messages.AnalyzeStackRequest().setResourcesList(
      managed.map((resource) => stackResource(resource, byUrn.get(resource.provider))),
    );
    const response = await asking(call<AnalyzeStackRequest, AnalyzeResponse>(client.analyzeStack.bind(client), whole));
    return [...single.flat(), ...response.getDiagnosticsList().map((message) => diagnostic(message, rootUrn(managed)))];
  };
  return { info, configure, analyze, analyzeResource, remediate, close };
}

function rootUrn(resources: readonly PlannedResource[]): string {
  return resources.find((resource) => resource.parent === "")?.urn ?? "";
}

/** Like `Promise.all` over `items`, with at most `limit` of them under way; results in the order of `items`. */
async function mapInFlight<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
