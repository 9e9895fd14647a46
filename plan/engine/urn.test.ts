import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeUrn, parentTypeOf, parseUrn } from "./urn.ts";

const word = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);
const type = fc.tuple(word, word, word).map((parts) => parts.join(":"));

describe("URNs", () => {
  it("gives back every part that it was made of, whatever the name holds", () => {
    fc.assert(
      fc.property(word, word, fc.array(type, { maxLength: 3 }), type, fc.string(), (stack, project, chain, t, name) => {
        const parts = { stack, project, parentType: chain.join("$"), type: t, name };
        expect(parseUrn(makeUrn(parts))).toEqual(parts);
      }),
    );
  });

  it("keeps a name that contains the separator", () => {
    expect(parseUrn("urn:pulumi:dev::kit::a:b:C::ns::name").name).toBe("ns::name");
  });

  it("chains the types of the ancestors but leaves the stack out", () => {
    const stack = makeUrn({
      stack: "dev",
      project: "kit",
      parentType: "",
      type: "pulumi:pulumi:Stack",
      name: "kit-dev",
    });
    expect(parentTypeOf(stack)).toBe("");
    const network = makeUrn({
      stack: "dev",
      project: "kit",
      parentType: parentTypeOf(stack),
      type: "sgc:oci:Network",
      name: "n",
    });
    const vcn = makeUrn({
      stack: "dev",
      project: "kit",
      parentType: parentTypeOf(network),
      type: "oci:Core/vcn:Vcn",
      name: "v",
    });
    expect(vcn).toBe("urn:pulumi:dev::kit::sgc:oci:Network$oci:Core/vcn:Vcn::v");
    expect(parentTypeOf(vcn)).toBe("sgc:oci:Network$oci:Core/vcn:Vcn");
  });

  it("refuses a text that is no URN, naming it", () => {
    expect(() => parseUrn("ocid1.vcn.oc1..x")).toThrow('"ocid1.vcn.oc1..x" is not a URN');
  });
});
