import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../all-rules.ts";
import { CORRECTING_RULES, withCorrections } from "./correction.ts";
import { extract } from "./extract/subject.ts";
import { secretMark } from "./extract/walk.ts";
import type { ResourceRule } from "./rule.ts";
import { parseSettings } from "./settings.ts";

const settings = parseSettings({ profile: "eu-residency", mirror: "registry.example.eu/mirror", today: "2026-11-22" });
const correcting = ALL_RULES.filter((rule): rule is ResourceRule => "check" in rule && rule.correct !== undefined);

const type = "kubernetes:apps/v1:Deployment";
const subjectOf = (properties: object, of = type) => extract({ urn: "u", type: of, name: "n", properties });

function corrected(rule: string, properties: object, of = type): object {
  const found = correcting.find(({ id }) => id === rule);
  return withCorrections(properties, found?.correct?.(subjectOf(properties, of), settings) ?? []);
}

const pod = (...containers: readonly unknown[]) => ({ spec: { template: { spec: { containers } } } });

describe("a rule that corrects", () => {
  it("is one of those that a stack file may name; none of them moves anything", () => {
    expect(correcting.map(({ id }) => id).sort()).toEqual([...CORRECTING_RULES].sort());
    expect(correcting.filter(({ axis }) => axis === "residency")).toEqual([]);
  });

  it.each([
    ["ghcr.io/acme/app:1", "registry.example.eu/mirror/acme/app:1"],
    ["redis", "registry.example.eu/mirror/library/redis"],
    [`quay.io/a/b:2@sha256:${"a".repeat(64)}`, `registry.example.eu/mirror/a/b:2@sha256:${"a".repeat(64)}`],
  ])("takes %s from the mirror's copy", (image, copy) => {
    expect(corrected("SUP-001", pod({ name: "app", image }))).toEqual(pod({ name: "app", image: copy }));
  });

  it("leaves an image that it does not object to, that is not known, or that is in a text or a secret", () => {
    const left = [
      pod({ image: "registry.example.eu/mirror/acme/app:1" }),
      pod({ image: "ghcr.io/acme/app:04da6b54-80e4-46f7-96ec-b56ff0331ba9" }),
      pod({ image: "$" + "{REGISTRY}/acme/app:1" }),
      pod({ image: secretMark("ghcr.io/acme/app:1") }),
      { data: { "pod.yaml": "containers:\n- image: ghcr.io/acme/app:1\n" } },
      { spec: { image: "ghcr.io/acme/app:1" } },
    ];
    for (const properties of left) expect(corrected("SUP-001", properties)).toBe(properties);
    const task = pod({ image: "ghcr.io/acme/app:1" });
    expect(corrected("SUP-001", task, "aws:ecs/taskDefinition:TaskDefinition")).toBe(task);
  });

  it("tells a program that reports home not to, beside the variables that it has", () => {
    const image = "registry.example.eu/mirror/grafana/grafana:12";
    const off = { name: "GF_ANALYTICS_REPORTING_ENABLED", value: "false" };
    const other = { name: "A", value: "b" };
    expect(corrected("NET-009", pod({ image }))).toEqual(pod({ image, env: [off] }));
    expect(corrected("NET-009", pod({ image, env: [other, { ...off, value: "true" }] }))).toEqual(
      pod({ image, env: [other, off] }),
    );
    const told = pod({ image, env: [off] });
    expect(corrected("NET-009", told)).toBe(told);
    const elsewhere = pod({ image, env: [{ name: off.name, valueFrom: { secretKeyRef: {} } }] });
    expect(corrected("NET-009", elsewhere)).toBe(elsewhere);
  });

  it("leaves nothing that it would correct again, and touches nothing else", () => {
    const images = fc.constantFrom(
      "redis",
      "ghcr.io/a/b:1",
      "registry.example.eu/mirror/a:1",
      "grafana/grafana:12",
      "x y",
    );
    const container = fc.record({ name: fc.string(), image: images, args: fc.array(fc.string()) });
    fc.assert(
      fc.property(fc.array(container, { maxLength: 4 }), fc.constantFrom(...CORRECTING_RULES), (containers, rule) => {
        const once = corrected(rule, pod(...containers));
        expect(corrected(rule, once)).toBe(once);
        const kept = (properties: object) =>
          JSON.stringify(properties, (key, value) => (key === "image" || key === "env" ? undefined : value));
        expect(kept(once)).toBe(kept(pod(...containers)));
      }),
      { numRuns: 50 },
    );
  });
});
