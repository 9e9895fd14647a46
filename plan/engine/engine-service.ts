import type { ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type {
  LogRequest,
  RequirePulumiVersionRequest,
  SetRootResourceRequest,
} from "@pulumi/pulumi/proto/engine_pb.js";
import messages from "@pulumi/pulumi/proto/engine_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { LogLine } from "../model.ts";
import { unary } from "./grpc.ts";

const severities: readonly LogLine["severity"][] = ["debug", "info", "warning", "error"];

/** The `Engine` service: where a program or a pack sends what it has to say to the user. */
export function engineService(
  onLog: (line: LogLine) => void,
): readonly [ServiceDefinition, UntypedServiceImplementation] {
  let rootUrn = "";
  const implementation: UntypedServiceImplementation = {
    log: unary((request: LogRequest) => {
      const severity = severities[request.getSeverity()] ?? "info";
      // The SDK's own debug lines dump whole responses, secrets in clear included: they stop here.
      if (severity !== "debug") onLog({ severity, message: request.getMessage(), urn: request.getUrn() });
      return new empty.Empty();
    }),
    getRootResource: unary(() => new messages.GetRootResourceResponse().setUrn(rootUrn)),
    setRootResource: unary((request: SetRootResourceRequest) => {
      rootUrn = request.getUrn();
      return new messages.SetRootResourceResponse();
    }),
    startDebugging: unary(() => new empty.Empty()),
    requirePulumiVersion: unary((request: RequirePulumiVersionRequest) => {
      const message = `the program asks for Pulumi ${request.getPulumiVersionRange()}; only the Pulumi CLI can tell`;
      onLog({ severity: "info", message, urn: "" });
      return new messages.RequirePulumiVersionResponse();
    }),
  };
  return [services.EngineService, implementation];
}
