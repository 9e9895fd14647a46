import rpc from "@pulumi/pulumi/runtime/rpc.js";
import fc from "fast-check";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, it } from "vitest";
import { decodeProperties, encodeOutput, encodeProperties, type PropertyMap, unknownSentinel } from "./codec.ts";
import { AssetValue, type PropertyValue, ResourceReference, SecretValue, UnknownValue } from "./values.ts";

/** google-protobuf keeps a map's entries on a plain object, so this one key never reaches the wire. */
const key = fc.string().filter((text) => text !== "__proto__");
const urn = "urn:pulumi:dev::kit::a:b:C::name";

const { value: anyValue } = fc.letrec<{ value: PropertyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<PropertyValue>(null, true, false, UnknownValue.instance),
    fc.double({ noNaN: true }),
    fc.string(),
    fc.string().map((id) => new ResourceReference(urn, id === "" ? undefined : id)),
    fc.constantFrom("file", "text", "remote").chain((kind) => fc.string().map((text) => new AssetValue(kind, text))),
    tie("value").map((element) => new SecretValue(element)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const anyProperties = fc.dictionary(key, anyValue, { maxKeys: 5, noNullPrototype: true });

const roundTrip = (properties: PropertyMap) => {
  const bytes = encodeProperties(properties, { resourceReferences: true }).serializeBinary();
  return decodeProperties(struct.Struct.deserializeBinary(bytes));
};
const fromWire = (json: Record<string, unknown>) => decodeProperties(struct.Struct.fromJavaScript(json as never));

describe("the wire format", () => {
  it("gives back every value after a trip over the wire", () => {
    fc.assert(
      fc.property(anyProperties, (properties) => {
        expect(roundTrip(properties)).toEqual(properties);
      }),
    );
  });

  it("uses the marks of the installed SDK", () => {
    const mark = rpc.specialSigKey;
    const wire = {
      secret: { [mark]: rpc.specialSecretSig, value: "s" },
      output: { [mark]: rpc.specialOutputValueSig, value: "o", secret: true, dependencies: [urn] },
      pending: { [mark]: rpc.specialOutputValueSig },
      reference: { [mark]: rpc.specialResourceSig, urn, id: rpc.unknownValue },
      text: { [mark]: rpc.specialAssetSig, text: "t" },
      archive: { [mark]: rpc.specialArchiveSig, path: "./dir" },
      unknown: rpc.unknownValue,
    };
    expect(fromWire(wire)).toEqual({
      secret: new SecretValue("s"),
      output: new SecretValue("o"),
      pending: UnknownValue.instance,
      reference: new ResourceReference(urn, UnknownValue.instance),
      text: new AssetValue("text", "t"),
      archive: new AssetValue("archive", { path: "./dir" }),
      unknown: UnknownValue.instance,
    });
  });

  it("takes a text with an unknown pasted into it for unknown", () => {
    expect(fromWire({ host: `https://${unknownSentinel}.example.eu` })).toEqual({ host: UnknownValue.instance });
  });

  it("takes the unknown marks of numbers and objects for unknown too", () => {
    const properties = { port: "3eeb2bf0-c639-47a8-9e75-3b44932eb421", spec: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff" };
    expect(fromWire(properties)).toEqual({ port: UnknownValue.instance, spec: UnknownValue.instance });
  });

  it("refuses a mark that it does not know", () => {
    expect(() => fromWire({ odd: { [rpc.specialSigKey]: "cafe" } })).toThrow('"cafe"');
  });

  it("sends a reference as its id, or its URN, to receivers that know no references", () => {
    const properties = {
      custom: new ResourceReference(urn, "id-1"),
      pending: new ResourceReference(urn, UnknownValue.instance),
      component: new ResourceReference(urn, undefined),
    };
    expect(encodeProperties(properties).toJavaScript()).toEqual({
      custom: "id-1",
      pending: unknownSentinel,
      component: urn,
    });
  });

  it("leaves engine-internal keys out at every depth when asked to", () => {
    const sent = encodeProperties({ __internal: 1, spec: { __defaults: [], replicas: 2 } }, { skipInternalKeys: true });
    expect(sent.toJavaScript()).toEqual({ spec: { replicas: 2 } });
  });

  it("wraps a secret unknown as an output without a value", () => {
    const value = encodeOutput(new SecretValue(UnknownValue.instance), [urn], { outputValues: true });
    expect(value.toJavaScript()).toEqual({
      [rpc.specialSigKey]: rpc.specialOutputValueSig,
      secret: true,
      dependencies: [urn],
    });
  });
});
