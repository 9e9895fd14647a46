import { nearest } from "./nearest.ts";

export type Arch = "x86_64" | "aarch64";

/** One GPU shape. Numbers are per node. */
export interface GpuShape {
  /** As OCI names it, e.g. `BM.GPU.L40S.4`. */
  readonly name: string;
  /** As the GPU's maker names it. */
  readonly gpuModel: string;
  /** As Beta9 names it (`pkg/types/gpu.go`); `undefined` when Beta9 knows no such GPU and can not schedule on it. */
  readonly beta9Gpu: string | undefined;
  readonly gpus: number;
  /** GPU memory of all GPUs together, in GB as Oracle states it. */
  readonly gpuMemoryGiB: number;
  readonly ocpus: number;
  readonly memoryGiB: number;
  readonly arch: Arch;
  /** Network interfaces that can be attached; absent where Oracle's page was not at hand. */
  readonly vnics?: number;
  /** Local NVMe in TB; absent where not known, 0 where there is none. */
  readonly localNvmeTB?: number;
  /** Has a second network for RDMA between nodes. */
  readonly rdma: boolean;
  readonly bareMetal: boolean;
  /** Whether a managed OKE node pool may use it. */
  readonly managedNodePool: boolean;
  /** Service limit that must be raised before the first node starts; it is 0 in a new tenancy. Per availability domain. */
  readonly limitName?: string;
  readonly confidence: "high" | "medium" | "low";
  /** Where the row is from. */
  readonly source: string;
}

/** One flexible CPU shape for system pools. */
export interface FlexShape {
  readonly name: string;
  readonly arch: Arch;
  readonly minOcpus: number;
  readonly maxOcpus: number;
  readonly maxMemoryGiB: number;
  /** Memory per OCPU must stay between these, in GiB. */
  readonly minMemoryPerOcpuGiB: number;
  readonly maxMemoryPerOcpuGiB: number;
}

const shapesPage = "Oracle, Compute Shapes, 2025-03";
const laterPage = "Oracle, Compute Shapes, later copy";
const estimator = "Oracle cost estimator data, 2026-09";

const high = { confidence: "high", source: shapesPage } as const;
const later = { confidence: "medium", source: laterPage } as const;
const estimated = { confidence: "medium", source: estimator } as const;

const vm = { arch: "x86_64", bareMetal: false, rdma: false, managedNodePool: true } as const;
const bm = { arch: "x86_64", bareMetal: true } as const;

