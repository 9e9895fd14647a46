import { Refusal } from "../refusal.ts";
import type { StackContext } from "../stack-context.ts";
import { askPulumi, noCli } from "./ask.ts";
import { judgeBackend, type ServiceVerdict } from "./backend-verdict.ts";
import { judgeSecretsProvider } from "./secrets-provider.ts";
import { cliProblem, oldestCli } from "./version.ts";

/**
 * What the CLI itself would do, judged before it runs: its version, where it keeps state, who holds the key.
 * Answers with what is worth knowing and forbids nothing.
 * @throws Refusal for the first thing that is not as it must be
 */
export async function passGate(context: StackContext): Promise<readonly string[]> {
  await requireCli(context.projectDir);
  const verdicts = [
    backendVerdict(context),
    judgeSecretsProvider(context.secretsProvider, context.settings, process.env),
  ];
  for (const { status, what, next } of verdicts) if (status === "outside") throw new Refusal(what, next);
  return verdicts.flatMap(({ remarks }) => remarks);
}

/** @throws Refusal when there is no CLI, or one that the kit can not use */
export async function requireCli(cwd: string): Promise<string> {
  const { stdout } = await askPulumi(["version"], { cwd });
  const problem = cliProblem(stdout);
  if (problem === undefined) return stdout.trim();
  throw new Refusal(`the pulumi on PATH ${problem}`, `install ${oldestCli} or newer: ${noCli.next.split(": ").at(-1)}`);
}

/** The verdict about the backend; no choice means app.pulumi.com to the CLI. */
export function backendVerdict({ backend, settings, stack }: StackContext): ServiceVerdict {
  if (backend !== undefined) return judgeBackend(backend, settings, process.env);
  return {
    status: "outside",
    what: "no backend is chosen, and without one pulumi keeps the state at app.pulumi.com, in the US",
    remarks: [],
    next: `npm run init -- ${stack} --backend URL`,
  };
}
