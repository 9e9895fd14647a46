import { describe, expect, it } from "vitest";
import { availabilityDomainName, availabilityDomainNumbers } from "./availability-domains.ts";
import { chooseAllServices } from "./oracle-services.ts";
import { regionById } from "./regions.ts";

describe("availabilityDomainName", () => {
  const names = ["Uocm:EU-FRANKFURT-1-AD-3", "Uocm:EU-FRANKFURT-1-AD-1", "Uocm:EU-FRANKFURT-1-AD-12"];

  it("goes by the number at the end, in whatever order they are listed", () => {
    expect(availabilityDomainName(names, 1)).toBe("Uocm:EU-FRANKFURT-1-AD-1");
    expect(availabilityDomainName(names, 3)).toBe("Uocm:EU-FRANKFURT-1-AD-3");
  });

  it("does not take domain 12 for domain 2", () => {
    expect(() => availabilityDomainName(names, 2)).toThrow(
      /availability domain 2 is not among Uocm:EU-FRANKFURT-1-AD-3/,
    );
  });
});

describe("availabilityDomainNumbers", () => {
  it.each([
    ["eu-frankfurt-1", [1, 2, 3]],
    ["eu-frankfurt-2", [1]],
  ])("knows those of %s without asking", (id, numbers) => {
    const region = regionById(id);
    expect(region && availabilityDomainNumbers(region)).toEqual(numbers);
  });
});

describe("chooseAllServices", () => {
  const objects = { id: "o", name: "OCI FRA Object Storage", cidrBlock: "oci-fra-objectstorage" };

  it("takes the bundle of all services, not the one of object storage", () => {
    const all = { id: "a", name: "All FRA Services In Oracle Services Network", cidrBlock: "all-fra" };
    expect(chooseAllServices([objects, all])).toEqual({ serviceOcid: "a", cidrLabel: "all-fra" });
  });

  it("names what there is when the bundle is missing", () => {
    expect(() => chooseAllServices([objects])).toThrow("there is OCI FRA Object Storage");
  });
});
