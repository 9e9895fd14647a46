import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { existingCloud, ociCloud } from "../stacks/environment/cloud.ts";
import { environmentSchemas } from "../stacks/environment.ts";
import { stackNames } from "../stacks/stack-file.ts";
import { kitDir } from "./plan/project.ts";

const configuration = readFileSync(join(kitDir, "docs/configuration.md"), "utf8");

/** Every key of a schema, at any depth. */
function keysOf(schema: unknown): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return keysOf(schema.unwrap());
  }
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, child]) => [key, ...keysOf(child)]);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return schema.options.flatMap(keysOf);
  }
  if (schema instanceof z.ZodRecord) {
    return keysOf(schema.valueType);
  }
  return schema instanceof z.ZodArray ? keysOf(schema.element) : [];
}

describe("the configuration page", () => {
  const keys = new Set([...environmentSchemas, ociCloud, existingCloud].flatMap(keysOf));

  it.each([...keys])("explains %s", (key) => {
    expect(configuration).toMatch(new RegExp(`[\`.]${key}[\`.]|## .*\\b${key}\\b`));
  });
});

describe("the handbook", () => {
  const pages = readdirSync(join(kitDir, "docs")).filter((name) => name.endsWith(".md"));

  it.each([...pages.map((page) => `docs/${page}`), "README.md"])("has no dead link in %s", (page) => {
    const text = readFileSync(join(kitDir, page), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? "");
    const folder = join(kitDir, page, "..");
    expect(links.filter((link) => !exists(join(folder, link)))).toEqual([]);
  });

  it("shows in the README what the plan really prints", () => {
    const readme = readFileSync(join(kitDir, "README.md"), "utf8");
    const golden = readFileSync(join(kitDir, "test/plan/golden/prod-fra.txt"), "utf8");
    const excerpt = readme.split("```").find((block) => block.includes("eu-resident  profile")) ?? "";
    const lines = excerpt.split("\n").map((line) => (line.split("…")[0] ?? "").trimEnd());
    expect(lines.filter((line) => !golden.includes(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(10);
  });

  it("names every environment in the README", () => {
    const readme = readFileSync(join(kitDir, "README.md"), "utf8");
    expect(stackNames(kitDir).filter((stack) => !readme.includes(`\`${stack}\``))).toEqual([]);
  });
});

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EISDIR";
  }
}
