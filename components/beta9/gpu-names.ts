/**
 * GPU names that Beta9's scheduler and SDK know. A pool with any other name is accepted by its API and never
 * scheduled to, so the kit refuses the name instead. Source: beam-cloud/beta9 `pkg/types/gpu.go` at 0b79dfe.
 */
export const beta9GpuNames = [
  "A10",
  "A100",
  "A100-40",
  "A100-80",
  "A10G",
  "A16",
  "A30",
  "A40",
  "A4000",
  "A5000",
  "A6000",
  "B200",
  "B300",
  "GAUDI2",
  "GH200",
  "H100",
  "H200",
  "L4",
  "L40",
  "L40S",
  "RTX4000Ada",
  "RTX4090",
  "RTX5090",
  "RTX6000",
  "RTX6000Ada",
  "RTXPro6000",
  "T4",
  "V100",
  "V100-32",
] as const;

export type Beta9GpuName = (typeof beta9GpuNames)[number];
