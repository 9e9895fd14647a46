import { describe, expect, it } from "vitest";
import { refusedPaths, refusedProbes, refusedRule } from "./refused-paths.ts";

const probes = refusedProbes();

/** What Traefik would do, whose `(?i)` is JavaScript's flag. */
function refuses(probe: string): boolean {
  const rule = refusedRule("gpu.example.eu");
  const patterns = [...rule.matchAll(/PathRegexp\(`\(\?i\)([^`]*)`\)/g)].map(
    (match) => new RegExp(match[1] ?? "", "i"),
  );
  const [path = "", query = ""] = probe.split("?");
  return patterns.some((pattern) => pattern.test(path)) || (rule.includes("auth_token") && /^auth_token=/.test(query));
}

describe("the probes of what is refused", () => {
  it.each(refusedPaths)("reach $pattern", ({ pattern }) => {
    expect(probes.filter((probe) => new RegExp(`^${pattern}`).test(probe))).toHaveLength(1);
  });

  it("are refused, every one of them", () => {
    expect(probes.filter((probe) => !refuses(probe))).toEqual([]);
  });

  it("never call Authorize: an empty gateway would be claimed by it", () => {
    expect(probes.filter((probe) => /authorize\/?$/i.test(probe))).toEqual([]);
  });
});
