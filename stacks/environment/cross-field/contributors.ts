import { allowsCountry, PROFILES } from "../../../policies/engine/profile.ts";
import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";

export function contributorsAreWhereTheirPoolIs(config: Draft): Issue[] {
  const profile = config.at("residency", "profile").text;
  const pools = new Map(config.at("contributors", "pools").members.map((pool) => [pool.name, pool]));
  const poolNames = [...pools.keys()];
  const ofPools = [...pools.values()].flatMap((pool) => [
    ...countryOutside(pool.at("country"), profile),
    ...(pool.at("dataClass").text === "personal" && pool.at("class").text === "volunteer"
      ? [
          pool.at("dataClass").issue("can not run on volunteers' machines", {
            accepted: "public or internal, or class owned or contracted",
          }),
        ]
      : []),
  ]);
  const ofNodes = config.at("contributors", "nodes").members.flatMap((node) => {
    const reference = node.at("pool");
    const pool = reference.text === undefined ? undefined : pools.get(reference.text);
    if (!pool) {
      return reference.text === undefined
        ? []
        : [
            reference.issue("is not a contributor pool of this file", {
              accepted: poolNames.join(", ") || "a name under contributors.pools",
            }),
          ];
    }
    return (["country", "class"] as const).flatMap((key) => {
      const [mine, wanted] = [node.at(key).text, pool.at(key).text];
      return mine !== undefined && wanted !== undefined && mine !== wanted
        ? [node.at(key).issue(`differs from that of its pool ${pool.name}`, { accepted: wanted })]
        : [];
    });
  });
  return [...ofPools, ...ofNodes];
}

function countryOutside(country: Draft, profileName: string | undefined): Issue[] {
  const profile = PROFILES.find((each) => each.name === profileName);
  const readable = country.text !== undefined && /^[A-Z]{2}$/.test(country.text);
  if (!profile?.enforce || !readable || allowsCountry(profile, country.text ?? "")) {
    return [];
  }
  return [
    country.issue(`is outside the profile ${profile.name}`, { accepted: "a country of the profile, such as DE" }),
  ];
}
