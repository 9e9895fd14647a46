/**
 * Bundles every folder of `policies/` that holds a PulumiPolicy.yaml to its `bin/index.cjs`.
 * With `onlyIfStale`, packs are left alone whose inputs are all older than their bundle.
 * @returns the folders of all packs, absolute, sorted.
 */
export function buildPacks(options?: { readonly onlyIfStale?: boolean }): Promise<readonly string[]>;
