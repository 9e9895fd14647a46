/**
 * Property values as the engine's wire carries them, decoded to plain data in which secrets, unknowns and
 * resource references stay visible as such. Every reader must decide what it does with each of them.
 */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | readonly PropertyValue[]
  | { readonly [key: string]: PropertyValue }
  | SecretValue
  | UnknownValue
  | ResourceReference
  | AssetValue;

/** A secret. The plain value is inside on purpose, so that policy can judge it; no renderer may print it. */
export class SecretValue {
  readonly element: PropertyValue;
  constructor(element: PropertyValue) {
    this.element = element;
  }
  toJSON(): string {
    return "[secret]";
  }
}

/** A value that only the cloud can give. */
export class UnknownValue {
  static readonly instance = new UnknownValue();
  toJSON(): string {
    return "[unknown]";
  }
}

/** A reference to another resource. */
export class ResourceReference {
  readonly urn: string;
  readonly id: string | UnknownValue | undefined;
  constructor(urn: string, id: string | UnknownValue | undefined) {
    this.urn = urn;
    this.id = id;
  }
  toJSON(): string {
    return this.urn;
  }
}

/** A file, a text or an archive that is handed to a provider as a whole. */
export class AssetValue {
  readonly kind: "file" | "text" | "remote" | "archive";
  /** Path, text or URI. */
  readonly content: PropertyValue;
  constructor(kind: AssetValue["kind"], content: PropertyValue) {
    this.kind = kind;
    this.content = content;
  }
}
