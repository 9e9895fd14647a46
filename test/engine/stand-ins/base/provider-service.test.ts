import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { encodeProperties } from "../../../../plan/engine/codec.ts";
import { serve } from "../../../../plan/engine/grpc.ts";
import { Clouds } from "../../clouds.ts";
import { computedStandIn } from "./computed.ts";
import { Journal } from "./faults.ts";
import { providerService } from "./provider-service.ts";

const type = "random:index/randomId:RandomId";

async function started() {
  const folder = mkdtempSync(`${tmpdir()}/provider-service-`);
  const make = () => ({ id: "made", outputs: { hex: "ff" } });
  const standIn = computedStandIn("random", { [type]: { make, secretOutputs: [] } });
  const server = await serve([
    services.ResourceProviderService,
    providerService(standIn, new Journal(folder), "1.0.0"),
  ]);
  const client = new services.ResourceProviderClient(server.address, grpc.credentials.createInsecure());
  onTestFinished(() => {
    client.close();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const request = new messages.CreateRequest()
    .setUrn(`urn:pulumi:s::p::${type}::name`)
    .setProperties(encodeProperties({ byteLength: 1 }));
  const create = () =>
    new Promise<grpc.ServiceError | string>((resolve) =>
      client.create(request, (error, response) => resolve(error ?? response.getId())),
    );
  return { clouds: new Clouds(folder), create };
}

describe("a stand-in in trouble", () => {
  it("refuses as often as it is told to, and then works", async () => {
    const { clouds, create } = await started();
    clouds.order([{ type: "random:*", operation: "create", kind: "out-of-capacity", times: 2 }]);
    const answers = [await create(), await create(), await create()];
    expect(answers.map((each) => (typeof each === "string" ? each : each.details))).toEqual([
      "500-InternalError, Out of host capacity.",
      "500-InternalError, Out of host capacity.",
      "made",
    ]);
    expect(clouds.calls().map(({ outcome }) => outcome)).toEqual(["begun", "failed", "begun", "failed", "done"]);
  });

  it("meets new trouble of the same kind as if it had met none", async () => {
    const { clouds, create } = await started();
    for (let round = 0; round < 2; round += 1) {
      clouds.order([{ type, operation: "create", kind: "conflict", times: 1 }]);
      expect([typeof (await create()), await create()]).toEqual(["object", "made"]);
    }
  });

  it("tells the engine what it made when its answer comes too late", async () => {
    const { clouds, create } = await started();
    clouds.order([{ type, operation: "create", kind: "timeout" }]);
    const error = await create();
    if (typeof error === "string") throw new Error("the call did not fail");
    const [details] = error.metadata.get("grpc-status-details-bin");
    const [detail] = statuses.Status.deserializeBinary(details as Buffer).getDetailsList();
    expect(detail?.getTypeName()).toBe("pulumirpc.ErrorResourceInitFailed");
    expect(
      messages.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array()).getId(),
    ).toBe("made");
  });
});
