import { describe, expect, it } from "vitest";
import type { PropertyMap } from "../engine/codec.ts";
import { SecretValue, UnknownValue } from "../engine/values.ts";
import { inStoredForm } from "./stored-form.ts";
import { resourceOf } from "./testing/resources.ts";

const secret = "kubernetes:core/v1:Secret";
const stored = (properties: PropertyMap, type = secret) => inStoredForm(resourceOf(type, "s", properties)).properties;

describe("a Kubernetes Secret in a state", () => {
  it("has what the program says as text in base64", () => {
    expect(stored({ metadata: { name: "s" }, stringData: { user: "ä", password: "x" } })).toEqual({
      metadata: { name: "s" },
      data: { user: "w6Q=", password: "eA==" },
    });
    expect(stored({ data: { a: "eA==", b: "eA==" }, stringData: { b: "y" } })).toEqual({
      data: { a: "eA==", b: "eQ==" },
    });
  });

  it("keeps secret what was secret and unknown what is not known yet, in part or as a whole", () => {
    const unknown = UnknownValue.instance;
    expect(stored({ stringData: new SecretValue({ a: "x", b: unknown }) })).toEqual({
      data: new SecretValue({ a: "eA==", b: unknown }),
    });
    expect(stored({ stringData: { a: new SecretValue("x") } })).toEqual({ data: { a: new SecretValue("eA==") } });
    expect(stored({ data: { a: "eA==" }, stringData: new SecretValue(unknown) })).toEqual({
      data: new SecretValue(unknown),
    });
  });

  it("depends on the same resources as before", () => {
    const propertyDependencies = { stringData: ["urn:b"], data: ["urn:a"], metadata: ["urn:c"] };
    const resource = resourceOf(secret, "s", { stringData: { a: "x" } }, { propertyDependencies });
    expect(inStoredForm(resource).propertyDependencies).toEqual({ data: ["urn:a", "urn:b"], metadata: ["urn:c"] });
  });

  it("is as the program says it when it has no text, and so is every other type", () => {
    expect(stored({ data: { a: "eA==" } })).toEqual({ data: { a: "eA==" } });
    expect(stored({ stringData: { a: "x" } }, "kubernetes:core/v1:ConfigMap")).toEqual({ stringData: { a: "x" } });
  });
});
