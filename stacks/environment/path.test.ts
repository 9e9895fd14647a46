import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathSegments, pathText, valueAt } from "./path.ts";

describe("paths into the configuration", () => {
  it("reads back every path that it writes, whatever the keys", () => {
    const segment = fc.oneof(
      fc.string(),
      fc.nat(1000),
      fc.constantFrom("gpuPools", "l40s", "nvidia.com/gpu", "a]b", '"'),
    );
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), (path) => {
        expect(pathSegments(pathText(path))).toEqual(path);
      }),
    );
  });

  it("writes the form that people know from the file", () => {
    expect(pathText(["discovery", "nodeImages", 0, "ocid"])).toBe("discovery.nodeImages[0].ocid");
    expect(pathText(["gpuPools", "l40s", "nodeSelector", "nvidia.com/gpu"])).toBe(
      'gpuPools.l40s.nodeSelector["nvidia.com/gpu"]',
    );
  });

  it("refuses text that is no path instead of reading half of it", () => {
    expect(() => pathSegments("cloud..region")).toThrow(/character 6/);
    expect(() => pathSegments("a[b")).toThrow();
  });

  it("never walks into what an object inherits", () => {
    expect(valueAt({ cloud: {} }, ["cloud", "constructor"])).toBeUndefined();
    expect(valueAt({}, ["__proto__", "toString"])).toBeUndefined();
  });
});
