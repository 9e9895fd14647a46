import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";

export function acceptancesEndAfterTheyBegin(config: Draft): Issue[] {
  return config.at("residency", "acceptedParents").members.flatMap((acceptance) => {
    const [date, until] = [acceptance.at("date").text, acceptance.at("until")];
    return date !== undefined && until.text !== undefined && until.text < date
      ? [until.issue(`is before the acceptance itself, ${date}`, { accepted: `a day after ${date}` })]
      : [];
  });
}

/** The profile without rules is for a laptop; on any other machine it would hide what the packs are for. */
export function developmentMakesNoClaim(config: Draft): Issue[] {
  const profile = config.at("residency", "profile");
  const laptop = config.at("cloud", "development").value === true;
  return profile.text === "development" && !laptop
    ? [
        profile.issue("is for an existing cluster with cloud.development: true", {
          accepted: "eea-residency, eu-residency, eu-residency-no-us or eu-owned",
        }),
      ]
    : [];
}
