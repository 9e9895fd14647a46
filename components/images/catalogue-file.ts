import { z } from "zod";
import type { CatalogueImage } from "./catalogue.ts";
import { placeholder } from "./digest.ts";

const digest = z.string().superRefine((text, context) => {
  const why = placeholder(text);
  if (why !== undefined) context.addIssue({ code: "custom", message: `${text} is ${why}` });
});

const row = z.strictObject({
  purpose: z.string().min(1),
  repository: z.string().regex(/^[a-z0-9.:[\]-]+\/[a-z0-9][a-z0-9._/-]*$/, "is not host/path in lower case"),
  tag: z.string().regex(/^\w[\w.-]{0,127}$/, "is not a tag"),
  pin: z.union([
    z.strictObject({ digest, kind: z.enum(["index", "manifest"]) }),
    z.strictObject({ notResolved: z.string().min(1) }),
  ]),
  platforms: z.array(z.string().regex(/^linux\/[a-z0-9]+(\/v\d+)?$/, "is not linux/architecture")).min(1),
  licence: z.string().min(1),
  owner: z.strictObject({
    company: z.string().min(1),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .nullable(),
  }),
  source: z.string().min(1),
  asOf: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, "is not a day or a month"),
});

/**
 * Reads the text of a catalogue.
 * @throws Error with everything that is wrong with it, one line each
 */
export function parseCatalogue(text: string): readonly CatalogueImage<string>[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Error(`is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const read = z.record(z.string(), row).safeParse(document);
  if (!read.success) {
    throw new Error(read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
  }
  return Object.entries(read.data).map(([name, fields]) => ({ name, ...fields }));
}

/** The text of a catalogue, formatted as the formatter wants it; its inverse is {@link parseCatalogue}. */
export function renderCatalogue(images: readonly CatalogueImage<string>[]): string {
  const text = JSON.stringify(Object.fromEntries(images.map(({ name, ...fields }) => [name, fields])), null, 2);
  // Lists on one line. A line break is never part of a JSON string, so no text is touched.
  return `${text.replace(/\[\n\s*([^\]]*?)\n\s*\]/g, (_, items: string) => `[${items.replace(/\n\s*/g, " ")}]`)}\n`;
}
