import { fields, textOf } from "../../engine/extract/reader.ts";
import { at, atNode, placeLabel, regionFix, shown } from "../../engine/judge.ts";
import { allowsPlace } from "../../engine/profile.ts";
import type { ResourceRule } from "../../engine/rule.ts";

/** Fields that leave every place to the cloud. */
const EVERYWHERE = ["replication.auto", "replication.automatic"];
/** Deployments of models that answer from any of the cloud's regions, whatever the account's is. */
const MODEL_DEPLOYMENTS = ["azure-native:cognitiveservices:Deployment", "azure:cognitive/deployment:Deployment"];
const SPREAD = new Set<string | undefined>(["global", "multi-region", "dual-region", "geography"]);

export const noGlobalLocation: ResourceRule = {
  id: "RES-005",
  title: "no-global-location",
  severity: "high",
  axis: "residency",
  description: "Nothing is placed in a global or multi-region location that reaches outside the profile.",
  law: "GDPR Art. 44",
  check: ({ places, type, root }, settings) => [
    ...places.flatMap((place) => {
      const { row } = place;
      if (!row || !SPREAD.has(row.scope) || allowsPlace(settings.profile, row)) return [];
      const what = `${placeLabel(place)} is a ${row.scope} location: bytes may be anywhere in it`;
      return { path: at(place), what, fix: regionFix(place, settings) };
    }),
    ...places
      .filter(({ form, region }) => form === "profile" && region !== "eu")
      .map((place) => ({
        path: at(place),
        what: `${shown(place)} answers from whichever region of that part of the world has room`,
        fix: "use the model of one region, or its profile that begins with eu.",
      })),
    ...(type === "gcp:secretmanager/secret:Secret" ? EVERYWHERE.flatMap((path) => fields(root, path)) : []).map(
      (node) => ({
        path: atNode(node),
        what: "the cloud keeps copies of this wherever it likes",
        fix: `name the places: ${regionFix({ provider: "gcp", row: undefined }, settings)}`,
      }),
    ),
    ...(MODEL_DEPLOYMENTS.includes(type) ? fields(root, "sku.name") : [])
      .filter((node) => textOf(node)?.startsWith("Global"))
      .map((node) => ({
        path: atNode(node),
        what: "a global deployment sends every prompt to whichever region of the cloud has room",
        fix: "deploy with the sku Standard, or with one of the European data zone (DataZoneStandard)",
      })),
  ],
};
