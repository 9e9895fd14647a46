import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { requiredVersion, toolsIn } from "./go-module.ts";
import { kubernetesVersions, type ProgramName, programs } from "./programs.ts";

const goModOf = (module: string) => readFileSync(new URL(`../${module}/go.mod`, import.meta.url), "utf8");

describe("the programs of the tests", () => {
  it.each(Object.keys(programs) as ProgramName[])("%s is a tool of its module, which requires its version", (name) => {
    const { module, package: importPath, versionOf } = programs[name];
    const goMod = goModOf(module);
    expect(toolsIn(goMod)).toContain(importPath);
    expect(requiredVersion(goMod, versionOf)).toMatch(/^v\d+\.\d+\.\d+$/);
  });

  it.each(kubernetesVersions)("Kubernetes %s is of one release, its staged modules too", (minor) => {
    const goMod = goModOf(`kubernetes-${minor}`);
    const release = requiredVersion(goMod, "k8s.io/kubernetes");
    expect(release.startsWith(`v${minor}.`)).toBe(true);
    const staged = [...goMod.matchAll(/^\t(k8s\.io\/\S+) => (\S+) (\S+)$/gm)];
    expect(staged.length).toBeGreaterThan(25);
    for (const [, from, to, version] of staged) {
      expect({ to, version }).toEqual({ to: from, version: release.replace("v1.", "v0.") });
    }
  });
});
