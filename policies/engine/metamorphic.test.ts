import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../all-rules.ts";
import { registryAllowList } from "../rules/SUP-001/rule.ts";
import { extract, type ResourceInput, subjectsOf } from "./extract/subject.ts";
import { allowsPlace, profileNamed } from "./profile.ts";
import { REGIONS, type Region, regionsNamed } from "./resolve/regions.ts";
import { VENDORS } from "./resolve/vendors.ts";
import { judge } from "./rule.ts";
import { parseSettings } from "./settings.ts";
import { allCases, CASE_SETTINGS, settingsOf, stackOf } from "./testing/cases.ts";
import { leaves, replaced } from "./testing/leaves.ts";

/** `rule urn path` of everything that is said of a stack. */
function said(stack: readonly ResourceInput[], config = CASE_SETTINGS): ReadonlySet<string> {
  const subjects = stack.flatMap(subjectsOf);
  const settings = parseSettings(config);
  return new Set(
    ALL_RULES.flatMap((rule) => judge(rule, subjects, settings).map(({ urn, path }) => `${rule.id} ${urn} ${path}`)),
  );
}

const cases = allCases();
const isInside = (row: Region) => allowsPlace(profileNamed("eu-residency"), row);

/** Regions of the same kind, of the same part of the same cloud, on the other side of the border. */
function across(row: Region): Region | undefined {
  return REGIONS.find(
    (other) =>
      isInside(other) !== isInside(row) &&
      (["provider", "realm", "partition", "scope"] as const).every((key) => other[key] === row[key]) &&
      other.country !== null &&
      other.falseFriend === undefined &&
      other.confidence === "high",
  );
}

/** Every case with a region in it, and the same with one on the other side; names that several clouds use are left out. */
const swaps = cases.flatMap((example) => {
  const [own, ...others] = stackOf(example);
  if (!own) return [];
  return leaves(own.properties).flatMap(({ path, value }) => {
    const [row, ...more] = typeof value === "string" && value.length > 2 ? regionsNamed(value) : [];
    const other = row && more.length === 0 && row.region === value ? across(row) : undefined;
    if (!row || !other) return [];
    const name = `${example.rule}/${example.kind}/${example.name} at ${path}: ${row.region} → ${other.region}`;
    const swapped = [{ ...own, properties: replaced(own.properties, path, other.region) }, ...others];
    return [{ name, example, path, row, stack: [own, ...others], swapped }];
  });
});

describe("a region that moves across the border", () => {
  it("adds a finding on its way out", () => {
    const out = swaps.filter(({ row }) => isInside(row));
    expect(out.length).toBeGreaterThan(100);
    for (const { name, example, stack, swapped } of out) {
      const before = said(stack, settingsOf(example));
      const added = [...said(swapped, settingsOf(example))].filter((finding) => !before.has(finding));
      expect(added.length, name).toBeGreaterThan(0);
    }
  });

  it("takes its finding away on its way in", () => {
    const back = swaps.filter(
      ({ row, example, path }) => !isInside(row) && example.expect.some((finding) => finding.path === path),
    );
    expect(back.length).toBeGreaterThan(40);
    for (const { name, example, path, swapped } of back) {
      const finding = `${example.rule} ${swapped[0]?.urn} ${path}`;
      expect([...said(swapped, settingsOf(example))], name).not.toContain(finding);
    }
  });
});

const label = fc.stringMatching(/^[a-z][a-z0-9]{2,9}$/);
const configMap = (url: string): ResourceInput => ({
  urn: "urn:x",
  type: "kubernetes:core/v1:ConfigMap",
  name: "x",
  properties: { data: { API_URL: url } },
});

