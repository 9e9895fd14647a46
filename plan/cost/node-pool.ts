import { gpuShape } from "../../components/substrate/oci/shapes.ts";
import type { PlannedResource } from "../model.ts";
import type { Assess, Charge, Gap } from "./assessment.ts";
import { type PriceRow, priceTable } from "./price-table.ts";
import { isObject, knownItems, knownQuantity, knownText, valueAt } from "./values.ts";

/** Freeform tags in which a node pool says between how many nodes the autoscaler keeps it. */
const minNodesTag = "eu-gpu-cloud-min-nodes";
const maxNodesTag = "eu-gpu-cloud-max-nodes";

/**
 * Performance of a volume when nobody asked for another: Balanced, 10 volume performance units per GB.
 * Oracle, "Block Volume Elastic Performance".
 */
export const defaultVpusPerGb = 10;

interface NodeCount {
  readonly min: number;
  readonly max: number;
}

/** Machines and boot volumes of a managed node pool, between its minimum and its maximum number of nodes. */
export const nodePool: Assess = (pool) => {
  const nodes = nodeCount(pool);
  if (typeof nodes === "string") return [{ what: "nodes and their boot volumes", reason: nodes }];
  return [...machines(pool, nodes), ...bootVolumes(pool, nodes), ...reservations(pool)];
};

/**
 * Bounds of the pool, or in words why they can not be said. A pool whose size the program gives up is the
 * autoscaler's: then its size says nothing about the highest number of nodes.
 */
function nodeCount({ properties, ignoreChanges }: PlannedResource): NodeCount | string {
  const size = valueAt(properties, "nodeConfigDetails", "size");
  const lowest = valueAt(properties, "freeformTags", minNodesTag) ?? size;
  const highest = valueAt(properties, "freeformTags", maxNodesTag);
  if (highest === undefined && ignoreChanges.includes("nodeConfigDetails.size"))
    return `the autoscaler sets the number of nodes and tag ${maxNodesTag} does not say up to how many`;
  const min = wholeNumber(lowest);
  const max = wholeNumber(highest ?? size);
  if (min === undefined) return `the lowest number of nodes (tag ${minNodesTag} or size) is not a known whole number`;
  if (max === undefined) return `the highest number of nodes (tag ${maxNodesTag} or size) is not a known whole number`;
  if (max < min) return `the highest number of nodes, ${max}, is below the lowest, ${min}`;
  return { min, max };
}

function wholeNumber(value: Parameters<typeof knownQuantity>[0]): number | undefined {
  const quantity = knownQuantity(value);
  return Number.isInteger(quantity) ? quantity : undefined;
}

function machines({ properties }: PlannedResource, nodes: NodeCount): (Charge | Gap)[] {
  const shape = knownText(valueAt(properties, "nodeShape"));
  if (shape === undefined) return [{ what: "nodes", reason: "the shape is not known in the plan" }];
  const what = `${shape} node`;
  if (placements(properties).some((placement) => valueAt(placement, "preemptibleNodeConfig") !== undefined))
    return [{ what, reason: "preemptible nodes have a price of their own, which the price table does not have" }];
  const rows = priceTable.rows.filter((row) => row.shapes?.includes(shape));
  if (rows.length === 0) return [{ what, reason: `the price table has no row for shape ${shape}` }];
  return rows.map((row) => {
    const each = unitsPerNode(row, shape, properties);
    return typeof each === "string"
      ? { what: `${what}, ${row.what}`, reason: each, rows: [row.id] }
      : { row: row.id, what: `${what}, ${row.what}`, idle: nodes.min * each, active: nodes.max * each };
  });
}

/** How many of the row's units one node of the shape has, or in words why that can not be said. */
function unitsPerNode(row: PriceRow, shape: string, properties: PlannedResource["properties"]): number | string {
  if (row.unit === "GPU-hour") return gpuShape(shape)?.gpus ?? `the number of GPUs of shape ${shape} is not known`;
  const property = row.unit === "OCPU-hour" ? "ocpus" : "memoryInGbs";
  return (
    knownQuantity(valueAt(properties, "nodeShapeConfig", property)) ??
    `nodeShapeConfig.${property} is not known in the plan`
  );
}

function bootVolumes({ properties }: PlannedResource, nodes: NodeCount): (Charge | Gap)[] {
  const sizeGb = knownQuantity(valueAt(properties, "nodeSourceDetails", "bootVolumeSizeInGbs"));
  if (sizeGb === undefined)
    return [
      {
        what: "boot volumes",
        reason: "the size of the boot volume is not stated, so it depends on the image",
        rows: ["block-volume-storage", "block-volume-performance"],
      },
    ];
  return volumeCharges("boot volume", sizeGb, defaultVpusPerGb, nodes);
}

/** Storage and performance of so many volumes of one size. */
export function volumeCharges(what: string, sizeGb: number, vpusPerGb: number, { min, max }: NodeCount): Charge[] {
  const charge = (row: string, detail: string, each: number): Charge => ({
    row,
    what: `${what}, ${detail}`,
    idle: min * each,
    active: max * each,
  });
  return [
    charge("block-volume-storage", `${sizeGb} GB`, sizeGb),
    charge("block-volume-performance", `${vpusPerGb} VPU per GB`, sizeGb * vpusPerGb),
  ];
}

/** A reservation is billed from its creation, used or not, and is not part of the plan. */
function reservations({ properties }: PlannedResource): Gap[] {
  return placements(properties).some((placement) => valueAt(placement, "capacityReservationId") !== undefined)
    ? [
        {
          what: "unused part of the capacity reservation",
          reason: "a reservation is billed from its creation at a rate that Oracle's price list does not state",
        },
      ]
    : [];
}

function placements(properties: PlannedResource["properties"]) {
  return knownItems(valueAt(properties, "nodeConfigDetails", "placementConfigs")).filter(isObject);
}
