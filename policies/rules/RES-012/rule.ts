import { each, entries, fields, get, textOf } from "../../engine/extract/reader.ts";
import type { Pod } from "../../engine/extract/subject.ts";
import type { Node } from "../../engine/extract/walk.ts";
import { atNode } from "../../engine/judge.ts";
import { allowsCountry, allowsPlace, exampleCountries } from "../../engine/profile.ts";
import { regionsNamed } from "../../engine/resolve/regions.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import type { Settings } from "../../engine/settings.ts";

export const contributorNodePlacement: ResourceRule = {
  id: "RES-012",
  title: "contributor-node-placement",
  severity: "critical",
  axis: "residency",
  description:
    "Pods with personal data, and pods that may run on contributors' machines, are bound to nodes in countries that the profile allows.",
  law: "GDPR Art. 28(4), 44",
  check: ({ pods, placements }, settings) => [...pods, ...placements].flatMap((pod) => unbound(pod, settings) ?? []),
};

/** Labels by which pods say what data they handle. */
const DATA_KEY = /(^|[/.-])(data-?class(ification)?|personal-data|gdpr|data-?category|data-?sensitivity|pii)$/i;
const PERSONAL = /^(personal|pii|special-category|sensitive-personal|true|yes|gdpr|restricted-personal)$/i;
/** Taints of machines that somebody else contributes. */
const CONTRIBUTOR = /contribut|community|volunteer|third-?party|byo-?node|external-?node|untrusted/i;
/** A taint that says whose machine a node is; tolerated whatever its value, contributors' are too. */
const NODE_CLASS = /(^|[/.])node-?(class|owner|provider|origin)$/i;
const COUNTRY_KEY = /(^|[/.-])(country|country-code|iso-country)$/i;
const REGION_KEY = /^(topology|failure-domain\.beta)\.kubernetes\.io\/(region|zone)$/;

function unbound({ spec, labels }: Pod, settings: Settings): Violation | undefined {
  const personal = entries(labels).some(
    ([key, value]) => DATA_KEY.test(key) && PERSONAL.test(textOf(value) ?? "personal"),
  );
  const tolerated = fields(spec, "tolerations").find(isOfContributors);
  if (!personal && !tolerated) return undefined;
  const countries = demanded(spec, settings);
  if (countries === "allowed") return undefined;
  const who = personal ? "a pod with personal data" : "a pod that may run on contributors' machines";
  return {
    path: atNode(tolerated ?? spec),
    what:
      countries === "outside"
        ? `${who} may run in a country outside the profile ${settings.profile.name}`
        : `${who} is bound to no country`,
    fix: `demand a country label by nodeSelector or required nodeAffinity, e.g. In ${exampleCountries(settings.profile).join(", ")}`,
  };
}

type Verdict = "allowed" | "outside" | "nothing";

function isOfContributors(toleration: Node): boolean {
  const [key = "", value = "", operator] = ["key", "value", "operator"].map((name) => textOf(get(toleration, name)));
  return CONTRIBUTOR.test(key) || CONTRIBUTOR.test(value) || (operator === "Exists" && NODE_CLASS.test(key));
}

/** Terms of an affinity are alternatives, so each of them must demand a place; a selector binds them all. */
function demanded(spec: Node, settings: Settings): Verdict {
  const chosen = entries(get(spec, "nodeSelector")).map(([key, value]) => verdict(key, [value], settings));
  const terms = fields(spec, "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms");
  const ofTerms = terms.map((term) => {
    const found = fields(term, "matchExpressions")
      .filter((expression) => textOf(get(expression, "operator")) === "In")
      .map((expression) => verdict(textOf(get(expression, "key")) ?? "", each(get(expression, "values")), settings));
    return found.includes("allowed") ? "allowed" : found.includes("outside") ? "outside" : "nothing";
  });
  if (chosen.includes("allowed")) return "allowed";
  if (ofTerms.length > 0 && ofTerms.every((found) => found === "allowed")) return "allowed";
  return chosen.includes("outside") || ofTerms.includes("outside") ? "outside" : "nothing";
}

function verdict(key: string, values: readonly Node[], settings: Settings): Verdict {
  const allows = COUNTRY_KEY.test(key) ? allowsCountryCode : REGION_KEY.test(key) ? allowsRegion : undefined;
  if (!allows || values.length === 0) return "nothing";
  return values.every((value) => allows(textOf(value) ?? "", settings)) ? "allowed" : "outside";
}

function allowsCountryCode(text: string, { profile }: Settings): boolean {
  return allowsCountry(profile, text.toUpperCase());
}

/** Several clouds may have a region of the name; a name that none has says nothing of where it is. */
function allowsRegion(text: string, { profile }: Settings): boolean {
  const rows = regionsNamed(text);
  return rows.length > 0 && rows.every((row) => allowsPlace(profile, row));
}
