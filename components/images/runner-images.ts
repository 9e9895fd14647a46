import type { ImageName } from "./catalogue.ts";

/**
 * Runner images by the name that Beta9's SDK asks for (`imageService.runner.tags`). Source: beam-cloud/beta9
 * `pkg/common/config.default.yaml` at 0b79dfe.
 */
export const runnerImages = {
  "python3.8": "beta9-runner-py38",
  "python3.9": "beta9-runner-py39",
  "python3.10": "beta9-runner-py310",
  "python3.11": "beta9-runner-py311",
  "python3.12": "beta9-runner",
  "micromamba3.8": "beta9-runner-micromamba3.8",
  "micromamba3.9": "beta9-runner-micromamba3.9",
  "micromamba3.10": "beta9-runner-micromamba3.10",
  "micromamba3.11": "beta9-runner-micromamba3.11",
  "micromamba3.12": "beta9-runner-micromamba3.12",
} as const satisfies Readonly<Record<string, ImageName>>;

export type RunnerName = keyof typeof runnerImages;
