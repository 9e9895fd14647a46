import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../model.ts";
import { renderInvalid, renderTerminal } from "./terminal.ts";
import { expectGolden } from "./testing/golden.ts";
import { withChanges } from "./testing/sample-changes.ts";
import { euOwned, invalid, prodFra, sovereignFra, withViolations } from "./testing/sample-plan.ts";

const wide = { color: false, width: 100, unicode: true };
const everyPlan = { prodFra, sovereignFra, euOwned, withViolations, withChanges, invalid };
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are what is removed
const withoutColor = (text: string) => text.replace(/\u001b\[[0-9]*m/g, "");

const manyPools = (count: number) =>
  prodFra(
    Array.from({ length: count }, (_, index) => ({ name: `p${index}`, shape: "BM.GPU.L40S.4", gpu: "L40S", max: 4 })),
  );

describe("the plan on a terminal", () => {
  it.each([
    ["prod-fra", prodFra],
    ["sovereign-fra", sovereignFra],
    ["eu-owned", euOwned],
    ["violations", withViolations],
    ["changes", withChanges],
    ["invalid", invalid],
  ] as const)("reads as golden/%s.txt", (name, plan) => {
    expectGolden(name, renderTerminal(plan(), wide));
  });

  it("reads as golden/narrow-ascii.txt on a narrow terminal without Unicode", () => {
    expectGolden("narrow-ascii", renderTerminal(withViolations(), { color: false, width: 48, unicode: false }));
  });

  it.each(Object.entries(everyPlan))("writes ASCII alone when asked to: %s", (_, plan) => {
    const named = { ...plan(), stack: "münchen-→" };
    const text = renderTerminal(named, { color: false, width: 80, unicode: false });
    expect(text).toMatch(/^[\n -~]*$/);
    expect(text).toContain("m\\u{fc}nchen-->");
  });

  it.each(Object.entries(everyPlan))("stays within the width of the terminal: %s", (_, plan) => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), fc.boolean(), (width, unicode) => {
        for (const line of renderTerminal(plan(), { color: false, width, unicode }).split("\n")) {
          expect([...line].length).toBeLessThanOrEqual(width);
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each(Object.entries(everyPlan))("says the same with colour and without: %s", (_, plan) => {
    const coloured = renderTerminal(plan(), { ...wide, color: true });
    expect(coloured).not.toBe(withoutColor(coloured));
    expect(withoutColor(coloured)).toBe(renderTerminal(plan(), wide));
  });

  it("claims nothing about realm OC1 that is not so", () => {
    expect(renderTerminal(prodFra(), wide)).not.toMatch(/sovereign|cloud act|safe/i);
    expect(renderTerminal(withViolations(), wide)).not.toMatch(/sovereign|cloud act|safe/i);
  });

  it("keeps the two axes on two lines, with the parent and who accepted it until when", () => {
    const lines = renderTerminal(prodFra(), { ...wide, width: 200 }).split("\n");
    expect(lines).toContain("residency     Germany (DE): eu-frankfurt-1");
    expect(lines).toContain(
      "jurisdiction  operated by Oracle Corporation; parent Oracle Corporation, United States (US)",
    );
    expect(lines.find((line) => line.includes("accepted by M. Weber"))).toContain("until 2027-08-31");
  });

  it("says so when nobody declared who stands behind the machines", () => {
    const { residency, ...plan } = euOwned();
    const jurisdiction = { ...residency.jurisdiction, parentCompany: "", parentCountry: "undeclared" };
    const nowhere = { ...residency, residency: { countries: [], regions: ["lab"] }, jurisdiction };
    const lines = renderTerminal({ ...plan, residency: nowhere }, wide).split("\n");
    expect(lines).toContain("residency     country not declared: lab");
    expect(lines).toContain("jurisdiction  operated by Hetzner Online GmbH; parent not declared, country not declared");
  });

  it("lets no value move the cursor, hide text or turn it round", () => {
    const hostile = "x\u001b[2J\u0007\r\nname\u202egnp.exe\u200b";
    const plan: Plan = { ...prodFra(), stack: hostile, outputs: { [hostile]: hostile } };
    const text = renderTerminal(plan, wide);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
    expect(text).toContain("x\\u{1b}[2J\\u{7} name\\u{202e}gnp.exe\\u{200b}");
  });

  it("stays as short for a thousand pools as for twenty, and still counts them all", () => {
    const few = renderTerminal(manyPools(20), wide);
    const many = renderTerminal(manyPools(1000), wide);
    expect(many.split("\n").length).toBe(few.split("\n").length);
    expect(many).toContain("997 more OCI GPU pools  0 to 3,988 nodes, with 997 node pools");
  });

  it("says nothing of changes that nobody asked for, and tells what changes instead of what there is", () => {
    expect(renderTerminal(prodFra(), wide)).not.toContain("data at risk");
    expect(renderTerminal(withChanges(), wide)).not.toContain("├─");
  });

  it("writes out twelve resources of a kind and counts the rest", () => {
    const { changes, ...plan } = withChanges();
    const one = changes?.changes.find(({ kind }) => kind === "update");
    if (changes === undefined || one === undefined) throw new Error("no sample");
    const many = Array.from({ length: 5000 }, (_, index) => ({ ...one, name: `d${index}`, urn: `${one.urn}${index}` }));
    const text = renderTerminal({ ...plan, changes: { ...changes, changes: many } }, wide);
    expect(text).toContain("and 4,988 more resources; --json has all");
    expect(text.split("\n").length).toBeLessThan(250);
  });

  it("names the next step of each verdict", () => {
    const next = (plan: Plan) => /next: (.*)/.exec(renderTerminal(plan, { ...wide, width: 300 }))?.[1];
    expect(next(prodFra())).toBe("check the 2 assumed values, then pulumi up -s prod-fra");
    expect(next(euOwned())).toBe("pulumi up -s eu-owned");
    expect(next(withViolations())).toBe(
      "change cloud.region (Pulumi.prod-fra.yaml:14), buckets.backups.replicateTo.region (Pulumi.prod-fra.yaml:88), then npm run plan -- prod-fra",
    );
    expect(next(withChanges())).toBe("save the data at risk or take the change back, then npm run plan -- prod-fra");
    expect(next(invalid())).toBe("correct the listed values, then npm run plan -- prod-fra");
  });

  it("never presents an amount when nothing has a price", () => {
    const text = renderTerminal(euOwned(), wide);
    expect(text).toContain("nothing in this plan has a known price");
    expect(text).not.toContain("0.00\n");
  });
});

describe("the issues of an invalid configuration", () => {
  it("are all there, from the top of the file down, each with value, accepted values and suggestion", () => {
    const plan = invalid();
    const text = renderInvalid(plan);
    const lines = [...text.matchAll(/^Pulumi\.prod-fra\.yaml:(\d+):5 {2}(\S+)/gm)].map(([, line]) => Number(line));
    expect(lines).toHaveLength(20);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    for (const { path, value, accepted, suggestion } of plan.issues) {
      expect(text).toContain(path);
      expect(text).toContain(`value ${value}`);
      expect(text).toContain(`accepted ${accepted}`);
      expect(text).toContain(suggestion ?? "");
    }
    expect(text).toContain("20 mistakes in the configuration");
  });

  it("name the stack's file when a mistake stands nowhere in it", () => {
    const plan: Plan = { ...invalid(), issues: [{ path: "cloud", message: "is missing", accepted: "an object" }] };
    expect(renderInvalid(plan)).toContain("Pulumi.prod-fra.yaml  cloud  is missing\n  accepted an object\n");
  });

  it("show nothing of a half-made plan", () => {
    expect(renderTerminal(invalid(), wide)).toBe(renderInvalid(invalid(), wide));
  });
});
