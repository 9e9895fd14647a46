import { nearest } from "../../nearest.ts";

export type Arch = "x86_64" | "aarch64";

/** One GPU shape. Numbers are per node. Whether a region has any of them free is known only by asking for it. */
export interface GpuShape {
  /** As OCI names it, e.g. `BM.GPU.L40S.4`. */
  readonly name: string;
  /** As the GPU's maker names it. */
  readonly gpuModel: string;
  /** As Beta9 names it (`pkg/types/gpu.go`); `undefined` when Beta9 knows no such GPU and can not schedule on it. */
  readonly beta9Gpu: string | undefined;
  readonly gpus: number;
  /** Memory of all GPUs together, in GB as Oracle states it. */
  readonly gpuMemoryGiB: number;
  readonly ocpus: number;
  readonly memoryGiB: number;
  readonly arch: Arch;
  /** Network interfaces that can be attached; absent where Oracle's page does not say. */
  readonly vnics?: number;
  /** Local NVMe in TB: 0 where there is none, absent where it is not known. */
  readonly localNvmeTB?: number;
  /** Has a second network for RDMA between nodes. */
  readonly rdma: boolean;
  readonly bareMetal: boolean;
  /** Whether a managed OKE node pool may use it: Oracle, "GPU shapes supported by Kubernetes Engine", 2025-01. */
  readonly managedNodePool: boolean;
  /** Service limit, per availability domain, that a new tenancy has at 0; absent where its name is not published. */
  readonly limitName?: string;
  /** `high`: Oracle's own page. `medium`: a copy of it, or data that Oracle's cost estimator shows. */
  readonly confidence: "high" | "medium";
  /** Where the row is from. */
  readonly source: string;
}

/** One flexible CPU shape for system pools. Memory is at least 1 GiB for each OCPU. */
export interface FlexShape {
  readonly name: string;
  readonly arch: Arch;
  readonly maxOcpus: number;
  readonly maxMemoryGiB: number;
  readonly maxMemoryPerOcpuGiB: number;
}

/** GPU model → name in Beta9. Models that are missing here (AMD, P100, the Grace superchips) Beta9 does not know. */
const beta9Names: Readonly<Record<string, string>> = {
  A10: "A10",
  "A100 40GB": "A100-40",
  "A100 80GB": "A100-80",
  B200: "B200",
  B300: "B300",
  H100: "H100",
  H200: "H200",
  L40S: "L40S",
  "RTX PRO 6000": "RTXPro6000",
  V100: "V100",
};

type Row = readonly [name: string, gpuModel: string, gpus: number, gpuMemory: number, ocpus: number, memory: number];
type RowOptions = Pick<GpuShape, "vnics" | "localNvmeTB" | "limitName"> &
  Partial<Pick<GpuShape, "rdma" | "managedNodePool" | "arch">>;

const oraclePage = { confidence: "high", source: "Oracle, Compute Shapes, 2025-03" } as const;
const laterCopy = { confidence: "medium", source: "Oracle, Compute Shapes, a later copy" } as const;
const estimator = { confidence: "medium", source: "Oracle cost estimator data, 2026-09" } as const;

const pooled = { managedNodePool: true } as const;
const a10 = { ...pooled, limitName: "gpu-a10-count" } as const;
const v100 = { ...pooled, limitName: "gpu3-count", localNvmeTB: 0 } as const;
const p100 = { ...pooled, limitName: "gpu2-count", localNvmeTB: 0 } as const;
const rdma = { rdma: true } as const;
const rdma256 = { ...rdma, vnics: 256 } as const;
const grace = { ...rdma, arch: "aarch64" } as const;

