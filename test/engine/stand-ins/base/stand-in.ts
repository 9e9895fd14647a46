import type { PropertyMap } from "../../../../plan/engine/codec.ts";

/** What a provider says about an object: its id and everything that is known of it, the inputs included. */
export interface Made {
  readonly id: string;
  readonly outputs: PropertyMap;
}

/** How wanted inputs differ from those that an object was made with. */
export interface Difference {
  /** Paths of inputs that differ, e.g. `spec.replicas` or `cidrBlocks[0]`. */
  readonly changed: readonly string[];
  /** Those among them that the cloud can change by making another object only. */
  readonly replaces: readonly string[];
  /** The old object must go first: both can not exist at a time. */
  readonly deleteBeforeReplace: boolean;
}

export interface Found extends Made {
  readonly inputs: PropertyMap;
}

/** The last known state of an object, as the engine hands it to a provider. */
export interface Known {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/**
 * A provider plug-in's part of the work, without the wire. Every method may throw an Error whose message is what the
 * cloud would have answered. In a preview nothing may be made, changed or deleted.
 */
export interface StandIn {
  /** Package that it stands in for, e.g. `oci`. */
  readonly package: string;
  /** Told the provider's own inputs before anything else. @default they are ignored */
  configure?(inputs: PropertyMap): void;
  /** Provider inputs with which everything below the provider would be another one. @default none */
  providerReplaces?(old: PropertyMap, wanted: PropertyMap): readonly string[];
  /**
   * Inputs as they are taken, with the provider's defaults.
   * @throws Error for a type that it does not know, or inputs that it refuses
   */
  check(type: string, wanted: PropertyMap, old: PropertyMap): PropertyMap;
  diff(type: string, known: Known, wanted: PropertyMap): Promise<Difference> | Difference;
  create(type: string, inputs: PropertyMap, preview: boolean): Promise<Made> | Made;
  /** `undefined`: it is gone. `known` is empty but for the id when a program refers to an object that it did not make. */
  read(type: string, known: Known): Promise<Found | undefined> | Found | undefined;
  update(type: string, known: Known, wanted: PropertyMap, preview: boolean): Promise<PropertyMap> | PropertyMap;
  delete(type: string, known: Known): Promise<void> | void;
  /** Answers a provider function. @throws Error for a function that it does not know */
  invoke(token: string, args: PropertyMap): Promise<PropertyMap> | PropertyMap;
}

/** The object was made, but is not as it should be: the engine keeps it and tries to mend it with the next update. */
export class MadeButFailed extends Error {
  readonly made: Made;
  constructor(made: Made, reason: string) {
    super(reason);
    this.made = made;
  }
}
