import { join } from "node:path";
import { judgedState } from "../evidence/judged-state.ts";
import { writeEvidence } from "../evidence/write-evidence.ts";
import { readProject } from "../plan/engine/project.ts";
import { dayOf } from "../policies/engine/days.ts";
import { Refusal, systemCode } from "./refusal.ts";
import { replaceFile } from "./replace-file.ts";
import type { StackContext } from "./stack-context.ts";
import { parseState, readExportText } from "./state/read-state.ts";

/**
 * Writes what an auditor is given of an environment that is up, from its state, and beside it the state itself: the evidence is
 * bound to its bytes. Answers with one line for the person.
 * @throws Refusal when it can not be written
 */
export async function evidenceAfterUp(context: StackContext, now: Date): Promise<string> {
  const { projectDir, stack } = context;
  const folder = join(projectDir, `evidence-${stack}`);
  const text = await readExportText(context);
  const bearer = { projectDir, project: readProject(projectDir).name, stack, today: dayOf(now) };
  const judged = judgedState(parseState(text, stack), bearer);
  try {
    const { evidence } = writeEvidence(judged, folder);
    // Nobody but its owner: it names every resource, and holds secrets, if encrypted.
    await replaceFile(join(folder, "state.json"), text, 0o600);
    const broken = evidence.verdict === "pass" ? "" : "; rules are broken, see its controls";
    return `evidence for an auditor is in evidence-${stack}, of the state ${evidence.subject.sha256}${broken}\n`;
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    throw new Refusal(
      `${stack} is up, but its evidence could not be written to ${folder} (${code})`,
      `make room or mend its rights, then npm run evidence -- ${stack} --from state FILE`,
    );
  }
}