export const GPU_SHAPES: readonly GpuShape[] = [
  {
    name: "VM.GPU.A10.1",
    gpuModel: "A10",
    beta9Gpu: "A10",
    gpus: 1,
    gpuMemoryGiB: 24,
    ocpus: 15,
    memoryGiB: 240,
    vnics: 15,
    localNvmeTB: 0,
    limitName: "gpu-a10-count",
    ...vm,
    ...high,
  },
  {
    name: "VM.GPU.A10.2",
    gpuModel: "A10",
    beta9Gpu: "A10",
    gpus: 2,
    gpuMemoryGiB: 48,
    ocpus: 30,
    memoryGiB: 480,
    vnics: 24,
    localNvmeTB: 0,
    limitName: "gpu-a10-count",
    ...vm,
    ...high,
  },
  {
    name: "BM.GPU.A10.4",
    gpuModel: "A10",
    beta9Gpu: "A10",
    gpus: 4,
    gpuMemoryGiB: 96,
    ocpus: 64,
    memoryGiB: 1024,
    localNvmeTB: 7.68,
    rdma: false,
    managedNodePool: true,
    limitName: "gpu-a10-count",
    ...bm,
    ...high,
  },
  {
    name: "BM.GPU4.8",
    gpuModel: "A100 40GB",
    beta9Gpu: "A100-40",
    gpus: 8,
    gpuMemoryGiB: 320,
    ocpus: 64,
    memoryGiB: 2048,
    localNvmeTB: 27.2,
    rdma: true,
    managedNodePool: true,
    limitName: "gpu4-count",
    ...bm,
    ...high,
  },
  {
    name: "BM.GPU.A100-v2.8",
    gpuModel: "A100 80GB",
    beta9Gpu: "A100-80",
    gpus: 8,
    gpuMemoryGiB: 640,
    ocpus: 128,
    memoryGiB: 2048,
    localNvmeTB: 27.2,
    rdma: true,
    managedNodePool: true,
    limitName: "gpu-a100-v2-count",
    ...bm,
    ...high,
  },
  {
    name: "BM.GPU.L40S.4",
    gpuModel: "L40S",
    beta9Gpu: "L40S",
    gpus: 4,
    gpuMemoryGiB: 192,
    ocpus: 112,
    memoryGiB: 1024,
    localNvmeTB: 7.68,
    rdma: true,
    managedNodePool: true,
    ...bm,
    ...high,
  },
  {
    name: "BM.GPU.H100.8",
    gpuModel: "H100",
    beta9Gpu: "H100",
    gpus: 8,
    gpuMemoryGiB: 640,
    ocpus: 112,
    memoryGiB: 2048,
    localNvmeTB: 61.44,
    rdma: true,
    managedNodePool: true,
    limitName: "gpu-h100-count",
    ...bm,
    ...high,
  },
  {
    name: "BM.GPU.H200.8",
    gpuModel: "H200",
    beta9Gpu: "H200",
    gpus: 8,
    gpuMemoryGiB: 1128,
    ocpus: 112,
    memoryGiB: 3072,
    localNvmeTB: 30.72,
    rdma: true,
    managedNodePool: false,
    ...bm,
    ...high,
  },
  {
    name: "BM.GPU.MI300X.8",
    gpuModel: "MI300X",
    beta9Gpu: undefined,
    gpus: 8,
    gpuMemoryGiB: 1536,
    ocpus: 112,
    memoryGiB: 2048,
    localNvmeTB: 30.72,
    rdma: true,
    managedNodePool: false,
    ...bm,
    ...high,
  },
  {
    name: "BM.GPU.B200.8",
    gpuModel: "B200",
    beta9Gpu: "B200",
    gpus: 8,
    gpuMemoryGiB: 1440,
    ocpus: 128,
    memoryGiB: 4096,
    localNvmeTB: 30.72,
    rdma: true,
    managedNodePool: false,
    limitName: "gpu-b200-count",
    ...bm,
    ...later,
  },
  {
    name: "BM.GPU.GB200.4",
    gpuModel: "GB200",
    beta9Gpu: undefined,
    gpus: 4,
    gpuMemoryGiB: 768,
    ocpus: 144,
    memoryGiB: 960,
    localNvmeTB: 30.72,
    rdma: true,
    managedNodePool: false,
    bareMetal: true,
    arch: "aarch64",
    ...later,
  },
  {
    name: "BM.GPU.B300.8",
    gpuModel: "B300",
    beta9Gpu: "B300",
    gpus: 8,
    gpuMemoryGiB: 2100,
    ocpus: 128,
    memoryGiB: 4096,
    rdma: true,
    managedNodePool: false,
    ...bm,
    ...estimated,
  },
  {
    name: "BM.GPU.GB300.4",
    gpuModel: "GB300",
    beta9Gpu: undefined,
    gpus: 4,
    gpuMemoryGiB: 1112,
    ocpus: 144,
    memoryGiB: 960,
    rdma: true,
    managedNodePool: false,
    bareMetal: true,
    arch: "aarch64",
    ...estimated,
  },
  {
    name: "BM.GPU.MI355X.8",
    gpuModel: "MI355X",
    beta9Gpu: undefined,
    gpus: 8,
    gpuMemoryGiB: 2304,
    ocpus: 128,
    memoryGiB: 3072,
    rdma: true,
    managedNodePool: false,
    ...bm,
    ...estimated,
  },
  {
    name: "BM.GPU.RTXPRO.8",
    gpuModel: "RTX PRO 6000",
    beta9Gpu: "RTXPro6000",
    gpus: 8,
    gpuMemoryGiB: 768,
    ocpus: 144,
    memoryGiB: 3072,
    rdma: true,
    managedNodePool: false,
    ...bm,
    ...estimated,
  },
  {
    name: "VM.GPU3.1",
    gpuModel: "V100",
    beta9Gpu: "V100",
    gpus: 1,
    gpuMemoryGiB: 16,
    ocpus: 6,
    memoryGiB: 90,
    localNvmeTB: 0,
    limitName: "gpu3-count",
    ...vm,
    ...high,
  },
  {
    name: "VM.GPU3.2",
    gpuModel: "V100",
    beta9Gpu: "V100",
    gpus: 2,
    gpuMemoryGiB: 32,
    ocpus: 12,
    memoryGiB: 180,
    localNvmeTB: 0,
    limitName: "gpu3-count",
    ...vm,
    ...high,
  },
  {
    name: "VM.GPU3.4",
    gpuModel: "V100",
    beta9Gpu: "V100",
    gpus: 4,
    gpuMemoryGiB: 64,
    ocpus: 24,
    memoryGiB: 360,
    localNvmeTB: 0,
    limitName: "gpu3-count",
    ...vm,
    ...high,
  },
  {
    name: "BM.GPU3.8",
    gpuModel: "V100",
    beta9Gpu: "V100",
    gpus: 8,
    gpuMemoryGiB: 128,
    ocpus: 52,
    memoryGiB: 768,
    localNvmeTB: 0,
    rdma: false,
    managedNodePool: true,
    limitName: "gpu3-count",
    ...bm,
    ...high,
  },
  {
    name: "VM.GPU2.1",
    gpuModel: "P100",
    beta9Gpu: undefined,
    gpus: 1,
    gpuMemoryGiB: 16,
    ocpus: 12,
    memoryGiB: 72,
    localNvmeTB: 0,
    ...vm,
    ...high,
  },
  {
    name: "BM.GPU2.2",
    gpuModel: "P100",
    beta9Gpu: undefined,
    gpus: 2,
    gpuMemoryGiB: 32,
    ocpus: 28,
    memoryGiB: 192,
    localNvmeTB: 0,
    rdma: false,
    managedNodePool: true,
    ...bm,
    ...high,
  },
];

