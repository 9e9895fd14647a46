import { describe, expect, it } from "vitest";
import { fieldOf, inside, item, nameOf, pathOf, perKey, plainName, property, under, type Where } from "./where.ts";

/** A place by its steps: a text is a key, a number an index. */
const at = (...steps: readonly (string | number)[]) =>
  steps.reduce<Where | undefined>(
    (parent, step) => (typeof step === "string" ? property(parent, step) : item(parent as Where, step)),
    undefined,
  ) as Where;

describe("pathOf", () => {
  it.each([
    [["spec", "containers", 0, "image"], "spec.containers[0].image"],
    [["_a", "$b", "Cd-1_$"], "_a.$b.Cd-1_$"],
    [["data", "app.json", "url"], 'data["app.json"].url'],
    [["a", "1st"], 'a["1st"]'],
    [["a", "-x"], 'a["-x"]'],
    [["a", "b c"], 'a["b c"]'],
    [["a", 'say "x"'], 'a["say \\"x\\""]'],
    [["a", ""], 'a[""]'],
    [["x.y", "z"], '["x.y"].z'],
  ])("writes %j as %s", (steps, path) => {
    expect(pathOf(at(...steps))).toBe(path);
  });

  it("has nothing to say of the root", () => {
    expect(pathOf(undefined)).toBe("");
  });

  it("marks where decoded text begins, and leaves the mark of JSON out before a step in it", () => {
    const json = inside(at("data", "app.json"), "json");
    expect(pathOf(json)).toBe('data["app.json"]#json');
    expect(pathOf(property(json, "url"))).toBe('data["app.json"]#url');
    expect(pathOf(item(json, 3))).toBe('data["app.json"]#[3]');
    expect(pathOf(property(inside(property(json, "b"), "json"), "c"))).toBe('data["app.json"]#b#c');
    expect(pathOf(item(inside(item(json, 1), "json"), 2))).toBe('data["app.json"]#[1]#[2]');
    expect(pathOf(inside(inside(at("data"), "base64"), "L12", "url"))).toBe("data#base64#L12");
  });

  it("prints no step that has no name of its own", () => {
    expect(pathOf(inside(inside(at("data"), undefined, "section"), "L2"))).toBe("data#L2");
  });
});

describe("decoded", () => {
  it("holds of all that is inside decoded text, and of nothing else", () => {
    const plain = at("a", 0, "b");
    expect(plain.decoded).toBe(false);
    const line = inside(plain, "L1", "url");
    expect([line, property(line, "c"), item(line, 0), property(item(line, 0), "d")].map((w) => w.decoded)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });
});

describe("nameOf", () => {
  it("calls items of lists, and text inside them, what their list is called", () => {
    expect(nameOf(at("spec", "zones"))).toBe("zones");
    expect(nameOf(at("spec", "zones", 0, 1))).toBe("zones");
    expect(nameOf(inside(at("spec", "zones", 0), "base64"))).toBe("zones");
  });

  it("takes the key that a text gives for the nearest", () => {
    expect(nameOf(inside(at("data"), "L4", "url"))).toBe("url");
  });

  it("has no name for the root", () => {
    expect(nameOf(undefined)).toBe("");
  });
});

describe("fieldOf", () => {
  it("joins the keys and leaves out indexes and marks of decoded text", () => {
    expect(fieldOf(at("spec", "containers", 0, "image"))).toBe("spec.containers.image");
    expect(fieldOf(property(inside(at("data", "config"), "json"), "region"))).toBe("data.config.region");
  });
});

describe("under", () => {
  it("asks the key of a place and each key above it", () => {
    const place = at("spec", "backup", 0, "url");
    expect(["spec", "backup", "url", "zone"].map((key) => under(place, (k) => k === key))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("does not ask items of lists, which have no key", () => {
    expect(under(at("spec", "zones", 0), (key) => key === "")).toBe(false);
  });
});

describe("perKey", () => {
  const counted = () => {
    const asked: string[] = [];
    const read = perKey((key) => {
      asked.push(key);
      return key === "none" ? undefined : key.toUpperCase();
    });
    return { asked, read };
  };

  it("reads a key once, also where it comes to nothing", () => {
    const { asked, read } = counted();
    expect(["a", "none", "b", "a", "none"].map(read)).toEqual(["A", undefined, "B", "A", undefined]);
    expect(asked).toEqual(["a", "none", "b"]);
  });

  it("keeps no long key, of which a text may bring any number", () => {
    const { asked, read } = counted();
    const long = "k".repeat(1000);
    expect([long, long].map(read)).toEqual([long.toUpperCase(), long.toUpperCase()]);
    expect(asked).toHaveLength(2);
  });

  it("forgets when it knows too many keys", () => {
    const { asked, read } = counted();
    for (let n = 0; n < 10_000; n++) read(`k${n}`);
    read("k0");
    expect(asked.filter((key) => key === "k0")).toHaveLength(2);
    read("k0");
    expect(asked.filter((key) => key === "k0")).toHaveLength(2);
  });
});

describe("plainName", () => {
  it.each(["AWS_REGION", "awsRegion", "aws-region", "aws.region", "AWS region"])("takes %s for awsregion", (key) => {
    expect(plainName(key)).toBe("awsregion");
  });

  it("keeps digits", () => {
    expect(plainName("S3_Bucket-2")).toBe("s3bucket2");
  });
});
