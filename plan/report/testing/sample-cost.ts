import type { CostItem, Plan, UnpricedItem } from "../../model.ts";
import type { Resource } from "./sample-resources.ts";

const hours = 730;

/** What the sample resources cost, by prices of the sample's own. */
export function costOf(resources: readonly Resource[]): Plan["cost"] {
  const items: CostItem[] = [];
  const unpriced: UnpricedItem[] = [];
  const hourly: Readonly<Record<string, number>> = {
    "VM.Standard.E5.Flex": 0.36,
    "BM.GPU.L40S.4": 14,
    "VM.GPU.A10.1": 2,
  };
  for (const { urn, type, name, properties } of resources) {
    if (type === "oci:ContainerEngine/cluster:Cluster") {
      items.push(item(urn, name, "cluster", "enhanced cluster", 0.1, 1, 1));
    }
    if (type === "oci:ObjectStorage/bucket:Bucket") {
      const reason = "the amount of data is not known before it is stored";
      unpriced.push({ urn, name, component: "buckets", what: "object storage", reason });
    }
    if (type !== "oci:ContainerEngine/nodePool:NodePool") continue;
    const {
      name: poolName,
      nodeShape,
      freeformTags: tags,
    } = properties as {
      name: string;
      nodeShape: string;
      freeformTags: Record<string, string>;
    };
    const component = `${nodeShape.includes("GPU") ? "gpu-pool" : "system-pool"} ${poolName}`;
    const price = hourly[nodeShape];
    if (price === undefined) {
      unpriced.push({ urn, name, component, what: `${nodeShape} node`, reason: "not in the price table" });
      continue;
    }
    const [min, max] = [Number(tags["eu-gpu-cloud-min-nodes"]), Number(tags["eu-gpu-cloud-max-nodes"])];
    items.push(item(urn, name, component, `${nodeShape} node`, price, min, max));
  }
  const sum = (pick: "monthlyIdle" | "monthlyActive") => items.reduce((total, entry) => total + entry[pick], 0);
  const monthly = { idle: sum("monthlyIdle"), active: sum("monthlyActive") };
  return { currency: "USD", asOf: "2026-09-14", source: "Oracle public price list", monthly, items, unpriced };
}

function item(
  urn: string,
  name: string,
  component: string,
  what: string,
  unitPrice: number,
  idle: number,
  active: number,
): CostItem {
  return {
    urn,
    name,
    component,
    what,
    unit: "per hour",
    unitPrice,
    quantityIdle: idle,
    quantityActive: active,
    monthlyIdle: idle * unitPrice * hours,
    monthlyActive: active * unitPrice * hours,
    source: "Oracle public price list",
  };
}
