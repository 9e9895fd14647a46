import { regionById } from "../../components/substrate/oci/regions.ts";
import type { StateResource } from "../../plan/against/exported-state.ts";
import { Refusal } from "../refusal.ts";

/** How a session of the bastion is asked for and used. */
export interface TunnelPlan {
  /** Private address of the API endpoint. */
  readonly targetAddress: string;
  readonly localPort: number;
  readonly sessionSeconds: number;
  /** Arguments of oci. */
  readonly createSession: readonly string[];
  /** Arguments of ssh for a session. */
  readonly ssh: (sessionOcid: string) => readonly string[];
}

/** Longest session of OCI, in seconds, when the bastion's state does not say less. */
const longestSessionSeconds = 10_800;

/**
 * Reads bastion and endpoint out of the state.
 * @throws Refusal when the state has none
 */
export function tunnelPlan(
  resources: readonly StateResource[],
  regionId: string,
  { localPort, sshPublicKey }: { readonly localPort: number; readonly sshPublicKey: string },
): TunnelPlan {
  const region = regionById(regionId);
  if (!region) throw new Refusal(`${regionId} is no region of the table`, "correct cloud.region");
  const bastion = resources.find(({ type }) => type === "oci:Bastion/bastion:Bastion");
  if (!bastion)
    throw new Refusal("the state has no bastion", "name your addresses in cloud.bastionCidrs and run npm run up");
  const cluster = resources.find(({ type }) => type === "oci:ContainerEngine/cluster:Cluster");
  const [address, port] = privateEndpoint(cluster?.outputs).split(":");
  if (!address || !port) throw new Refusal("the state has no private endpoint of a cluster", "npm run up makes one");
  const seconds = bastion.outputs.maxSessionTtlInSeconds;
  const sessionSeconds = typeof seconds === "number" ? seconds : longestSessionSeconds;
  return {
    targetAddress: address,
    localPort,
    sessionSeconds,
    createSession: [
      ...["bastion", "session", "create-port-forwarding"],
      ...["--bastion-id", bastion.id],
      ...["--target-private-ip", address, "--target-port", port],
      ...["--session-ttl", String(sessionSeconds)],
      ...["--ssh-public-key-file", sshPublicKey],
      ...["--region", region.id],
      ...["--wait-for-state", "SUCCEEDED"],
    ],
    ssh: (sessionOcid) => [
      ...["-i", sshPublicKey.replace(/\.pub$/, "")],
      ...["-N", "-L", `127.0.0.1:${localPort}:${address}:${port}`],
      ...["-o", "ServerAliveInterval=30", "-o", "ExitOnForwardFailure=yes"],
      `${sessionOcid}@host.bastion.${region.id}.oci.${region.domain}`,
    ],
  };
}

function privateEndpoint(outputs: StateResource["outputs"] | undefined): string {
  const endpoints = outputs?.endpoints;
  const first: unknown = Array.isArray(endpoints) ? endpoints[0] : undefined;
  const value = typeof first === "object" && first !== null && "privateEndpoint" in first ? first.privateEndpoint : "";
  return typeof value === "string" ? value : "";
}
