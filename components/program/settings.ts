import { readFile } from "node:fs/promises";
import type * as z from "zod/mini";
import { Failure } from "./program.ts";

/** Exit code of a program whose settings are not what it expects: kit and program do not belong together. */
export const badSettings = 2;

/** The settings of the program, from the file that its first argument names. */
export async function readSettings<T extends z.ZodMiniType>(schema: T, path = process.argv[2]): Promise<z.infer<T>> {
  if (path === undefined) throw new Failure(badSettings, "the settings file is missing: name it as the first argument");
  const parsed = schema.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "."}: ${issue.message}`);
  throw new Failure(badSettings, `${path} is not understood: ${issues.join("; ")}`);
}
