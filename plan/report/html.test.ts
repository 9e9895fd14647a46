import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../model.ts";
import { renderHtml } from "./html.ts";
import { pageStyle } from "./page-style.ts";
import { type Element, elementsOf, readHtml, textOf } from "./testing/read-html.ts";
import { withChanges } from "./testing/sample-changes.ts";
import { euOwned, invalid, prodFra, sovereignFra, withViolations } from "./testing/sample-plan.ts";

const everyPlan = Object.entries({ prodFra, sovereignFra, euOwned, withViolations, withChanges, invalid });
const page = (plan: Plan) => elementsOf(readHtml(renderHtml(plan)));
const named = (elements: readonly Element[], name: string) => elements.filter((element) => element.name === name);

describe.each(everyPlan)("the HTML report of %s", (_, plan) => {
  it("is one well-formed page with landmarks and headings in order", () => {
    const elements = page(plan());
    for (const landmark of ["header", "nav", "main", "footer", "h1"]) expect(named(elements, landmark)).toHaveLength(1);
    const levels = elements.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []));
    for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
    expect(named(elements, "html")[0]?.attributes.lang).toBe("en");
  });

  it("has no dangling or doubled reference inside itself", () => {
    const elements = page(plan());
    const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const references = elements.flatMap(({ attributes }) => [
      ...(attributes["aria-labelledby"]?.split(" ") ?? []),
      ...(attributes["aria-describedby"]?.split(" ") ?? []),
      ...(attributes.href === undefined ? [] : [attributes.href.slice(1)]),
    ]);
    for (const reference of references) expect(ids).toContain(reference);
  });

  it("asks nothing of the network and lets nothing run but its own search", () => {
    const source = renderHtml(plan());
    const elements = page(plan());
    for (const { attributes } of elements) {
      for (const name of Object.keys(attributes)) expect(name).not.toMatch(/^(on.*|style|src|srcset|action|data)$/);
      expect(attributes.href ?? "#").toMatch(/^#/);
    }
    expect(source).not.toMatch(/https?:|@import|url\((?!#)/);
    const policy = elements.find(({ attributes }) => attributes["http-equiv"] === "Content-Security-Policy");
    for (const name of ["style", "script"]) {
      const [only, ...more] = named(elements, name);
      expect(more).toHaveLength(0);
      const digest = createHash("sha256")
        .update(textOf(only as Element))
        .digest("base64");
      expect(policy?.attributes.content).toContain(`${name}-src 'sha256-${digest}'`);
    }
    expect(policy?.attributes.content).toContain("default-src 'none'");
  });

  it("gives every table headings with a scope and every picture a name", () => {
    const elements = page(plan());
    for (const heading of named(elements, "th")) expect(heading.attributes.scope).toMatch(/^(col|row)$/);
    for (const { attributes } of named(elements, "svg")) {
      expect(attributes.role).toBe("img");
      expect(attributes["aria-label"] ?? attributes["aria-labelledby"]).toBeTruthy();
    }
    for (const { attributes } of elements.filter((some) => some.attributes.class?.includes("scroll"))) {
      expect(attributes.tabindex).toBe("0");
      expect(attributes["aria-label"]).toBeTruthy();
    }
  });

  it("is the same byte for byte however long planning took", () => {
    expect(renderHtml({ ...plan(), times: { program: 99 } })).toBe(renderHtml(plan()));
  });
});

/** The plan with a text put into every place that a user, a provider or a pack can fill. */
function filled(plan: Plan, text: string): Plan {
  const fill = <T>(value: T): T =>
    (typeof value === "string"
      ? text
      : Array.isArray(value)
        ? value.map(fill)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fill(entry)]))
          : value) as T;
  return {
    ...plan,
    stack: text,
    resources: plan.resources.map((resource) => ({
      ...resource,
      name: text,
      properties: {
        ...(resource.properties as object),
        displayName: text,
        ...(resource.type.includes("Bucket") ? { name: text } : {}),
      },
    })),
    findings: plan.findings.map((finding) => ({
      ...finding,
      rule: text,
      title: text,
      message: text,
      fix: text,
      why: text,
      axis: text,
      path: text,
      ...(finding.source === undefined ? {} : { source: { ...finding.source, file: text, path: text } }),
    })),
    packs: fill(plan.packs),
    cost: { ...fill(plan.cost) },
    assumed: fill(plan.assumed),
    unknown: fill(plan.unknown),
    outputs: { [text]: { [text]: text } },
    residency: fill(plan.residency),
    issues: fill(plan.issues),
  };
}

/** Elements and attribute names in document order: what a browser would build, apart from texts. */
const skeleton = (plan: Plan) => page(plan).map(({ name, attributes }) => [name, ...Object.keys(attributes)].join(" "));

