import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderDiagram } from "./diagram.ts";
import { sharedPrefix } from "./diagram-content.ts";
import { type Element, elementsOf, readHtml, textOf } from "./testing/read-html.ts";
import { prodFra, withViolations } from "./testing/sample-plan.ts";

const manyPools = Array.from({ length: 1000 }, (_, index) => ({
  name: `p${index}`,
  shape: "BM.GPU.L40S.4",
  gpu: "L40S",
  max: 4,
}));
const boxes = (element: Element) =>
  elementsOf(element).filter(
    ({ name, attributes }) => name === "rect" && attributes.height === "44" && attributes.class !== "edge",
  );

const placeOf = ({ attributes: { x, y, width, height } }: Element) =>
  [x, y, width, height].map(Number) as [number, number, number, number];

describe("the picture of an environment", () => {
  it("counts what does not fit instead of growing with it", () => {
    const picture = readHtml(renderDiagram(prodFra(manyPools)).source);
    expect(textOf(picture)).toContain("and 990 more");
    expect(boxes(picture).length).toBeLessThan(40);
  });

  it("never leaves out a violating machine in favour of others", () => {
    const plan = prodFra(manyPools);
    const last = plan.resources.find(({ name }) => name === "cloud-p999-pool");
    const [finding] = withViolations().findings.filter(({ level }) => level === "mandatory");
    if (finding === undefined || last === undefined) throw new Error("the sample has neither");
    const findings = [{ ...finding, urn: last.urn }];
    expect(renderDiagram({ ...plan, findings }).source).toContain("✗ p999");
  });

  it("draws every box inside the picture and none over another", () => {
    const svg = readHtml(renderDiagram(withViolations()).source);
    const [, , width = 0, height = 0] = (elementsOf(svg)[0]?.attributes.viewBox ?? "").split(" ").map(Number);
    const places = boxes(svg).map(placeOf);
    for (const [x, y, w, h] of places) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + w).toBeLessThanOrEqual(width);
      expect(y + h).toBeLessThanOrEqual(height);
    }
    const panels = elementsOf(svg)
      .filter(({ attributes }) => attributes.class === "panel")
      .map(placeOf);
    const free = places.filter(
      ([x, y, w, h]) => !panels.some(([px, py, pw, ph]) => x >= px && y >= py && x + w <= px + pw && y + h <= py + ph),
    );
    expect(free, "only the internet and the copies stand outside a panel").toHaveLength(2);
    for (const some of [places, panels]) {
      for (const [index, [x, y, w, h]] of some.entries()) {
        for (const [otherX, otherY, otherW, otherH] of some.slice(index + 1)) {
          expect(otherX >= x + w || otherX + otherW <= x || otherY >= y + h || otherY + otherH <= y).toBe(true);
        }
      }
    }
  });
});

describe("names of one panel", () => {
  it("lose the words that they share and never become empty or alike", () => {
    expect(sharedPrefix(["prod-fra-net-api", "prod-fra-net-pods"])).toBe("prod-fra-net-".length);
    expect(sharedPrefix(["prod-fra-net-api"])).toBe(0);
    const name = fc.string({ unit: fc.constantFrom("a", "-"), maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 3 }), (names) => {
        const short = names.map((some) => some.slice(sharedPrefix(names)));
        expect(new Set(short).size).toBe(names.length);
        for (const [index, some] of short.entries()) expect(some === "").toBe(names[index] === "");
      }),
      { numRuns: 1000 },
    );
  });
});
