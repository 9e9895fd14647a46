import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { serve } from "../../../../plan/engine/grpc.ts";
import { Journal } from "./faults.ts";
import { providerService } from "./provider-service.ts";
import type { StandIn } from "./stand-in.ts";

/** Folder of a workspace where its stand-ins keep what they know; the workspace sets it. */
export const folderVariable = "ENGINE_TEST_CLOUDS";

/** Version that the stand-in says it has; the executable sets it. */
export const versionVariable = "ENGINE_TEST_PROVIDER_VERSION";

/** @throws Error when the process was not started by a workspace: a stand-in serves tests and nothing else */
export function cloudsFolder(): string {
  const folder = process.env[folderVariable];
  if (!folder) throw new Error(`${folderVariable} is not set: this is a stand-in for tests, not a provider`);
  return folder;
}

/** Ends this process with the engine, which holds the other end of its input: a killed engine ends nobody. */
export function endWithEngine(): void {
  process.stdin.resume().once("end", () => process.exit());
}

/** Serves a stand-in as the engine expects of a plug-in: the port on the first line of output, until it is ended. */
export async function serveStandIn(standIn: StandIn): Promise<void> {
  endWithEngine();
  const service = providerService(standIn, new Journal(cloudsFolder()), process.env[versionVariable] ?? "");
  const server = await serve([services.ResourceProviderService, service]);
  process.stdout.write(`${server.address.split(":").at(-1)}\n`);
}
