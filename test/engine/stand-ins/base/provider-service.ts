import { setTimeout as delay } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import type {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  InvokeRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { decodeProperties, encodeProperties } from "../../../../plan/engine/codec.ts";
import { errorText } from "../../../../plan/engine/grpc.ts";
import { parseUrn } from "../../../../plan/engine/urn.ts";
import { type Call, type Fault, type Journal, refusalOf } from "./faults.ts";
import { type Difference, type Known, MadeButFailed, type StandIn } from "./stand-in.ts";

/** The `ResourceProvider` service as the engine speaks it, in front of a stand-in: wire, journal and ordered trouble. */
export function providerService(
  standIn: StandIn,
  journal: Journal,
  version: string,
): grpc.UntypedServiceImplementation {
  const called = callsOf(standIn.package, journal);
  return {
    handshake: answering(() => protocol(new messages.ProviderHandshakeResponse())),
    getPluginInfo: answering(() => new plugins.PluginInfo().setVersion(version)),
    attach: answering(() => new empty.Empty()),
    cancel: answering(() => new empty.Empty()),
    checkConfig: answering((request: CheckRequest) => new messages.CheckResponse().setInputs(request.getNews())),
    diffConfig: answering((request: DiffRequest) => {
      const [old, wanted] = [decode(request.getOldInputs()), decode(request.getNews())];
      const replaces = standIn.providerReplaces?.(old, wanted) ?? [];
      const same = JSON.stringify(encodeProperties(old)) === JSON.stringify(encodeProperties(wanted));
      return new messages.DiffResponse()
        .setChanges(same ? none : some)
        .setReplacesList([...replaces])
        .setDiffsList([...replaces]);
    }),
    configure: answering((request: ConfigureRequest) => {
      standIn.configure?.(decode(request.getArgs()));
      return protocol(new messages.ConfigureResponse()).setSupportspreview(true);
    }),
    check: answering((request: CheckRequest) => {
      const inputs = standIn.check(typeOf(request), decode(request.getNews()), decode(request.getOlds()));
      return new messages.CheckResponse().setInputs(encodeProperties(inputs));
    }),
    diff: answering((request: DiffRequest) =>
      called("diff", request, async (fault) => {
        const known = knownOf(request.getId(), request.getOldInputs(), request.getOlds());
        const wanted = decode(request.getNews());
        const difference = await standIn.diff(typeOf(request), known, wanted);
        return diffResponse(fault?.kind === "replacement" ? everything(Object.keys(wanted)) : difference);
      }),
    ),
    create: answering((request: CreateRequest) => {
      const make = () => standIn.create(typeOf(request), decode(request.getProperties()), request.getPreview());
      const answer = async (fault?: Fault) => {
        const made = await make();
        if (fault?.kind === "timeout") throw new MadeButFailed(made, lateAnswer);
        return new messages.CreateResponse().setId(made.id).setProperties(encodeProperties(made.outputs));
      };
      return request.getPreview() ? answer() : called("create", request, answer);
    }),
    read: answering((request: ReadRequest) =>
      called("read", request, async () => {
        const known = knownOf(request.getId(), request.getInputs(), request.getProperties());
        const found = await standIn.read(typeOf(request), known);
        if (found === undefined) return new messages.ReadResponse();
        return new messages.ReadResponse()
          .setId(found.id)
          .setInputs(encodeProperties(found.inputs))
          .setProperties(encodeProperties(found.outputs));
      }),
    ),
    update: answering((request: UpdateRequest) => {
      const known = knownOf(request.getId(), request.getOldInputs(), request.getOlds());
      const change = () => standIn.update(typeOf(request), known, decode(request.getNews()), request.getPreview());
      const answer = async (fault?: Fault) => {
        const outputs = await change();
        if (fault?.kind === "timeout") throw new MadeButFailed({ id: known.id, outputs }, lateAnswer);
        return new messages.UpdateResponse().setProperties(encodeProperties(outputs));
      };
      return request.getPreview() ? answer() : called("update", request, answer);
    }),
    delete: answering((request: DeleteRequest) =>
      called("delete", request, async () => {
        const known = knownOf(request.getId(), request.getOldInputs(), request.getProperties());
        await standIn.delete(typeOf(request), known);
        return new empty.Empty();
      }),
    ),
    invoke: answering(async (request: InvokeRequest) => {
      const answer = await standIn.invoke(request.getTok(), decode(request.getArgs()));
      return new messages.InvokeResponse().setReturn(encodeProperties(answer));
    }),
  };
}

const { DIFF_NONE: none, DIFF_SOME: some } = messages.DiffResponse.DiffChanges;
const lateAnswer = "timeout while waiting for state to become 'ACTIVE' (last state: 'CREATING')";

interface Addressed {
  getUrn(): string;
}

/** Runs a call with the trouble that is ordered for it, and writes down how it ended. */
function callsOf(packageName: string, journal: Journal) {
  return async <T>(operation: Call["operation"], request: Addressed, answer: (fault?: Fault) => Promise<T>) => {
    const { type, name } = parseUrn(request.getUrn());
    const call: Call = { package: packageName, type, operation, object: name };
    const fault = journal.fault(call);
    const hit = fault === undefined ? {} : { fault: fault.id };
    try {
      if (fault) journal.record({ ...call, outcome: "begun", ...hit });
      if (fault?.latencyMs) await delay(fault.latencyMs);
      const refusal = fault && refusalOf(fault);
      if (refusal !== undefined) throw new Error(refusal);
      const response = await answer(fault);
      journal.record({ ...call, outcome: "done", ...hit });
      return response;
    } catch (error) {
      journal.record({ ...call, outcome: "failed", ...hit });
      throw error;
    }
  };
}

interface Protocol {
  setAcceptSecrets?(value: boolean): unknown;
  setAcceptsecrets?(value: boolean): unknown;
}

/** Secrets arrive marked; resource references as ids and outputs as their values. */
function protocol<T extends Protocol>(response: T): T {
  response.setAcceptSecrets?.(true);
  response.setAcceptsecrets?.(true);
  return response;
}

function typeOf(request: Addressed): string {
  return parseUrn(request.getUrn()).type;
}

function decode(message: Struct | undefined) {
  return decodeProperties(message);
}

function knownOf(id: string, inputs: Struct | undefined, outputs: Struct | undefined): Known {
  return { id, inputs: decode(inputs), outputs: decode(outputs) };
}

function everything(properties: readonly string[]): Difference {
  return { changed: properties, replaces: properties, deleteBeforeReplace: false };
}

function diffResponse({ changed, replaces, deleteBeforeReplace }: Difference) {
  const response = new messages.DiffResponse()
    .setChanges(changed.length > 0 ? some : none)
    .setDiffsList([...new Set(changed.map(topLevel))])
    .setReplacesList([...new Set(replaces.map(topLevel))])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  const { UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
  for (const path of changed) {
    const kind = replaces.includes(path) ? UPDATE_REPLACE : UPDATE;
    response.getDetaileddiffMap().set(path, new messages.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}

function topLevel(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}

/** A unary method; an object that was made but failed travels in the error's details, where the engine looks for it. */
function answering<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (response) => callback(null, response),
        (error: unknown) =>
          callback({ code: grpc.status.UNKNOWN, details: errorText(error), metadata: detailsOf(error) }),
      );
  };
}

function detailsOf(error: unknown): grpc.Metadata {
  const metadata = new grpc.Metadata();
  if (!(error instanceof MadeButFailed)) return metadata;
  const failed = new messages.ErrorResourceInitFailed()
    .setId(error.made.id)
    .setProperties(encodeProperties(error.made.outputs))
    .setReasonsList([error.message]);
  const detail = new any.Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statuses.Status().setCode(grpc.status.UNKNOWN).setMessage(error.message).setDetailsList([detail]);
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}
