import { Resolver } from "node:dns/promises";
import type { Environment } from "../../stacks/environment.ts";
import { systemCode } from "../refusal.ts";
import type { Check, Finding } from "./check.ts";

/** Names that users and nodes reach the environment by. */
function publicNames({ edge, registry, objectStore }: Environment): readonly string[] {
  const inCluster = objectStore.store?.mode === "in-cluster";
  return [edge.domain, registry.host ?? `registry.${edge.domain}`, ...(inCluster ? [`s3.${edge.domain}`] : [])];
}

/** Whether the names resolve. Before the first `npm run up` nobody knows the address that they must resolve to. */
export function dnsChecks(environment: Environment): readonly Check[] {
  return publicNames(environment).map((name) => ({
    id: "dns",
    blocks: false,
    run: (signal: AbortSignal) => resolves(name, signal),
  }));
}

async function resolves(name: string, signal: AbortSignal): Promise<Finding> {
  const resolver = new Resolver();
  signal.addEventListener("abort", () => resolver.cancel());
  const answers = await Promise.all([ask(() => resolver.resolve4(name)), ask(() => resolver.resolve6(name))]);
  const addresses = answers.flat();
  if (addresses.length > 0) return { status: "ok", what: `${name} is ${addresses.join(", ")}` };
  return {
    status: "unknown",
    what: `${name} has no address yet`,
    next: "after npm run up, point it at the load balancer's address",
  };
}

/** No addresses for a name that does not exist. */
async function ask(question: () => Promise<string[]>): Promise<readonly string[]> {
  try {
    return await question();
  } catch (error) {
    if (systemCode(error) === "ENOTFOUND" || systemCode(error) === "ENODATA") return [];
    throw error;
  }
}