describe("values in the HTML report", () => {
  const fragment = fc.constantFrom(
    "<script>alert(1)</script>",
    "</script>",
    "</style>",
    "</title>",
    '"',
    "'",
    "&",
    "&lt;",
    "<!--",
    "]]>",
    "<img src=x onerror=alert(1)>",
    "javascript:",
    "\u0000",
    "\ud800",
  );
  const hostile = fc
    .array(fc.oneof(fragment, fc.string({ unit: "binary" })), { minLength: 1, maxLength: 5 })
    .map((parts) => `x${parts.join("")}`);

  it.each([
    ["violations", withViolations],
    ["invalid", invalid],
  ] as const)("never become markup, whatever they hold: %s", (_, plan) => {
    const harmless = skeleton(filled(plan(), "harmless"));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(skeleton(filled(plan(), text))).toEqual(harmless);
      }),
      { numRuns: 40 },
    );
  });

  it("are shown as they were written", () => {
    const message = `<b>"it's" & more</b> </script>`;
    const plan = withViolations();
    const findings = plan.findings.map((finding) => ({ ...finding, message }));
    expect(named(page({ ...plan, findings }), "h3").map(textOf)).toContain(message);
  });
});

describe("what a reader who is no engineer finds in the HTML report", () => {
  const text = (plan: Plan) => textOf(readHtml(renderHtml(plan)));

  it("is a verdict in one sentence", () => {
    expect(text(prodFra())).toContain("Yes, as far as the rules can tell: this environment may be created as planned.");
    expect(text(withViolations())).toContain("No: this environment may not be created as planned.");
    expect(text(invalid())).toContain("Not yet: the configuration has mistakes, so nothing was planned.");
  });

  it("claims nothing about realm OC1 that is not so", () => {
    expect(renderHtml(prodFra())).not.toMatch(/sovereign|cloud act/i);
    expect(text(prodFra())).toContain("Oracle Corporation, United States (US)");
  });

  it("is a picture of this environment and no other", () => {
    const picture = (plan: Plan) => textOf(named(page(plan), "svg")[0] as Element);
    expect(picture(prodFra())).toContain("Germany (DE) · eu-frankfurt-1");
    for (const part of [
      "lb-public",
      "reaches TCP 443",
      "l40s · 0 to 4 nodes",
      "4 × L40S each",
      "prod-fra-backups",
      "HSM",
    ]) {
      expect(picture(prodFra())).toContain(part);
    }
    expect(picture(prodFra())).not.toContain("prod-fra-network-lb-public");
    expect(picture(sovereignFra())).toContain("controls");
    for (const part of ["redis-server", "Netherlands (NL) · mac · contracted", "rtx · 3 nodes"]) {
      expect(picture(euOwned())).toContain(part);
    }
    expect(picture(euOwned())).not.toContain("Network zones");
    expect(picture(withViolations())).toContain("✗ Copies in uk-london-1");
    expect(picture(prodFra())).not.toContain("✗");
  });

  it("says that the true cost may be higher when something has no price", () => {
    expect(text(sovereignFra())).toContain("at least 1,649.80 USD");
    expect(text(sovereignFra())).toContain("BM.GPU.H100.8 node (1 resource): not in the price table");
    expect(text(euOwned())).toContain("No price known");
  });

  it("holds every resource, and no secret", () => {
    const plan = euOwned();
    const rows = named(page(plan), "tr").map(textOf);
    for (const { name } of plan.resources) expect(rows.some((row) => row.startsWith(name))).toBe(true);
    expect(renderHtml(plan)).not.toContain("hunter2");
  });
});

describe("the colours of the HTML report", () => {
  const luminance = (hex: string) => {
    const full = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join("") : hex.slice(1);
    const [r = 0, g = 0, b = 0] = [0, 2, 4]
      .map((start) => Number.parseInt(full.slice(start, start + 2), 16) / 255)
      .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const schemes = [...pageStyle.matchAll(/:root\{([^}]*)\}/g)].map(([, body = ""]) =>
    Object.fromEntries([...body.matchAll(/--([a-z-]+):(#[0-9a-f]+)/g)].map(([, name = "", hex = ""]) => [name, hex])),
  );

  it.each(["light", "dark", "print"].map((name, index) => [name, schemes[index] ?? {}] as const))(
    "contrast 4.5 to 1 for every text: %s",
    (_, colors) => {
      const pairs = [
        ...["ink", "soft", "accent", "bad", "warn"].flatMap(
          (text) =>
            [
              [text, "ground"],
              [text, "card"],
            ] as const,
        ),
        ...(["good", "bad", "warn"] as const).flatMap(
          (tone) =>
            [
              [tone, `${tone}-wash`],
              ["ink", `${tone}-wash`],
              ["card", tone],
            ] as const,
        ),
        ["soft", "good-wash"],
        ["soft", "bad-wash"],
      ] as const;
      for (const [text, ground] of pairs) {
        const [a, b] = [luminance(colors[text] ?? ""), luminance(colors[ground] ?? "")];
        expect((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );
});
