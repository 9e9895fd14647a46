import { askPulumiOrRefuse } from "../pulumi/ask.ts";
import { explainWords } from "../pulumi/explain.ts";
import type { StackContext } from "../stack-context.ts";
import { type Deployment, parseDeployment } from "./deployment.ts";

/** A stack's state as it is now. Takes no lock and needs no passphrase. @throws Refusal with the reason in words */
export async function readDeployment({ projectDir, stack }: StackContext): Promise<Deployment> {
  const args = ["stack", "export", "-s", stack];
  return parseDeployment(await askPulumiOrRefuse(args, { cwd: projectDir }, (words) => explainWords(words, stack)));
}
