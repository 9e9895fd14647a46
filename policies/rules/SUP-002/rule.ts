import { at, shown } from "../../engine/judge.ts";
import { formatImage } from "../../engine/resolve/image.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const implicitDockerHub: ResourceRule = {
  id: "SUP-002",
  title: "implicit-docker-hub",
  severity: "high",
  axis: "supply-chain",
  description: "Every image names its registry, so that no node's default decides where it comes from.",
  law: "GDPR Art. 32; NIS2 Art. 21(2)(d)",
  check: ({ images }, settings) =>
    images.flatMap((found) => {
      if (!found.image?.implicit) return [];
      const meant = found.certainty === "secret" ? "an image of Docker Hub" : formatImage(found.image);
      return {
        path: at(found),
        what: `${shown(found)} names no registry, which means ${meant}`,
        fix: `write the whole reference, e.g. ${settings.mirror ?? "registry.example.eu"}/…`,
      };
    }),
};
