/**
 * The text of a finding. CrossGuard carries one string per violation, so what a rule knows is written into it
 * in a fixed layout and read back from it. No imports: whoever reads findings needs only this file.
 */
export interface Message {
  /** e.g. `RES-001`. */
  readonly rule: string;
  /** e.g. `region-allow-list`. */
  readonly title: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  readonly axis: string;
  readonly what: string;
  /** Property path; `""` when the resource as a whole is meant. */
  readonly path: string;
  readonly fix: string;
  /** Law or framework article; `""` when none is named. */
  readonly why: string;
  /** Set when a person took responsibility for it: reported, not enforced. */
  readonly waived?: Waived;
}

/** Who waived a finding, why, and until which day. */
export interface Waived {
  readonly by: string;
  readonly reason: string;
  readonly until: string;
}

/** A diagnostic as `AnalyzeResponse` carries it, enforcement level already as a word. */
interface PolicyDiagnostic<Level extends string> {
  readonly policyName: string;
  readonly policyPackName: string;
  readonly message: string;
  readonly enforcementLevel: Level;
  readonly urn: string;
}

const WHITESPACE = /\s+/g;
const HEAD = /^(\S+) (\S+) {2}(low|medium|high|critical) {2}(.*)$/;
const WAIVED = /^ {2}waived until (\S+) by (.*)$/;

/** Every field on one line with single spaces: the form that survives the layout. */
export function normalMessage(message: Message): Message {
  return {
    rule: word(message.rule),
    title: word(message.title),
    severity: message.severity,
    axis: line(message.axis),
    what: line(message.what),
    path: line(message.path),
    fix: line(message.fix),
    why: line(message.why),
    ...(message.waived && {
      waived: {
        by: line(message.waived.by),
        reason: line(message.waived.reason),
        until: word(message.waived.until),
      },
    }),
  };
}

/** Four lines: which rule, what is wrong, where, and how to fix it and why; two more when it is waived. */
export function formatMessage(message: Message): string {
  const m = normalMessage(message);
  return [
    `${m.rule} ${m.title}  ${m.severity}  ${m.axis}`,
    `  ${m.what}`,
    `  at  ${m.path}`,
    `  fix ${m.fix}   why ${m.why}`,
    ...(m.waived ? [`  waived until ${m.waived.until} by ${m.waived.by}`, `  because ${m.waived.reason}`] : []),
  ].join("\n");
}

/** Inverse of `formatMessage`; `undefined` for text in any other layout. */
export function parseMessage(text: string): Message | undefined {
  const lines = text.split("\n");
  if (lines.length !== 4 && lines.length !== 6) return undefined;
  const [headLine = "", whatLine = "", atLine = "", fixLine = "", waivedLine = "", reasonLine = ""] = lines;
  const head = HEAD.exec(headLine);
  const why = fixLine.indexOf("   why ");
  if (!head || !whatLine.startsWith("  ") || !atLine.startsWith("  at  ") || !fixLine.startsWith("  fix ") || why < 0) {
    return undefined;
  }
  const waived = WAIVED.exec(waivedLine);
  if (lines.length === 6 && !(waived && reasonLine.startsWith("  because "))) return undefined;
  const [, rule = "", title = "", severity, axis = ""] = head;
  return {
    rule,
    title,
    severity: severity as Message["severity"],
    axis,
    what: whatLine.slice(2),
    path: atLine.slice(6),
    fix: fixLine.slice(6, why),
    why: fixLine.slice(why + 7),
    ...(waived && { waived: { until: waived[1] ?? "", by: waived[2] ?? "", reason: reasonLine.slice(10) } }),
  };
}

/**
 * A finding from what a policy pack answered. Packs in another layout keep their own text as the message.
 */
export function toFinding<Level extends string>(diagnostic: PolicyDiagnostic<Level>) {
  const parsed = parseMessage(diagnostic.message);
  const origin = { pack: diagnostic.policyPackName, level: diagnostic.enforcementLevel, urn: diagnostic.urn };
  if (!parsed) {
    const title = diagnostic.policyName;
    const severity = "medium" as Message["severity"];
    return {
      ...origin,
      rule: title,
      title,
      severity,
      axis: "",
      path: "",
      message: diagnostic.message,
      fix: "",
      why: "",
    };
  }
  const { what, ...rest } = parsed;
  return { ...origin, ...rest, message: what };
}

function line(text: string): string {
  return text.replace(WHITESPACE, " ").trim();
}

function word(text: string): string {
  return text.replace(WHITESPACE, "") || "-";
}
