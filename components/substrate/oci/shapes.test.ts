import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLEX_SHAPES, flexShape, GPU_SHAPES, gpuShape, maxPodsPerNode, nearestShapes } from "./shapes.ts";

/** GPU names of Beta9, `pkg/types/gpu.go`. */
const beta9Gpus = (
  "A10 A10G A100 A100-40 A100-80 A16 A30 A40 A4000 A5000 A6000 B200 B300 GAUDI2 GH200 H100 H200 L4 L40 L40S T4 V100 " +
  "V100-32 RTX4000Ada RTX4090 RTX5090 RTX6000 RTX6000Ada RTXPro6000"
).split(" ");

describe("GPU shapes", () => {
  it.each([
    ["VM.GPU.A10.1", "A10"],
    ["BM.GPU4.8", "A100-40"],
    ["BM.GPU.A100-v2.8", "A100-80"],
    ["BM.GPU.L40S.4", "L40S"],
    ["BM.GPU.H100.8", "H100"],
    ["BM.GPU.H200.8", "H200"],
    ["BM.GPU.B200.8", "B200"],
    ["BM.GPU.B300.8", "B300"],
    ["BM.GPU.MI300X.8", undefined],
    ["BM.GPU.GB200.4", undefined],
    ["VM.GPU2.1", undefined],
  ])("%s is %s to Beta9", (name, gpu) => {
    expect(gpuShape(name)?.beta9Gpu).toBe(gpu);
  });

  it("gives Beta9 no GPU name that it does not know", () => {
    for (const { beta9Gpu } of GPU_SHAPES) expect([...beta9Gpus, undefined]).toContain(beta9Gpu);
  });

  it("agrees with its own name on how many GPUs a node has", () => {
    for (const shape of GPU_SHAPES) expect(shape.name.endsWith(`.${shape.gpus}`)).toBe(true);
  });

  it("has one GPU of one model as large in every shape", () => {
    const sizes = new Map(GPU_SHAPES.map((shape) => [shape.gpuModel, shape.gpuMemoryGiB / shape.gpus]));
    for (const shape of GPU_SHAPES) expect(shape.gpuMemoryGiB / shape.gpus).toBe(sizes.get(shape.gpuModel));
  });

  it("has each name once, and the Grace superchips alone on Arm", () => {
    expect(new Set(GPU_SHAPES.map((shape) => shape.name)).size).toBe(GPU_SHAPES.length);
    const arm = GPU_SHAPES.filter((shape) => shape.arch === "aarch64").map((shape) => shape.gpuModel);
    expect(arm).toEqual(["GB200", "GB300"]);
  });

  it("counts the interfaces of every shape that a managed node pool may use", () => {
    for (const shape of GPU_SHAPES.filter((row) => row.managedNodePool)) expect(shape.vnics).toBeGreaterThanOrEqual(2);
  });

  it("leaves out what it does not know instead of writing 0", () => {
    expect(gpuShape("BM.GPU.B300.8")).not.toHaveProperty("localNvmeTB");
    expect(gpuShape("BM.GPU.L40S.4")).not.toHaveProperty("limitName");
  });

  it("finds a shape by its exact name alone", () => {
    expect(gpuShape("bm.gpu.l40s.4")).toBeUndefined();
    expect(gpuShape("BM.GPU.L40S")).toBeUndefined();
    expect(flexShape("VM.Standard.E5.Flex")?.arch).toBe("x86_64");
    expect(flexShape("VM.Standard.E5")).toBeUndefined();
  });

  it.each([
    ["BM.GPU.L40.4", "BM.GPU.L40S.4"],
    ["bm.gpu.l40s.4", "BM.GPU.L40S.4"],
    ["VM.GPU.A10", "VM.GPU.A10.1"],
    ["H100", "BM.GPU.H100.8"],
  ])("suggests for %s first %s", (text, suggestion) => {
    expect(nearestShapes(text)[0]).toBe(suggestion);
  });
});

describe("maxPodsPerNode", () => {
  it.each([
    [2, 31],
    [4, 93],
    [5, 110],
    [15, 110],
    [256, 110],
  ])("with %i interfaces is %i", (vnics, pods) => {
    expect(maxPodsPerNode({ vnics })).toBe(pods);
  });

  it("counts a shape of unknown interfaces as the smallest that OKE accepts", () => {
    expect(maxPodsPerNode({})).toBe(31);
  });

  it("never falls when a shape has more interfaces, and never passes 110", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 512 }), (vnics) => {
        expect(maxPodsPerNode({ vnics: vnics + 1 })).toBeGreaterThanOrEqual(maxPodsPerNode({ vnics }));
        expect(maxPodsPerNode({ vnics })).toBeLessThanOrEqual(110);
      }),
    );
  });
});

describe("flexible shapes", () => {
  it("can be filled: the most memory needs no more than the most OCPUs", () => {
    for (const shape of FLEX_SHAPES) {
      expect(shape.maxMemoryGiB).toBeLessThanOrEqual(shape.maxOcpus * shape.maxMemoryPerOcpuGiB);
      expect(shape.maxMemoryGiB).toBeGreaterThanOrEqual(shape.maxOcpus);
    }
  });
});