describe("a host", () => {
  const named = VENDORS.filter(({ pattern }) => /[a-z]/.test(pattern) && !pattern.includes(":"));
  const host = fc.constantFrom(...named).map(({ pattern }) => pattern.replace(/^\*\./, "a.").replaceAll("*", "x1"));

  it("is judged alike in any case, with a port, a trailing dot and a user before it", () => {
    const mixed = (text: string, seed: number) =>
      [...text].map((letter, n) => ((seed >> (n % 30)) & 1 ? letter.toUpperCase() : letter)).join("");
    fc.assert(
      fc.property(host, fc.nat(), fc.integer({ min: 1, max: 65_535 }), label, (name, seed, port, user) => {
        const plain = said([configMap(`https://${name}/path`)]);
        for (const written of [
          mixed(name, seed),
          `${name}:${port}`,
          `${name}.`,
          `${user}:pass@${name}`,
          `${name}.:443`,
        ])
          expect(said([configMap(`https://${written}/path`)]), written).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });

  it("is not allowed because an allowed one stands before it, in its path or as its user", () => {
    const allowed = fc.constantFrom("example.eu", "registry.example.eu", "api.partner.eu");
    fc.assert(
      fc.property(allowed, label, fc.constantFrom("eu", "com", "io"), (good, evil, zone) => {
        for (const url of [
          `https://${good}.${evil}.${zone}/`,
          `https://${evil}-example.eu/${good}`,
          `https://${evil}.${zone}/${good}`,
          `https://${good}@${evil}.${zone}/`,
          `https://${evil}.${zone}/?next=https://${good}/`,
        ])
          expect(
            [...said([configMap(url)])].some((finding) => /^JUR-00[12] /.test(finding)),
            url,
          ).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe("an image", () => {
  const pod = (spec: Readonly<Record<string, unknown>>): ResourceInput => ({
    urn: "urn:x",
    type: "kubernetes:core/v1:Pod",
    name: "x",
    properties: { metadata: { namespace: "a" }, spec },
  });
  const allowed = parseSettings({ ...CASE_SETTINGS, ownDomains: [], subprocessors: [] });
  const refusals = (input: ResourceInput) =>
    judge(registryAllowList, [extract(input)], allowed)
      .map(({ path }) => path)
      .sort();

  it("of the hub is judged alike however it is spelled", () => {
    fc.assert(
      fc.property(label, fc.constantFrom("", ":7", `@sha256:${"a".repeat(64)}`), (name, rest) => {
        for (const hub of [
          "",
          "docker.io/",
          "docker.io/library/",
          "index.docker.io/library/",
          "registry-1.docker.io/",
          "DOCKER.io/",
        ])
          expect(refusals(pod({ containers: [{ image: `${hub}${name}${rest}` }] })), hub).toEqual([
            "spec.containers[0].image",
          ]);
      }),
    );
  });

  /** Gatekeeper's K8sAllowedRepos, said anew: every container's image begins with the mirror's path. */
  it("is refused in every kind of container exactly where it does not begin with the mirror's path", () => {
    const registry = fc.constantFrom(
      "registry.example.eu/mirror/",
      "registry.example.eu/mirror/a/",
      "registry.example.eu/mirrored/",
      "registry.example.eu/",
      "registry.example.eu.evil.io/mirror/",
      "evil.io/registry.example.eu/mirror/",
      "ghcr.io/a/",
      "docker.io/library/",
      "localhost.evil.io:5000/",
      "",
    );
    const tag = fc.constantFrom("", ":1.2", ":latest", `:1@sha256:${"b".repeat(64)}`, `@sha256:${"c".repeat(64)}`);
    const image = fc.tuple(registry, label, tag).map((parts) => parts.join(""));
    const list = fc.array(image, { maxLength: 3 });
    fc.assert(
      fc.property(fc.record({ containers: list, initContainers: list, ephemeralContainers: list }), (images) => {
        const kinds = Object.entries(images);
        const spec = kinds.map(
          ([kind, all]) => [kind, all.map((each, n) => ({ name: `c${n}`, image: each }))] as const,
        );
        const refused = kinds.flatMap(([kind, all]) =>
          all.flatMap((each, n) => (each.startsWith("registry.example.eu/mirror/") ? [] : `spec.${kind}[${n}].image`)),
        );
        expect(refusals(pod(Object.fromEntries(spec)))).toEqual(refused.sort());
      }),
      { numRuns: 10_000 },
    );
  });
});
