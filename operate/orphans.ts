import { z } from "zod";
import { regionById } from "../components/substrate/oci/regions.ts";
import type { StateResource } from "../plan/against/exported-state.ts";
import { counted } from "../plan/report/text.ts";
import type { OciEnvironment } from "../stacks/environment.ts";
import { openKubernetes } from "./kubernetes/open.ts";
import { OciClient, type OciEndpoint } from "./oci/client.ts";
import { readOciCredentials } from "./oci/config-file.ts";
import { leftovers } from "./oci/leftovers.ts";
import { findInCompartment, mostItems, type OciItem } from "./oci/questions.ts";
import { Refusal, wordsOf } from "./refusal.ts";
import type { StackContext } from "./stack-context.ts";

/** Milliseconds for the search as a whole. */
const searchMillis = 60_000;

/**
 * Says what is still there of an environment although no state knows it.
 * @param before the state before the destroy
 * @param after the state now
 */
export async function findOrphans(
  context: StackContext,
  before: readonly StateResource[],
  after: readonly StateResource[],
  options: OciEndpoint = {},
): Promise<string> {
  const { environment } = context;
  try {
    return "tenancyOcid" in environment.cloud
      ? await inOci(environment as OciEnvironment, before, after, options)
      : await inKubernetes(context, before, after);
  } catch (error) {
    const next = error instanceof Refusal ? error.next : "look in the provider's console";
    const what = error instanceof Refusal ? error.what : wordsOf(error);
    return `whether anything is left behind is unknown: ${what}\n  next: ${next}\n`;
  }
}

/** Everything of an environment is in its own compartments, also what the cluster's controllers made. */
async function inOci(
  { cloud }: OciEnvironment,
  before: readonly StateResource[],
  after: readonly StateResource[],
  options: OciEndpoint,
): Promise<string> {
  const compartments = before.filter(({ type }) => type === "oci:Identity/compartment:Compartment").map(({ id }) => id);
  if (compartments.length === 0) return "the state named no compartment, so there is none to look into\n";
  const region = regionById(cloud.region);
  if (!region) throw new Refusal(`${cloud.region} is no region of the table`, "correct cloud.region");
  const credentials = await readOciCredentials(cloud.auth.profile ?? "DEFAULT");
  const client = new OciClient({ credentials, region, ...options });
  const signal = AbortSignal.timeout(searchMillis);
  const items = await Promise.all(compartments.map((ocid) => findInCompartment(client, ocid, signal)));
  const { left, scheduled } = leftovers(items.flat(), new Set(after.map(({ id }) => id)));
  const places = counted(compartments.length, "compartment");
  const lines =
    left.length === 0
      ? [`nothing is left behind in ${places}, as far as Oracle's search knows by now`]
      : [
          `left behind in ${cloud.region}, unknown to the state:`,
          ...left.map((item) => `    ${described(item)}  ${item.ocid}`),
          "  next: delete them in the console; load balancers and volumes cost money",
        ];
  return [
    ...lines,
    ...scheduled.map((item) => `    ${described(item)}: Oracle deletes it by itself`),
    ...(items.some(({ length }) => length >= mostItems)
      ? ["    and perhaps more than Oracle's search says at once"]
      : []),
    "",
  ].join("\n");
}

/** E.g. `LoadBalancer edge active`. */
function described({ type, name, state }: OciItem): string {
  return [type, name, state.toLowerCase().replaceAll("_", " ")].filter((word) => word !== "").join(" ");
}

const volumes = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ claimRef: z.object({ namespace: z.string() }).nullish() }),
    }),
  ),
});

/** Namespaces that are still there, and volumes that were claimed from them. */
async function inKubernetes(
  { environment }: StackContext,
  before: readonly StateResource[],
  after: readonly StateResource[],
): Promise<string> {
  if (!("kubeconfig" in environment.cloud)) return "";
  const known = new Set(after.map(({ id }) => id));
  const namespaces = before.filter(({ type, id }) => type === "kubernetes:core/v1:Namespace" && !known.has(id));
  const client = await openKubernetes(environment.cloud.kubeconfig);
  const signal = AbortSignal.timeout(searchMillis);
  const left: string[] = [];
  for (const { id } of namespaces) {
    const { status } = await client.get(`/api/v1/namespaces/${id}`, signal);
    if (status === 200) left.push(`namespace ${id}: kubectl get namespace ${id} -o yaml shows what holds it`);
    else if (status !== 404)
      throw new Refusal(`the API answers ${status}`, "look at the rights of the kubeconfig's user");
  }
  const { status, body } = await client.get("/api/v1/persistentvolumes", signal);
  if (status !== 200)
    throw new Refusal(`the API answers ${status} to a list of volumes`, "kubectl get persistentvolumes");
  const names = new Set(namespaces.map(({ id }) => id));
  for (const { metadata, spec } of volumes.parse(JSON.parse(body)).items) {
    if (names.has(spec.claimRef?.namespace ?? "")) left.push(`persistent volume ${metadata.name}: it costs money`);
  }
  if (left.length === 0) return "nothing is left behind in the cluster\n";
  return `left behind in the cluster:\n${left.map((line) => `    ${line}\n`).join("")}  next: delete them with kubectl\n`;
}
