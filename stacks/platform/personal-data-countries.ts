import { allowsCountry, countriesOf, profileNamed } from "../../policies/engine/profile.ts";

/**
 * Where pods with personal data may run: in those countries of the environment's own machines that its profile allows, by the
 * table that the policy packs read too. Where none of them is known, anywhere in the profile.
 *
 * @param declared countries of the environment's machines; `undefined` for those of which nobody says it
 */
export function personalDataCountries(
  profileName: string,
  declared: readonly (string | undefined)[],
): readonly string[] {
  const profile = profileNamed(profileName);
  const known = [...new Set(declared.filter((code) => code !== undefined))].sort();
  const allowed = profile.enforce ? known.filter((code) => allowsCountry(profile, code)) : known;
  return allowed.length > 0 ? allowed : countriesOf(profile);
}
