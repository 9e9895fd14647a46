import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlaceholder, type Ocid, ocidProblems, parseOcid } from "./ocid.ts";
import { allRegions, type OciRegion, regionById } from "./regions.ts";

function region(id: string): OciRegion {
  const row = regionById(id);
  if (!row) throw new Error(`no region ${id}`);
  return row;
}

function ocid(text: string): Ocid {
  const parsed = parseOcid(text);
  if (parsed.kind !== "ocid") throw new Error(`${text} ${parsed.message}`);
  return parsed;
}

const frankfurt = region("eu-frankfurt-1");

describe("parseOcid", () => {
  it("reads back every OCID that can be written", () => {
    const parts = fc.record({
      type: fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/),
      realm: fc.nat(99).map((number) => `oc${number}`),
      region: fc.constantFrom("", ...allRegions().flatMap((row) => [row.id, row.key])),
      unique: fc.stringMatching(/^[a-z0-9]{1,60}(\.[a-z0-9]{1,60})?$/),
    });
    fc.assert(
      fc.property(parts, ({ type, realm, region: place, unique }) => {
        const text = `ocid1.${type}.${realm}.${place}.${unique}`;
        expect(parseOcid(` ${text}\n`)).toEqual({ kind: "ocid", type, realm, region: place, unique });
      }),
    );
  });

  it.each([
    ["", 'begins with "" where an OCID begins with "ocid1"'],
    ["tenancy.oc1..aaaa", 'begins with "tenancy" where an OCID begins with "ocid1"'],
    ["ocid1.tenancy.oc1", "has 3 parts where an OCID has at least 5"],
    ["ocid1.tenancy.oc1.aaaa", "has 4 parts where an OCID has at least 5"],
    ["ocid1.Tenancy.oc1..aaaa", 'has the resource type "Tenancy"'],
    ["ocid1.tenancy.eu..aaaa", 'has the realm "eu" where "oc1", "oc19", … stands'],
    ["ocid1.image.oc1.Frankfurt 1.aaaa", 'has the region "Frankfurt 1"'],
    ["ocid1.tenancy.oc1..", "has no unique part of letters and digits"],
    ["ocid1.tenancy.oc1..<your tenancy>", "has no unique part of letters and digits"],
  ])("says of %j that it %s", (text, message) => {
    expect(parseOcid(text)).toEqual({ kind: "not-an-ocid", message });
  });

  it("never throws, whatever the text", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseOcid(text)));
    fc.assert(fc.property(fc.string(), (text) => void parseOcid(`ocid1.${text}`)));
  });
});

describe("ocidProblems", () => {
  it("finds none in an OCID of the region, written with its identifier or its key, or of no region", () => {
    for (const place of ["eu-frankfurt-1", "fra", ""]) {
      expect(
        ocidProblems(ocid(`ocid1.image.oc1.${place}.aaaa`), { region: frankfurt, expectedTypes: ["image"] }),
      ).toEqual([]);
    }
  });

  it("names the tenancy of another realm", () => {
    expect(ocidProblems(ocid("ocid1.tenancy.oc1..aaaa"), { region: region("eu-frankfurt-2") })).toEqual([
      {
        kind: "realm",
        found: "oc1",
        expected: "oc19",
        message: "belongs to realm oc1, but eu-frankfurt-2 is in realm oc19",
      },
    ]);
  });

  it("names an image of another region, by identifier even when the OCID has a key", () => {
    expect(ocidProblems(ocid("ocid1.image.oc1.iad.aaaa"), { region: frankfurt })).toEqual([
      {
        kind: "region",
        found: "us-ashburn-1",
        expected: "eu-frankfurt-1",
        message: "belongs to region us-ashburn-1, not to eu-frankfurt-1",
      },
    ]);
  });

  it("does not accept a region that the table does not have", () => {
    expect(ocidProblems(ocid("ocid1.image.oc1.eu-frankfurt-9.aaaa"), { region: frankfurt })).toMatchObject([
      { kind: "region", found: "eu-frankfurt-9" },
    ]);
  });

  it("names a wrong type together with the rest", () => {
    const problems = ocidProblems(ocid("ocid1.instance.oc19.eu-madrid-2.aaaa"), {
      region: frankfurt,
      expectedTypes: ["image", "imagefamily"],
    });
    expect(problems.map((problem) => problem.kind)).toEqual(["type", "realm", "region"]);
    expect(problems[0]?.message).toBe("names a resource of type instance, not image or imagefamily");
  });

  it("accepts in a region exactly the OCIDs of that region", () => {
    const anyRegion = fc.constantFrom(...allRegions());
    fc.assert(
      fc.property(anyRegion, anyRegion, (here, there) => {
        const problems = ocidProblems(ocid(`ocid1.image.${there.realm}.${there.id}.aaaa`), { region: here });
        expect(problems.length === 0).toBe(here === there);
      }),
    );
  });
});

describe("isPlaceholder", () => {
  it("knows an OCID that its owner has still to fill in", () => {
    expect(isPlaceholder(ocid("ocid1.tenancy.oc1..replace-me-with-your-tenancy"))).toBe(true);
    expect(isPlaceholder(ocid("ocid1.tenancy.oc1..aaaareplace-me"))).toBe(false);
  });
});
