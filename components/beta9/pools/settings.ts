import * as z from "zod/mini";

const runtime = z.optional(z.enum(["runc", "gvisor"]));
const common = {
  name: z.string(),
  gpu: z.optional(z.string()),
  priority: z.optional(z.int()),
  containerRuntime: runtime,
};

/** What the pools' program is told by whoever deploys it. */
export const poolSettings = z.strictObject({
  /** Where the gateway's HTTP port answers inside the cluster. */
  gatewayUrl: z.url({ protocol: /^https?$/ }),
  healthTimeoutSeconds: z.int().check(z.positive()),
  mode: z.enum(["apply", "report"]),
  pools: z.strictObject({
    private: z.array(z.strictObject(common)),
    managed: z.array(z.strictObject({ ...common, preemptable: z.optional(z.boolean()) })),
    file: z.array(
      z.strictObject({
        name: z.string(),
        expected: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      }),
    ),
    prefixes: z.strictObject({ private: z.string(), managed: z.string() }),
  }),
});

/** File with the admin token. */
export const tokenFile = "/admin-token/token";
