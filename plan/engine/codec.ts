import type { Struct, Value } from "google-protobuf/google/protobuf/struct_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "./values.ts";

export type PropertyMap = Readonly<Record<string, PropertyValue>>;

/*
 * Marks of the wire format: sdk/go/common/resource/properties.go and sdk/go/common/resource/plugin/rpc.go of
 * pulumi/pulumi, repeated in the Node SDK's runtime/rpc.js. A map that holds `signatureKey` stands for a value that
 * JSON has no form for.
 */
export const signatureKey = "4dabf18193072939515e22adb298388d";
export const signature = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
} as const;

/** Stands for an unknown value of any kind on the wire; the only one that SDKs send. */
export const unknownSentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Every unknown mark that engines and providers know: string, boolean, number, array, asset, archive, object. */
const unknownSentinels = new RegExp(
  [
    unknownSentinel,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  ].join("|"),
);

/** What a receiver understands; what it does not is sent in the form that the engine falls back to. */
export interface EncodeOptions {
  /** Secrets and unknowns as output values, as transforms expect them. */
  readonly outputValues?: boolean;
  /** Resource references as such; otherwise as the id, or as the URN when there is none. */
  readonly resourceReferences?: boolean;
  /** Leave out map keys that begin with `__`, as the engine does for policy packs. */
  readonly skipInternalKeys?: boolean;
}

export function decodeProperties(message: Struct | undefined): PropertyMap {
  return message === undefined ? {} : decodeFields(message);
}

export function encodeProperties(properties: PropertyMap, options: EncodeOptions = {}): Struct {
  const message = new struct.Struct();
  const fields = message.getFieldsMap();
  for (const key of Object.keys(properties)) {
    if (options.skipInternalKeys === true && key.startsWith("__")) continue;
    fields.set(key, encodeValue(properties[key] ?? null, options));
  }
  return message;
}

/** An output value: what a property is to a program that must see whether it is secret and on what it depends. */
export function encodeOutput(value: PropertyValue, dependencies: readonly string[], options: EncodeOptions): Value {
  const secret = value instanceof SecretValue;
  const element = secret ? value.element : value;
  return marked(signature.output, {
    ...(element instanceof UnknownValue ? {} : { value: encodeValue(element, options) }),
    ...(secret ? { secret: encodeValue(true, options) } : {}),
    ...(dependencies.length > 0 ? { dependencies: encodeValue(dependencies, options) } : {}),
  });
}

function decodeFields(message: Struct): Record<string, PropertyValue> {
  const result: Record<string, PropertyValue> = {};
  for (const [key, value] of message.getFieldsMap().entries()) result[key] = decodeValue(value);
  return result;
}

function decodeValue(value: Value): PropertyValue {
  switch (value.getKindCase()) {
    case struct.Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case struct.Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case struct.Value.KindCase.STRING_VALUE:
      return decodeString(value.getStringValue());
    case struct.Value.KindCase.LIST_VALUE:
      return value.getListValue()?.getValuesList().map(decodeValue) ?? [];
    case struct.Value.KindCase.STRUCT_VALUE:
      return decodeMap(value.getStructValue() ?? new struct.Struct());
    default:
      return null;
  }
}

/** A text into which an unknown was pasted is itself unknown: only the cloud can complete it. */
export function decodeString(text: string): PropertyValue {
  return text.length >= unknownSentinel.length && unknownSentinels.test(text) ? UnknownValue.instance : text;
}

function decodeMap(message: Struct): PropertyValue {
  const mark = message.getFieldsMap().get(signatureKey)?.getStringValue();
  const fields = decodeFields(message);
  switch (mark) {
    case undefined:
      return fields;
    case signature.secret:
      return new SecretValue(fields.value ?? null);
    case signature.output: {
      const element = fields.value === undefined ? UnknownValue.instance : fields.value;
      return fields.secret === true ? new SecretValue(element) : element;
    }
    case signature.resource:
      return decodeReference(fields);
    case signature.asset:
      return decodeAsset(fields);
    case signature.archive:
      delete fields[signatureKey];
      return new AssetValue("archive", fields);
    default:
      throw new Error(`the value mark "${mark}" is not one that this engine knows`);
  }
}

function decodeReference(fields: PropertyMap): ResourceReference {
  const { urn, id } = fields;
  if (typeof urn !== "string") throw new Error("a resource reference without a URN");
  if (id === "" || id instanceof UnknownValue) return new ResourceReference(urn, UnknownValue.instance);
  return new ResourceReference(urn, typeof id === "string" ? id : undefined);
}

function decodeAsset(fields: PropertyMap): AssetValue {
  if (fields.path !== undefined) return new AssetValue("file", fields.path);
  if (fields.uri !== undefined) return new AssetValue("remote", fields.uri);
  return new AssetValue("text", fields.text ?? "");
}

function encodeValue(value: PropertyValue, options: EncodeOptions): Value {
  if (value === null) return new struct.Value().setNullValue(struct.NullValue.NULL_VALUE);
  if (typeof value === "boolean") return new struct.Value().setBoolValue(value);
  if (typeof value === "number") return new struct.Value().setNumberValue(value);
  if (typeof value === "string") return new struct.Value().setStringValue(value);
  if (Array.isArray(value)) {
    const list = new struct.ListValue().setValuesList(value.map((element) => encodeValue(element, options)));
    return new struct.Value().setListValue(list);
  }
  if (options.outputValues === true && (value instanceof SecretValue || value instanceof UnknownValue)) {
    return encodeOutput(value, [], options);
  }
  if (value instanceof SecretValue) return marked(signature.secret, { value: encodeValue(value.element, options) });
  if (value instanceof UnknownValue) return new struct.Value().setStringValue(unknownSentinel);
  if (value instanceof ResourceReference) return encodeReference(value, options);
  if (value instanceof AssetValue) return encodeAsset(value, options);
  return new struct.Value().setStructValue(encodeProperties(value as PropertyMap, options));
}

function encodeReference({ urn, id }: ResourceReference, options: EncodeOptions): Value {
  const encodedId = id === undefined ? {} : { id: encodeValue(id, options) };
  if (options.resourceReferences !== true) return encodedId.id ?? encodeValue(urn, options);
  return marked(signature.resource, { urn: encodeValue(urn, options), ...encodedId });
}

/** The wire's name for what an asset of each kind holds; an archive's content has its own names. */
const assetField = { file: "path", remote: "uri", text: "text" } as const;

function encodeAsset({ kind, content }: AssetValue, options: EncodeOptions): Value {
  if (kind !== "archive") return marked(signature.asset, { [assetField[kind]]: encodeValue(content, options) });
  const fields = Object.entries(content as PropertyMap).map(([key, part]) => [key, encodeValue(part, options)]);
  return marked(signature.archive, Object.fromEntries(fields));
}

function marked(mark: string, fields: Readonly<Record<string, Value>>): Value {
  const message = new struct.Struct();
  const map = message.getFieldsMap();
  map.set(signatureKey, new struct.Value().setStringValue(mark));
  for (const [key, value] of Object.entries(fields)) map.set(key, value);
  return new struct.Value().setStructValue(message);
}
