import type { ExportedState } from "../../plan/against/exported-state.ts";
import { parseExport, StateFileError } from "../../plan/against/read-export.ts";
import { askPulumiOrRefuse } from "../pulumi/ask.ts";
import { explainWords } from "../pulumi/explain.ts";
import { Refusal } from "../refusal.ts";
import type { StackContext } from "../stack-context.ts";

/** A stack's state as it is now. Takes no lock and needs no passphrase. @throws Refusal with the reason in words */
export async function readState(context: StackContext): Promise<ExportedState> {
  return parseState(await readExportText(context), context.stack);
}

/** The same as the CLI prints it; secrets are encrypted in it. @throws Refusal with the reason in words */
export function readExportText({ projectDir, stack }: StackContext): Promise<string> {
  return askPulumiOrRefuse(exportOf(stack), { cwd: projectDir }, (words) => explainWords(words, stack));
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
