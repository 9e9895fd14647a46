import { z } from "zod";
import { beta9GpuNames } from "../../components/beta9/gpu-names.ts";
import { GPU_SHAPES } from "../../components/substrate/oci/shapes.ts";
import { dataClasses } from "../../components/substrate/substrate.ts";
import { ocid } from "./cloud.ts";
import { knownName, labelName, wholeNumber } from "./fields.ts";

/** A GPU by the name that Beta9 schedules it under. */
export const beta9Gpu = knownName("a GPU that Beta9 can schedule", beta9GpuNames, "a name such as L40S, A100-80, H100");

const nodes = { minNodes: wholeNumber(0, 1000).default(0), maxNodes: wholeNumber(1, 1000).default(1) };
const dataClass = z.enum(dataClasses).default("internal");

/** What workers of the pool are like. What is left out is the component's to choose. */
const workers = z
  .strictObject({
    /** GPUs of the smallest worker. */
    gpus: wholeNumber(1, 16).optional(),
    cpuMillis: wholeNumber(100, 256_000).optional(),
    memoryMiB: wholeNumber(256, 4_194_304).optional(),
    /** GPUs that always wait for work. */
    warmGpus: wholeNumber(0, 10_000).optional(),
    /** Pools with the same GPU are tried from the highest to the lowest. */
    priority: wholeNumber(0, 1000).optional(),
    /** Only deployments that name the pool run there. */
    onlyByName: z.boolean().default(false),
  })
  .prefault({});

/** GPU node pools that the kit makes in OCI. */
export const ociGpuPools = z.record(
  labelName,
  z.strictObject({
    shape: knownName(
      "a GPU shape that the kit knows",
      GPU_SHAPES.map((shape) => shape.name),
      "such as BM.GPU.L40S.4",
    ),
    ...nodes,
    bootVolumeGiB: wholeNumber(50, 32_768).default(500),
    /** Numbers from 1, in order of preference. @default all domains of the region */
    availabilityDomains: z.array(wholeNumber(1, 3)).default([]),
    capacityReservationOcid: ocid.optional(),
    imageOcid: ocid.optional(),
    dataClass,
    workers,
    tainted: z.boolean().default(true),
  }),
);

/** GPU nodes that an existing cluster has already: the kit finds them by label and makes nothing. */
export const existingGpuPools = z.record(
  labelName,
  z.strictObject({
    gpu: beta9Gpu,
    gpusPerNode: wholeNumber(1, 16).default(1),
    ...nodes,
    nodeSelector: z.record(z.string().min(1), z.string()),
    /** `key=value:effect` when the nodes are tainted. */
    taint: z
      .string()
      .regex(/^[^=:\s]+(=[^=:\s]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/)
      .optional(),
    dataClass,
    workers,
  }),
);
