import type { Waiver } from "../../policies/engine/settings.ts";
import { unusedWaivers } from "../../policies/engine/waivers.ts";
import { waiverHygiene } from "../../policies/rules/EVD-003/rule.ts";
import { pathSegments } from "../../stacks/environment/path.ts";
import { parseUrn } from "../engine/urn.ts";
import type { Finding } from "../model.ts";
import type { LocatedWaiver } from "./read-waivers.ts";

/** The waivers of one stack: those of others have nothing to do with what is judged. */
export function waiversOfStack(
  waivers: readonly LocatedWaiver[],
  { project, stack }: { readonly project: string; readonly stack: string },
): readonly LocatedWaiver[] {
  return waivers.filter(({ urn }) => {
    const of = parseUrn(urn);
    return of.project === project && of.stack === stack;
  });
}

/** As the packs are told of them. */
export function plainWaivers(waivers: readonly LocatedWaiver[]): readonly Waiver[] {
  return waivers.map(({ source: _, ...waiver }) => waiver);
}

/**
 * The findings with what the waivers themselves add: those about a waiver point at its line of the file, and a waiver that
 * nothing needs is one finding more, for advice, because another way of looking at the stack may still need it.
 *
 * @param waivers the same list, in the same order, that the rules were told of
 */
export function withWaivers(
  findings: readonly Finding[],
  waivers: readonly LocatedWaiver[],
  today: string,
): readonly Finding[] {
  const unused = unusedWaivers(waivers, findings, today).map(({ rule, urn, source }): Finding => {
    const { id, title, severity, axis, law } = waiverHygiene;
    return {
      pack: "hardening",
      rule: id,
      title,
      level: "advisory",
      severity,
      axis,
      urn,
      path: "",
      message: `the waiver of ${rule} waives nothing here`,
      fix: "remove it, unless it is for another way of looking at this: plan, state or repository",
      why: law,
      source,
    };
  });
  return [...findings.map((finding) => located(finding, waivers)), ...unused];
}

function located(finding: Finding, waivers: readonly LocatedWaiver[]): Finding {
  if (finding.rule !== waiverHygiene.id || !finding.path.startsWith("waivers[")) return finding;
  const [, index] = pathSegments(finding.path);
  const source = typeof index === "number" ? waivers[index]?.source : undefined;
  return source ? { ...finding, source } : finding;
}
