import { expect, it } from "vitest";
import { z } from "zod";
import { secretFields } from "./config.ts";
import { secretText } from "./environment/fields.ts";
import { environmentSchemas } from "./environment.ts";

/** Every path at which the schema takes a secret. */
function secretPaths(schema: unknown, path: readonly string[] = []): string[] {
  if (schema === secretText) return [path.join(".")];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return secretPaths(schema.unwrap(), path);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) return schema.options.flatMap((option) => secretPaths(option, path));
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, child]) => secretPaths(child, [...path, key]));
  }
  return [];
}

it("every secret of the configuration is taken out of the decrypted section that it stands in", () => {
  const paths = new Set(environmentSchemas.flatMap((schema) => secretPaths(schema)));
  expect([...paths].sort()).toEqual(secretFields.map((path) => path.join(".")).sort());
  expect(paths.size).toBeGreaterThan(5);
});
