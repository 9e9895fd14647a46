import type { CheckResult } from "../../components/beta9/smoke/run-checks.ts";
import { painted, type Style } from "../../plan/report/pen.ts";
import { printable } from "../../plan/report/text.ts";

const marks: Readonly<Record<CheckResult["state"], readonly [mark: string, style: Style]>> = {
  passed: ["✓", "green"],
  warned: ["!", "yellow"],
  failed: ["✗", "red"],
  skipped: ["–", "dim"],
};

/** Characters; the longest name of a check. */
const nameWidth = 13;

export interface RenderOptions {
  readonly color: boolean;
}

/** One check as lines of a checklist. */
export function renderResult(result: CheckResult, { color }: RenderOptions): string {
  const time = "milliseconds" in result ? `  ${styled(`${result.milliseconds} ms`, "dim", color)}` : "";
  const line = `${mark(result.state, color)} ${result.name.padEnd(nameWidth)}  ${printable(result.says)}${time}\n`;
  return "next" in result ? `${line}${" ".repeat(nameWidth + 4)}next  ${printable(result.next)}\n` : line;
}

/** The last line: how it went. */
export function renderVerdict(stack: string, results: readonly CheckResult[], { color }: RenderOptions): string {
  const count = (state: CheckResult["state"]) => results.filter((result) => result.state === state).length;
  const [failed, skipped, warned] = [count("failed"), count("skipped"), count("warned")];
  const words = [
    failed > 0 ? `${failed} of ${results.length} checks failed` : `well: ${results.length - skipped} checks passed`,
    ...(skipped > 0 ? [`${skipped} not run`] : []),
    ...(warned > 0 ? [`${warned} with a warning`] : []),
  ];
  return `${mark(failed > 0 ? "failed" : "passed", color)} ${stack}  ${words.join(", ")}\n`;
}

function mark(state: CheckResult["state"], color: boolean): string {
  const [text, style] = marks[state];
  return styled(text, style, color);
}

function styled(text: string, style: Style, color: boolean): string {
  return color ? painted(text, style) : text;
}
