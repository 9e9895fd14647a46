import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** The organisation of every stack that is not kept in Pulumi's own cloud. */
export const organization = "organization";

/** What Pulumi.yaml says about how a project runs. */
export interface Project {
  readonly name: string;
  /** Path of the program relative to the project. */
  readonly main: string;
  readonly nodeArgs: readonly string[];
  /** Whether Pulumi compiles the program with ts-node. */
  readonly typescript: boolean;
}

const options = z.object({ typescript: z.boolean().default(true), nodeargs: z.string().default("") });
const runtime = z.union([
  z.string().transform((name) => ({ name, options: options.parse({}) })),
  z.object({ name: z.string(), options: options.default(options.parse({})) }),
]);
const project = z.object({ name: z.string().min(1), main: z.string().default("."), runtime });
const pack = z.object({ runtime });

/** @throws Error in words for the user when Pulumi.yaml is missing, malformed or names another language. */
export function readProject(projectDir: string): Project {
  const { name, main, runtime } = read(join(projectDir, "Pulumi.yaml"), project);
  return { name, main, nodeArgs: splitWords(runtime.options.nodeargs), typescript: runtime.options.typescript };
}

/** Whether a pack is compiled with ts-node. @throws Error as {@link readProject}, of its PulumiPolicy.yaml */
export function isTypeScriptPack(packDir: string): boolean {
  return read(join(packDir, "PulumiPolicy.yaml"), pack).runtime.options.typescript;
}

function read<T extends z.infer<typeof pack>>(file: string, schema: z.ZodType<T>): T {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason =
      error instanceof Error && "code" in error && error.code === "ENOENT" ? "does not exist" : String(error);
    throw new Error(`${file}: ${reason}`);
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`${file}: ${issues.join("; ")}`);
  }
  const { name } = parsed.data.runtime;
  if (name !== "nodejs") throw new Error(`${file}: runtime ${name}; only nodejs programs can be planned`);
  return parsed.data;
}

/**
 * Words of a command line as a POSIX shell splits them: quotes group, a backslash takes the next character as it is.
 * @throws Error when a quote is not closed.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\" && quote !== "'") {
      at += 1;
      word = (word ?? "") + text.charAt(at);
    } else if (quote !== "") {
      if (character === quote) quote = "";
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== "") throw new Error(`a quote (${quote}) is not closed in: ${text}`);
  return word === undefined ? words : [...words, word];
}
