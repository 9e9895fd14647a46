import { type Diagnosis, knownFailures, type Situation } from "./known-failures.ts";

/** What is known about these messages, each cause once, in the order of the messages. */
export function diagnose(messages: readonly string[], situation: Situation): readonly Diagnosis[] {
  const found = new Map<string, Diagnosis>();
  for (const message of messages) {
    for (const { id, pattern, explain } of knownFailures) {
      const match = pattern.exec(message);
      if (!match) continue;
      if (!found.has(id)) found.set(id, { id, ...explain(situation, match) });
      break;
    }
  }
  return [...found.values()];
}

/** Lines for a person who has just read the CLI's own words. */
export function renderDiagnoses(diagnoses: readonly Diagnosis[]): string {
  return diagnoses.map(({ cause, next }) => `\nwhy: ${cause}\n  next: ${next}\n`).join("");
}
