import type { Environment } from "./environment.ts";

/** Settings of the kit's policy packs, by the names of their configuration schema. */
export type PolicySettings = Readonly<Record<string, unknown>>;

/** What the packs must know of an environment: what it promises, who signed for exceptions, and which hosts are its own. */
export function policySettings({ residency, edge, registry, images }: Environment): PolicySettings {
  return {
    profile: residency.profile,
    acceptedParents: residency.acceptedParents,
    subprocessors: residency.subprocessors,
    ownDomains: [...new Set([edge.domain, registry.host ?? `registry.${edge.domain}`])],
    mirror: images.mirror,
  };
}