export const FLEX_SHAPES: readonly FlexShape[] = [
  {
    name: "VM.Standard.E4.Flex",
    arch: "x86_64",
    minOcpus: 1,
    maxOcpus: 64,
    maxMemoryGiB: 1024,
    minMemoryPerOcpuGiB: 1,
    maxMemoryPerOcpuGiB: 64,
  },
  {
    name: "VM.Standard.E5.Flex",
    arch: "x86_64",
    minOcpus: 1,
    maxOcpus: 94,
    maxMemoryGiB: 1049,
    minMemoryPerOcpuGiB: 1,
    maxMemoryPerOcpuGiB: 64,
  },
  {
    name: "VM.Standard.A1.Flex",
    arch: "aarch64",
    minOcpus: 1,
    maxOcpus: 80,
    maxMemoryGiB: 512,
    minMemoryPerOcpuGiB: 1,
    maxMemoryPerOcpuGiB: 64,
  },
];

/** The row of exactly this name; OCI's shape names are case-sensitive. */
export function gpuShape(name: string): GpuShape | undefined {
  return GPU_SHAPES.find((shape) => shape.name === name);
}

/** The row of exactly this name. */
export function flexShape(name: string): FlexShape | undefined {
  return FLEX_SHAPES.find((shape) => shape.name === name);
}

/** At most three GPU shape names that were probably meant, best first. */
export function nearestShapes(text: string): string[] {
  return nearest(
    text,
    GPU_SHAPES.map((shape) => shape.name),
  );
}

/**
 * Most pods that a node of this shape can hold under VCN-native networking: 31 addresses for each interface but the
 * first, at most 110; `undefined` when the number of interfaces is not known.
 */
export function maxPodsPerNode(shape: Pick<GpuShape, "vnics">): number | undefined {
  return shape.vnics === undefined ? undefined : Math.min((shape.vnics - 1) * 31, 110);
}
