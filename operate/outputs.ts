import { z } from "zod";
import { outputsSchema, secretOutputs } from "../stacks/outputs.ts";
import { askPulumiOrRefuse } from "./pulumi/ask.ts";
import { explainWords } from "./pulumi/explain.ts";
import { Refusal } from "./refusal.ts";

/** Output → value. */
export type OutputValues = Readonly<Record<string, unknown>>;

/** Asks the CLI for a stack's outputs, secrets in clear. @throws Refusal with the reason in words */
export function readStackOutputs(projectDir: string, stack: string): Promise<OutputValues> {
  return ask(projectDir, stack, "--show-secrets");
}

/** Asks likewise for outputs that are masked by Pulumi: one that holds a secret is masked as a whole. */
export function readMaskedOutputs(projectDir: string, stack: string): Promise<OutputValues> {
  return ask(projectDir, stack);
}

/** The CLI asks for no passphrase where its answer is read: it must be in its environment. */
async function ask(projectDir: string, stack: string, ...flags: readonly string[]): Promise<OutputValues> {
  const args = ["stack", "output", "-s", stack, "--json", ...flags];
  const text = await askPulumiOrRefuse(args, { cwd: projectDir }, (words) => explainWords(words, stack));
  return parseOutputs(text, `the outputs of ${stack}`);
}

const values = z.record(z.string(), z.unknown());

/** @throws Refusal that never repeats the text: it holds secrets */
export function parseOutputs(text: string, where: string): OutputValues {
  try {
    return values.parse(JSON.parse(text));
  } catch {
    throw new Refusal(
      `${where} are not JSON as pulumi writes it`,
      "save them with pulumi stack output --json --show-secrets",
    );
  }
}

/** What in the outputs breaks the contract, each with its path and never with a value. */
export function outputProblems(clear: OutputValues): readonly string[] {
  const parsed = outputsSchema.safeParse(clear);
  return parsed.success ? [] : problemsIn(parsed.error);
}

/** Where values are not as a contract says, without them. */
export function problemsIn({ issues }: z.ZodError): readonly string[] {
  return issues.map(({ path, message }) => `${path.join(".") || "outputs"}: ${message}`);
}

const mask = "[secret]";

/**
 * The outputs with secrets masked field by field where the contract says which fields are secret, and as a whole
 * where only Pulumi knows that there is one, or where the outputs are not those of the contract.
 */
export function maskedOutputs({
  masked,
  clear,
}: {
  readonly masked: OutputValues;
  readonly clear: OutputValues;
}): OutputValues {
  if (outputProblems(clear).length > 0) return masked;
  return Object.fromEntries(
    Object.entries(masked).map(([name, value]) => {
      const paths = secretOutputs.filter(([output]) => output === name).map(([, ...path]) => path);
      return [name, value === mask && paths.length > 0 ? paths.reduce(withMask, clear[name]) : value];
    }),
  );
}

function withMask(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || typeof value !== "object" || value === null) return mask;
  return { ...value, [key]: withMask((value as Readonly<Record<string, unknown>>)[key], rest) };
}
