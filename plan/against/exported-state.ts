import type { PropertyMap } from "../engine/codec.ts";

/** What `pulumi stack export` says of a stack, as far as a change can be judged by it. */
export interface ExportedState {
  /** `""` for a stack without resources: nothing in the file says whose it is. */
  readonly project: string;
  readonly stack: string;
  /** SHA-256, in hexadecimal, of the bytes that all of this was read from. */
  readonly sha256: string;
  /** When the state was written, ISO 8601; `""` when the file does not say. */
  readonly writtenAt: string;
  readonly resources: readonly StateResource[];
  /** Operations that an interrupted run left behind, e.g. `creating`. */
  readonly pending: readonly { readonly operation: string; readonly urn: string }[];
}

/**
 * One resource of a state. Secrets that the export holds encrypted are a secret around an unknown value: nothing can be
 * compared with them.
 */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly custom: boolean;
  /** URN of the component that it belongs to; `""` for the stack itself. */
  readonly parent: string;
  /** Read by the program, not managed by it. */
  readonly external: boolean;
  readonly protect: boolean;
  /** The next `pulumi up` replaces it whatever has changed. */
  readonly taint: boolean;
  readonly retainOnDelete: boolean;
  /** The old half of a replacement that was interrupted; the next `pulumi up` deletes it. */
  readonly delete: boolean;
  /** Deleted to be replaced, and not made again yet. */
  readonly pendingReplacement: boolean;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  /** URN of the provider that serves it; `""` for components and providers. */
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URN of what takes it along when it is deleted; `""` when it is deleted by itself. */
  readonly deletedWith: string;
}
