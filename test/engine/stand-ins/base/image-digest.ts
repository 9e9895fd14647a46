import { createHash } from "node:crypto";

/** A digest that is the same for the same description of an image, as a registry's is for the same image. */
export function imageDigest(description: unknown): string {
  return `sha256:${createHash("sha256").update(JSON.stringify(description)).digest("hex")}`;
}
