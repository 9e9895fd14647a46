import type { ExportedState } from "../../plan/against/exported-state.ts";
import { parseExport, StateFileError } from "../../plan/against/read-export.ts";
import { askPulumiOrRefuse } from "../pulumi/ask.ts";
import { explainWords } from "../pulumi/explain.ts";
import { Refusal } from "../refusal.ts";
import type { StackContext } from "../stack-context.ts";

/** A stack's state as it is now. Takes no lock and needs no passphrase. @throws Refusal with the reason in words */
export async function readState({ projectDir, stack }: StackContext): Promise<ExportedState> {
  const explain = (words: string) => explainWords(words, stack);
  return parseState(await askPulumiOrRefuse(exportOf(stack), { cwd: projectDir }, explain), stack);
}

/** Arguments with which the CLI prints a state. */
export function exportOf(stack: string): readonly string[] {
  return ["stack", "export", "-s", stack];
}

/** What the CLI has printed. @throws Refusal when it is no state */
export function parseState(text: string, stack: string): ExportedState {
  const command = `pulumi ${exportOf(stack).join(" ")}`;
  try {
    return parseExport(text, `what ${command} prints`, `look at it with ${command}`);
  } catch (error) {
    if (!(error instanceof StateFileError)) throw error;
    throw new Refusal(error.what, error.next);
  }
}
