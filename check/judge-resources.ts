import type { Finding, SourcePlace } from "../plan/model.ts";
import { PACKS } from "../policies/all-rules.ts";
import { type ResourceInput, subjectsOf } from "../policies/engine/extract/subject.ts";
import { normalMessage } from "../policies/engine/message.ts";
import { judge, type Rule } from "../policies/engine/rule.ts";
import { levelOf, rulingOf } from "../policies/engine/ruling.ts";
import type { Settings } from "../policies/engine/settings.ts";

/**
 * What the kit's rules say of resources, in the order of packs, rules and resources: the same findings as the packs give an
 * engine, reads included.
 *
 * @param locate where a property of a resource stands in a file
 * @param applies which rules are asked; all unless said otherwise
 */
export function judgeResources(
  resources: readonly ResourceInput[],
  settings: Settings,
  locate: (urn: string, path: string) => SourcePlace | undefined = () => undefined,
  applies: (rule: Rule) => boolean = () => true,
): readonly Finding[] {
  const subjects = resources.flatMap(subjectsOf);
  return Object.entries(PACKS).flatMap(([pack, rules]) =>
    rules.filter(applies).flatMap((rule) =>
      judge(rule, subjects, settings).map((violation): Finding => {
        const ruling = rulingOf(rule, violation, violation.urn, settings);
        const { what, ...message } = normalMessage(ruling.message);
        const source = locate(violation.urn, violation.path);
        return {
          pack,
          urn: violation.urn,
          level: levelOf(rule, ruling),
          ...message,
          message: what,
          ...(source && { source }),
        };
      }),
    ),
  );
}
