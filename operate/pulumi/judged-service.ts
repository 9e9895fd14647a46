import { extract, type Subject } from "../../policies/engine/extract/subject.ts";
import { isMandatory, type Rule, type Violation } from "../../policies/engine/rule.ts";
import type { Settings } from "../../policies/engine/settings.ts";
import { residencyRules } from "../../policies/residency/rules.ts";
import { subprocessorRules } from "../../policies/subprocessors/rules.ts";

/** A service that Pulumi itself uses, put as the resource that a program would use it by. */
export interface ServiceUse {
  /** `pulumi:providers:<package>` for a service of a cloud, any other type for a host alone. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface JudgedService {
  /** What forbids it. Empty in a profile that enforces nothing. */
  readonly violations: readonly string[];
  /** What is worth knowing and forbids nothing. */
  readonly remarks: readonly string[];
  /** How to fix the first violation; `""` when there is none. */
  readonly fix: string;
}

/** Puts a service to the same rules, tables and settings as the resources of the program. */
export function judgeService(name: string, { type, properties }: ServiceUse, settings: Settings): JudgedService {
  const subject = extract({ urn: "", type, name, properties });
  const found = [...residencyRules, ...subprocessorRules].flatMap((rule) => said(rule, subject, settings));
  const texts = (forbidding: boolean) =>
    found.filter((one) => one.forbids === forbidding).map(({ rule, violation }) => `${rule.id} ${violation.what}`);
  const first = found.find(({ forbids }) => forbids);
  return { violations: texts(true), remarks: texts(false), fix: first?.violation.fix ?? "" };
}

interface Said {
  readonly rule: Rule;
  readonly violation: Violation;
  readonly forbids: boolean;
}

function said(rule: Rule, subject: Subject, settings: Settings): readonly Said[] {
  const mandatory = isMandatory(rule);
  const violations = "check" in rule ? rule.check(subject, settings) : [];
  return violations.map((violation) => ({
    rule,
    violation,
    forbids: mandatory && settings.profile.enforce && violation.advisory !== true,
  }));
}
