import type { SecretText } from "../../secret-text.ts";

/** What the outputs of a stack say about the platform, as far as it can be checked from outside. */
export interface SmokePlatform {
  readonly name: string;
  /** The gateway's name. */
  readonly host: string;
  readonly registryHost: string;
  /** Where presigned URLs must lead. */
  readonly storeUrl: string;
  /** PEM of the authority that the edge's certificate is from, when it is none that everybody trusts. */
  readonly authority: string | undefined;
  readonly token: SecretText;
  /** Names that Beta9 must know: pools of the cluster, and pools of contributors. */
  readonly pools: { readonly cluster: readonly string[]; readonly contributor: readonly string[] };
}
