import type { Message } from "./message.ts";
import { isMandatory, messageOf, type Rule, type Violation } from "./rule.ts";
import type { Settings } from "./settings.ts";
import { waiverOf } from "./waivers.ts";

/** What becomes of a violation in an environment. */
export interface Ruling {
  readonly message: Message;
  /** Reported and not enforced, whatever the rule's level: an uncertain fact, a profile without force, a waiver. */
  readonly reportedOnly: boolean;
}

export function rulingOf(rule: Rule, violation: Violation, urn: string, settings: Settings): Ruling {
  const waived = waiverOf(settings, rule.id, urn);
  return {
    message: { ...messageOf(rule, violation), ...(waived && { waived }) },
    reportedOnly: violation.advisory === true || !settings.profile.enforce || waived !== undefined,
  };
}

/** The level of a ruling where nobody has set another one for its rule. */
export function levelOf(rule: Rule, { reportedOnly }: Ruling): "mandatory" | "advisory" {
  return isMandatory(rule) && !reportedOnly ? "mandatory" : "advisory";
}
