import type { PlannedInvoke, PlannedResource } from "../model.ts";

/**
 * Parents before their children, siblings by URN. The order in which registrations arrive depends on how the answers
 * to earlier ones interleave, so it may differ between two runs; this order depends on the set of resources alone.
 */
export function inTreeOrder(resources: readonly PlannedResource[]): PlannedResource[] {
  const children = new Map<string, PlannedResource[]>();
  for (const resource of resources) {
    const siblings = children.get(resource.parent);
    if (siblings === undefined) children.set(resource.parent, [resource]);
    else siblings.push(resource);
  }
  const ordered: PlannedResource[] = [];
  // A stack of its own instead of recursion: a parent chain may be deeper than the call stack.
  const pending = [byUrnDescending(children.get("") ?? [])];
  for (let level = pending.at(-1); level !== undefined; level = pending.at(-1)) {
    const next = level.pop();
    if (next === undefined) {
      pending.pop();
    } else {
      ordered.push(next);
      pending.push(byUrnDescending(children.get(next.urn) ?? []));
    }
  }
  return ordered;
}

function byUrnDescending(resources: readonly PlannedResource[]): PlannedResource[] {
  return resources.toSorted((a, b) => (a.urn < b.urn ? 1 : -1));
}

/** By function, then by arguments: calls are sent as their arguments become known, which may differ between runs. */
export function inInvokeOrder(invokes: readonly PlannedInvoke[]): PlannedInvoke[] {
  return invokes
    .map((invoke) => ({ invoke, key: `${invoke.token} ${JSON.stringify(invoke.args)}` }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ invoke }) => invoke);
}
