import type { Cluster } from "../cluster/cluster.ts";
import type { KubernetesObject, Objects } from "../cluster/objects.ts";

/** A rule of RBAC. */
interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** How a service account signs in. */
export function accountUser(namespace: string, name: string) {
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
  return { name: `system:serviceaccount:${namespace}:${name}`, groups };
}

/**
 * What a service account may do in a namespace beyond what everybody may, as the API server answers it: one line per
 * resource, e.g. `get,patch secrets "a"`, sorted.
 */
export async function rightsIn(
  cluster: Cluster,
  account: { readonly namespace: string; readonly name: string },
  namespace: string,
): Promise<readonly string[]> {
  const everybody = await askRules(cluster, accountUser("default", "nobody-in-particular"), namespace);
  const own = await askRules(cluster, accountUser(account.namespace, account.name), namespace);
  return own.filter((line) => !everybody.includes(line));
}

async function askRules(
  cluster: Cluster,
  as: ReturnType<typeof accountUser>,
  namespace: string,
): Promise<readonly string[]> {
  const review = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectRulesReview", spec: { namespace } };
  const path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
  const { status, body } = await cluster.request("POST", path, review, { as });
  if (status !== 201 || body.status.incomplete) throw new Error(`no whole answer: ${JSON.stringify(body)}`);
  const rules = body.status.resourceRules as readonly PolicyRule[];
  const urls = body.status.nonResourceRules as readonly { verbs: string[]; nonResourceURLs: string[] }[];
  return [
    ...rules.flatMap(inWords),
    ...urls.flatMap(({ verbs, nonResourceURLs }) => nonResourceURLs.map((url) => `${verbs.join(",")} ${url}`)),
  ].sort();
}

function inWords({ apiGroups = [], resources = [], resourceNames = [], verbs }: PolicyRule): string[] {
  const names = resourceNames.map((name) => ` "${name}"`).join("");
  return apiGroups.flatMap((group) =>
    resources.map((resource) => `${verbs.join(",")} ${resource}${group === "" ? "" : `.${group}`}${names}`),
  );
}

/** Rights of a role that no request can use: RBAC takes any text, so a misspelt verb is a right that is missing. */
export async function unknownRights(objects: Objects, role: KubernetesObject): Promise<readonly string[]> {
  const unknown: string[] = [];
  for (const { apiGroups = [], resources = [], verbs } of role.rules as readonly PolicyRule[]) {
    for (const group of apiGroups) {
      const served = await objects.resourcesOf(group);
      for (const resource of resources) {
        const known = served.find(({ name }) => name === resource);
        if (known === undefined) unknown.push(`no resource ${resource} in "${group}"`);
        else unknown.push(...verbs.filter((verb) => !known.verbs.includes(verb)).map((verb) => `${resource}: ${verb}`));
      }
    }
  }
  return unknown;
}