export const GPU_SHAPES: readonly GpuShape[] = [
  shape(["VM.GPU.A10.1", "A10", 1, 24, 15, 240], { ...a10, vnics: 15, localNvmeTB: 0 }, oraclePage),
  shape(["VM.GPU.A10.2", "A10", 2, 48, 30, 480], { ...a10, vnics: 24, localNvmeTB: 0 }, oraclePage),
  shape(["BM.GPU.A10.4", "A10", 4, 96, 64, 1024], { ...a10, vnics: 256, localNvmeTB: 7.68 }, oraclePage),
  shape(
    ["BM.GPU4.8", "A100 40GB", 8, 320, 64, 2048],
    { ...pooled, ...rdma, vnics: 64, localNvmeTB: 27.2, limitName: "gpu4-count" },
    oraclePage,
  ),
  shape(
    ["BM.GPU.A100-v2.8", "A100 80GB", 8, 640, 128, 2048],
    { ...pooled, ...rdma256, localNvmeTB: 27.2, limitName: "gpu-a100-v2-count" },
    oraclePage,
  ),
  shape(["BM.GPU.L40S.4", "L40S", 4, 192, 112, 1024], { ...pooled, ...rdma256, localNvmeTB: 7.68 }, oraclePage),
  shape(
    ["BM.GPU.H100.8", "H100", 8, 640, 112, 2048],
    { ...pooled, ...rdma256, localNvmeTB: 61.44, limitName: "gpu-h100-count" },
    oraclePage,
  ),
  shape(["BM.GPU.H200.8", "H200", 8, 1128, 112, 3072], { ...rdma256, localNvmeTB: 30.72 }, oraclePage),
  shape(["BM.GPU.MI300X.8", "MI300X", 8, 1536, 112, 2048], { ...rdma256, localNvmeTB: 30.72 }, oraclePage),
  shape(
    ["BM.GPU.B200.8", "B200", 8, 1440, 128, 4096],
    { ...rdma, localNvmeTB: 30.72, limitName: "gpu-b200-count" },
    laterCopy,
  ),
  shape(["BM.GPU.GB200.4", "GB200", 4, 768, 144, 960], { ...grace, localNvmeTB: 30.72 }, laterCopy),
  shape(["BM.GPU.B300.8", "B300", 8, 2100, 128, 4096], rdma, estimator),
  shape(["BM.GPU.GB300.4", "GB300", 4, 1112, 144, 960], grace, estimator),
  shape(["BM.GPU.MI355X.8", "MI355X", 8, 2304, 128, 3072], rdma, estimator),
  shape(["BM.GPU.RTXPRO.8", "RTX PRO 6000", 8, 768, 144, 3072], rdma, estimator),
  shape(["VM.GPU3.1", "V100", 1, 16, 6, 90], { ...v100, vnics: 6 }, oraclePage),
  shape(["VM.GPU3.2", "V100", 2, 32, 12, 180], { ...v100, vnics: 12 }, oraclePage),
  shape(["VM.GPU3.4", "V100", 4, 64, 24, 360], { ...v100, vnics: 24 }, oraclePage),
  shape(["BM.GPU3.8", "V100", 8, 128, 52, 768], { ...v100, vnics: 52 }, oraclePage),
  shape(["VM.GPU2.1", "P100", 1, 16, 12, 72], { ...p100, vnics: 12 }, oraclePage),
  shape(["BM.GPU2.2", "P100", 2, 32, 28, 192], { ...p100, vnics: 28 }, oraclePage),
];

/** Source: Oracle, "Compute Shapes", flexible shapes, 2025-03. Extended-memory instances are left out. */
export const FLEX_SHAPES: readonly FlexShape[] = [
  { name: "VM.Standard.E4.Flex", arch: "x86_64", maxOcpus: 64, maxMemoryGiB: 1024, maxMemoryPerOcpuGiB: 64 },
  { name: "VM.Standard.E5.Flex", arch: "x86_64", maxOcpus: 94, maxMemoryGiB: 1049, maxMemoryPerOcpuGiB: 64 },
  { name: "VM.Standard.A1.Flex", arch: "aarch64", maxOcpus: 76, maxMemoryGiB: 472, maxMemoryPerOcpuGiB: 64 },
  { name: "VM.Standard.A2.Flex", arch: "aarch64", maxOcpus: 78, maxMemoryGiB: 946, maxMemoryPerOcpuGiB: 64 },
];

/** The row of exactly this name: OCI tells `bm.gpu4.8` and `BM.GPU4.8` apart. */
export function gpuShape(name: string): GpuShape | undefined {
  return GPU_SHAPES.find((row) => row.name === name);
}

/** The row of exactly this name. */
export function flexShape(name: string): FlexShape | undefined {
  return FLEX_SHAPES.find((row) => row.name === name);
}

/** At most three GPU shapes that were probably meant, best first. */
export function nearestShapes(text: string): string[] {
  const names = GPU_SHAPES.map((row) => row.name);
  return nearest(text, names);
}

/**
 * Most pods that a node can hold under VCN-native networking: 31 addresses for each interface but the first, at most
 * 110. A shape whose interfaces are not known counts as having two, the least that OKE accepts.
 */
export function maxPodsPerNode({ vnics = 2 }: { readonly vnics?: number }): number {
  return Math.min((vnics - 1) * 31, 110);
}

function shape(row: Row, options: RowOptions, origin: Pick<GpuShape, "confidence" | "source">): GpuShape {
  const [name, gpuModel, gpus, gpuMemoryGiB, ocpus, memoryGiB] = row;
  return {
    name,
    gpuModel,
    beta9Gpu: beta9Names[gpuModel],
    gpus,
    gpuMemoryGiB,
    ocpus,
    memoryGiB,
    arch: "x86_64",
    rdma: false,
    managedNodePool: false,
    bareMetal: name.startsWith("BM."),
    ...options,
    ...origin,
  };
}
