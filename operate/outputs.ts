import { z } from "zod";
import { outputsSchema, secretOutputs } from "../stacks/outputs.ts";
import { askPulumiOrRefuse } from "./pulumi/ask.ts";
import { explainWords } from "./pulumi/explain.ts";
import { Refusal } from "./refusal.ts";

/** A stack's outputs: what it says in public, and everything. */
export interface StackOutputs {
  /** Secrets masked by Pulumi; an output that holds one is masked as a whole. */
  readonly masked: Readonly<Record<string, unknown>>;
  /** Secrets in clear. */
  readonly clear: Readonly<Record<string, unknown>>;
}

const document = z.record(z.string(), z.unknown());

/** Asks the CLI for a stack's outputs. @throws Refusal with the reason in words */
export async function readStackOutputs(projectDir: string, stack: string): Promise<StackOutputs> {
  const ask = async (...flags: string[]) => {
    const args = ["stack", "output", "-s", stack, "--json", ...flags];
    const text = await askPulumiOrRefuse(args, { cwd: projectDir }, (words) => explainWords(words, stack));
    const parsed = document.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new Refusal(`the outputs of ${stack} are no document`, "look at them with pulumi stack output --json");
  };
  const [masked, clear] = await Promise.all([ask(), ask("--show-secrets")]);
  return { masked, clear };
}

/** What in the outputs breaks the contract, each with its path and never with a value. */
export function outputProblems(clear: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = outputsSchema.safeParse(clear);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".") || "outputs"}: ${message}`);
}

const mask = "[secret]";

/**
 * The outputs with secrets masked field by field where the contract says which fields are secret, and as a whole
 * where only Pulumi knows that there is one, or where the outputs are not those of the contract.
 */
export function maskedOutputs({ masked, clear }: StackOutputs): Readonly<Record<string, unknown>> {
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
