import { z } from "zod";
import { dataClasses } from "../../components/substrate/substrate.ts";
import { countryCode, labelName } from "./fields.ts";
import { beta9Gpu } from "./gpu-pools.ts";

/** On what terms a machine serves: its owner is us, is bound by contract, or is neither. */
export const contributorClasses = ["owned", "contracted", "volunteer"] as const;

const pool = z.strictObject({
  /** One GPU per pool: Beta9 refuses two kinds in one. Absent for Macs, which Beta9 can not schedule. */
  gpu: beta9Gpu.optional(),
  /** Every node of the pool stands here. */
  country: countryCode,
  class: z.enum(contributorClasses),
  dataClass: z.enum(dataClasses).default("public"),
});

const node = z.strictObject({
  pool: labelName,
  kind: z.enum(["rtx", "mac", "wsl"]),
  /** Person or organisation that owns the machine, as its agreement names it. */
  owner: z.string().min(1),
  country: countryCode,
  class: z.enum(contributorClasses),
  /** `link`: one command to paste there; `ssh`: `pulumi up` installs it. */
  method: z.enum(["link", "ssh"]).default("link"),
});

/** Macs and RTX machines that join over the mesh. */
export const contributors = z
  .strictObject({ pools: z.record(labelName, pool).default({}), nodes: z.record(labelName, node).default({}) })
  .prefault({});
