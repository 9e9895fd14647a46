import { describe, expect, it } from "vitest";
import { parseEnvironment, type RawConfig } from "../stacks/environment.ts";
import { readStackFile } from "../stacks/stack-file.ts";
import type { PlannedResource } from "./model.ts";
import { assumedValues, knownLimits } from "./open-values.ts";

function environmentOf(stack: string, change: (sections: Record<string, Record<string, unknown>>) => void = () => {}) {
  const file = readStackFile(process.cwd(), "eu-gpu-cloud", stack);
  if ("issues" in file) throw new Error(`no stack ${stack}`);
  const sections = structuredClone(file.stackFile.sections) as Record<string, Record<string, unknown>>;
  change(sections);
  const { environment, issues } = parseEnvironment(stack, sections as RawConfig);
  if (!environment) throw new Error(issues.map(({ message }) => message).join());
  return environment;
}

describe("what a plan takes as given", () => {
  const api = (change?: (sections: Record<string, Record<string, unknown>>) => void) =>
    assumedValues(environmentOf("eu-owned", change)).filter(({ path }) => path.startsWith("cloud.kubernetesApi"));

  it("names the opening that an unplaced Kubernetes API leaves, until its ranges are given", () => {
    expect(api()).toEqual([
      expect.objectContaining({ where: "any address, port 6443", path: "cloud.kubernetesApi.cidrs" }),
    ]);
    expect(api(({ cloud }) => Object.assign(cloud ?? {}, { kubernetesApi: { cidrs: ["192.168.7.0/28"] } }))).toEqual(
      [],
    );
  });

  it("has the runtime of GPU pods on OKE, which nobody has tried, as long as there are such pools", () => {
    const handlers = (change?: (sections: Record<string, Record<string, unknown>>) => void) =>
      assumedValues(environmentOf("prod-fra", change)).filter(({ path }) => path === "controlPlane.runtimeHandler");
    expect(handlers().map(({ where }) => where)).toEqual(["runc"]);
    expect(handlers((sections) => Object.assign(sections, { gpuPools: {} }))).toEqual([]);
  });
});

describe("known limits", () => {
  it("are the sentences that components leave in their outputs, each with who left it", () => {
    const resource = (urn: string, outputs: PlannedResource["outputs"]) => ({ urn, outputs }) as PlannedResource;
    const resources = [resource("urn:store", { knownLimits: ["folders stay"] }), resource("urn:other", { port: 1 })];
    const run = { project: "", stack: "", resources, invokes: [], outputs: {}, log: [] };
    expect(knownLimits(run)).toEqual([{ where: "urn:store", path: "", reason: "folders stay" }]);
  });
});
