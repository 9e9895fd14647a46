import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allRegions,
  consoleHost,
  nativeObjectStorageHost,
  nearestRegions,
  type OciRegion,
  objectStorageEndpoint,
  regionById,
  regionByKeyOrId,
  registryHost,
} from "./regions.ts";

function region(id: string): OciRegion {
  const row = regionById(id);
  if (!row) throw new Error(`no region ${id}`);
  return row;
}

describe("region table", () => {
  it("tells the two Frankfurts apart: one digit, another realm", () => {
    expect(region("eu-frankfurt-1")).toEqual({
      id: "eu-frankfurt-1",
      key: "fra",
      realm: "oc1",
      domain: "oraclecloud.com",
      country: "DE",
      city: "Frankfurt",
      eea: true,
      availabilityDomains: 3,
    });
    expect(region("eu-frankfurt-2")).toMatchObject({ realm: "oc19", domain: "oraclecloud.eu", availabilityDomains: 1 });
  });

  it.each(["eu-zurich-1", "eu-jovanovac-1", "eu-crissier-1", "eu-dcc-zurich-1"])(
    "does not take %s for the EEA",
    (id) => {
      expect(region(id).eea).toBe(false);
    },
  );

  it("has each identifier and each key once, and no key that is another region's identifier", () => {
    const names = allRegions().flatMap((row) => [row.id, row.key]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("has one domain for each realm", () => {
    const domains = new Map(allRegions().map((row) => [row.realm, row.domain]));
    for (const row of allRegions()) expect(row.domain).toBe(domains.get(row.realm));
  });

  it("gives three availability domains to the five regions that have them", () => {
    const three = allRegions().filter((row) => row.availabilityDomains === 3);
    expect(three.map((row) => row.id).sort()).toEqual([
      "eu-frankfurt-1",
      "uk-london-1",
      "us-ashburn-1",
      "us-chicago-1",
      "us-phoenix-1",
    ]);
  });
});

describe("finding a region", () => {
  const anyRegion = fc.constantFrom(...allRegions());

  it("ignores letter case and white space around", () => {
    fc.assert(
      fc.property(anyRegion, (row) => {
        expect(regionById(` ${row.id.toUpperCase()}\t`)).toBe(row);
        expect(regionByKeyOrId(row.key.toUpperCase())).toBe(row);
        expect(regionByKeyOrId(row.id)).toBe(row);
      }),
    );
  });

  it("guesses nothing: a key, a prefix or a longer name is no identifier", () => {
    fc.assert(
      fc.property(anyRegion, fc.constantFrom("-1", "x", "0"), (row, tail) => {
        expect(regionById(row.key)).toBeUndefined();
        expect(regionById(row.id + tail)).toBeUndefined();
        expect(regionById(row.id.slice(0, -1))).toBeUndefined();
      }),
    );
    expect(regionById("eu-frankfurt-3")).toBeUndefined();
    expect(regionById("toString")).toBeUndefined();
  });

  it.each([
    ["eu-frankfurt1", "eu-frankfurt-1"],
    ["eu-frankfurt-3", "eu-frankfurt-1"],
    ["frankfurt", "eu-frankfurt-1"],
    ["FRA", "eu-frankfurt-1"],
    ["eu-amsterdm-1", "eu-amsterdam-1"],
  ])("suggests for %s first %s", (text, suggestion) => {
    expect(nearestRegions(text)[0]).toBe(suggestion);
    expect(nearestRegions(text).length).toBeLessThanOrEqual(3);
  });

  it("suggests nothing for what is like no region", () => {
    expect(nearestRegions("europe-west3")).toEqual([]);
  });
});

describe("endpoints", () => {
  it.each([
    ["eu-frankfurt-1", "objectstorage.eu-frankfurt-1.oraclecloud.com", "ocir.eu-frankfurt-1.oci.oraclecloud.com"],
    ["eu-frankfurt-2", "objectstorage.eu-frankfurt-2.oraclecloud.eu", "ocir.eu-frankfurt-2.oci.oraclecloud.eu"],
  ])("of %s are in the realm's own domain", (id, objectStorage, registry) => {
    expect(nativeObjectStorageHost(region(id))).toBe(objectStorage);
    expect(objectStorageEndpoint(region(id), "acme")).toBe(`https://acme.compat.${objectStorage}`);
    expect(registryHost(region(id))).toBe(registry);
  });

  it("know the console of the two realms that publish it, and of no other", () => {
    expect(consoleHost(region("eu-frankfurt-1"))).toBe("cloud.oracle.com");
    expect(consoleHost(region("eu-madrid-2"))).toBe("cloud.oracle.eu");
    expect(consoleHost(region("eu-dcc-dublin-1"))).toBeUndefined();
  });
});
