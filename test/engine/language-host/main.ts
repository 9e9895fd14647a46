import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { serve } from "../../../plan/engine/grpc.ts";
import { endWithEngine } from "../stand-ins/base/serve.ts";
import { languageRuntime } from "./runtime.ts";

/**
 * A stand-in for `pulumi-language-nodejs`, for the tests alone: the stock one comes with the Pulumi CLI and with nothing
 * else. The engine starts it with its own address as the last argument and reads the port from its first line of output.
 */
endWithEngine();
const engineAddress = process.argv.at(-1) ?? "";
const server = await serve([services.LanguageRuntimeService, languageRuntime(engineAddress)]);
process.stdout.write(`${server.address.split(":").at(-1)}\n`);
