import * as grpc from "@grpc/grpc-js";
import type { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import services from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import type { Callback, CallbackInvokeRequest, CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb.js";
import callbacks from "@pulumi/pulumi/proto/callback_pb.js";
import type { TransformInvokeOptions, TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb.js";
import messages from "@pulumi/pulumi/proto/resource_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { decodeProperties, encodeOutput, encodeProperties, type PropertyMap } from "./codec.ts";
import { call, channelOptions } from "./grpc.ts";

/** What a transform sees and may change. */
export interface Transformable {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent: string;
  readonly properties: PropertyMap;
  readonly options: TransformResourceOptions;
}

/** Runs functions that live in the program: they are called back on the callback server that it serves. */
export class Callbacks {
  readonly #clients = new Map<string, CallbacksClient>();

  /** Applies the transforms one after the other, each to what the one before left. */
  async transform(
    resource: Transformable,
    transforms: readonly Callback[],
    dependencies: Readonly<Record<string, readonly string[]>>,
  ): Promise<Pick<Transformable, "properties" | "options">> {
    let { properties, options } = resource;
    for (const transform of transforms) {
      const request = new messages.TransformRequest()
        .setType(resource.type)
        .setName(resource.name)
        .setCustom(resource.custom)
        .setParent(resource.parent)
        .setProperties(encodeWithDependencies(properties, dependencies))
        .setOptions(options);
      const answer = messages.TransformResponse.deserializeBinary(await this.#invoke(transform, request));
      if (answer.hasProperties()) properties = decodeProperties(answer.getProperties());
      options = answer.getOptions() ?? options;
    }
    return { properties, options };
  }

  /** Applies stack-wide transforms to the call of a provider function. */
  async transformInvoke(
    token: string,
    args: PropertyMap,
    options: TransformInvokeOptions,
    transforms: readonly Callback[],
  ): Promise<{ readonly args: PropertyMap; readonly options: TransformInvokeOptions }> {
    let changed = { args, options };
    for (const transform of transforms) {
      const request = new messages.TransformInvokeRequest()
        .setToken(token)
        .setArgs(encodeProperties(changed.args, { outputValues: true, resourceReferences: true }))
        .setOptions(changed.options);
      const answer = messages.TransformInvokeResponse.deserializeBinary(await this.#invoke(transform, request));
      changed = {
        args: answer.hasArgs() ? decodeProperties(answer.getArgs()) : changed.args,
        options: answer.getOptions() ?? changed.options,
      };
    }
    return changed;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  async #invoke(callback: Callback, request: { serializeBinary(): Uint8Array }): Promise<Uint8Array> {
    const client = this.#client(callback.getTarget());
    const message = new callbacks.CallbackInvokeRequest()
      .setToken(callback.getToken())
      .setRequest(request.serializeBinary());
    const answer = await call<CallbackInvokeRequest, CallbackInvokeResponse>(client.invoke.bind(client), message);
    return answer.getResponse_asU8();
  }

  #client(target: string): CallbacksClient {
    const known = this.#clients.get(target);
    if (known !== undefined) return known;
    const client = new services.CallbacksClient(target, grpc.credentials.createInsecure(), channelOptions);
    this.#clients.set(target, client);
    return client;
  }
}

/** Properties that depend on other resources reach the transform as outputs, so that it can not mistake them for plain. */
function encodeWithDependencies(
  properties: PropertyMap,
  dependencies: Readonly<Record<string, readonly string[]>>,
): Struct {
  const options = { outputValues: true, resourceReferences: true };
  const message = encodeProperties(properties, options);
  for (const [key, urns] of Object.entries(dependencies)) {
    const value = properties[key];
    if (value !== undefined && urns.length > 0) message.getFieldsMap().set(key, encodeOutput(value, urns, options));
  }
  return message;
}
