import type { StackContext } from "../stack-context.ts";
import type { Check, Line } from "./check.ts";
import { dnsChecks } from "./dns.ts";
import { kubernetesChecks } from "./kubernetes.ts";
import { ociChecks } from "./oci.ts";
import { stateChecks } from "./state.ts";
import { toolChecks } from "./tools.ts";
import { placeholderChecks } from "./values.ts";

/** Everything that can be looked at for a stack without changing anything. */
export function checksOf(context: StackContext): readonly Check[] {
  return [
    ...toolChecks(context),
    ...stateChecks(context),
    ...placeholderChecks(context),
    ...substrateChecks(context),
    ...dnsChecks(context.environment),
  ];
}

/** What is looked at before every `npm run up`: all but what only informs. */
export function checksBeforeUp(context: StackContext): readonly Check[] {
  return checksOf(context).filter(({ blocks }) => blocks);
}

function substrateChecks(context: StackContext): readonly Check[] {
  const { environment } = context;
  return "tenancyOcid" in environment.cloud
    ? ociChecks(context, environment as Parameters<typeof ociChecks>[1])
    : kubernetesChecks(environment as Parameters<typeof kubernetesChecks>[0]);
}

const signs: Readonly<Record<Line["status"], string>> = { ok: "✓", failed: "✗", unknown: "?", skipped: "-" };

/** One line for each finding, a next step below what failed or is unknown, and the count at the end. */
export function renderLines(lines: readonly Line[]): string {
  const width = Math.max(0, ...lines.map(({ id }) => id.length));
  const rows = lines.map(({ id, status, what, next, blocks }) => {
    const stops = status === "failed" && !blocks ? "  (npm run up does not stop for it)" : "";
    const step = next === undefined ? "" : `\n  ${" ".repeat(width)}  next: ${next}`;
    return `${signs[status]} ${id.padEnd(width)}  ${what}${stops}${step}\n`;
  });
  const count = (status: Line["status"]) => lines.filter((line) => line.status === status).length;
  return `${rows.join("")}${count("ok")} ok, ${count("failed")} failed, ${count("unknown")} unknown; nothing was changed\n`;
}
