import { describe, expect, it } from "vitest";
import { ResourceReference, SecretValue, UnknownValue } from "../engine/values.ts";
import { renderJson } from "./json.ts";
import { prodFra, withViolations } from "./testing/sample-plan.ts";

/** The same data with the keys of every object in reverse order. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reversed(entry)]),
  ) as T;
}

describe("the plan as JSON", () => {
  it("reads back as the plan", () => {
    expect(JSON.parse(renderJson(withViolations()))).toEqual(withViolations());
  });

  it("is the same text however the program ordered its keys", () => {
    expect(renderJson(reversed(prodFra()))).toBe(renderJson(prodFra()));
  });

  it("begins with what is asked first and ends with a line feed", () => {
    expect(renderJson(prodFra())).toMatch(/^\{\n {2}"stack": "prod-fra",\n {2}"verdict": "pass",\n/);
    expect(renderJson(prodFra())).toMatch(/[^\n]\n$/);
  });

  it("writes the marks of secrets, unknowns and references", () => {
    const outputs = {
      token: new SecretValue({ deep: "hunter2" }),
      id: UnknownValue.instance,
      of: new ResourceReference("urn:x", undefined),
    };
    expect(JSON.parse(renderJson({ ...prodFra(), outputs })).outputs).toEqual({
      token: "[secret]",
      id: "[unknown]",
      of: "urn:x",
    });
  });

  it("keeps a key that is called __proto__", () => {
    const outputs: unknown = JSON.parse('{"__proto__": {"x": 1}}');
    expect(renderJson({ ...prodFra(), outputs })).toContain('"__proto__": {\n      "x": 1');
  });
});
