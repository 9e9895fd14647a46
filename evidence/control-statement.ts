import type { Finding } from "../plan/model.ts";
import { rulesOf } from "../plan/report/machine-report.ts";
import type { Register } from "./evidence.ts";

/** Every rule with its result. A rule without a finding held for what it could see. */
export function controlStatement(findings: readonly Finding[]): Register {
  const rows = rulesOf({ findings }).map(({ id, title, axis, law, description }) => {
    const own = findings.filter(({ rule }) => rule === id);
    return [id, title, axis, description, law, resultOf(own), own.length];
  });
  return {
    name: "controls",
    title: "Control statement",
    lead: "Every rule that was asked and what it found. Held means that nothing which could be seen breaks it.",
    columns: ["Rule", "Name", "Axis", "What must hold", "Behind it", "Result", "Findings"],
    rows,
  };
}

function resultOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return "held";
  if (findings.some(({ level }) => level === "mandatory")) return "broken";
  if (findings.some(({ waived }) => waived)) return "waived";
  return findings.some(({ level }) => level === "remediate") ? "corrected" : "advice given";
}
