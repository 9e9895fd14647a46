import { at, shown } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const digestPin: ResourceRule = {
  id: "SUP-005",
  title: "digest-pin",
  severity: "medium",
  axis: "supply-chain",
  description: "Every image is named by its digest: a tag can be moved to something else.",
  law: "GDPR Art. 32(1)(b)",
  check: ({ images, type }) =>
    LOOKS_FOR_TAGS.test(type)
      ? []
      : images.flatMap((found) => {
          if (found.image?.digest !== "") return [];
          const name = found.image.tag ? "a tag" : "nothing but its path";
          return {
            path: at(found),
            what: `${shown(found)} is named by ${name}, which can come to mean another image`,
            fix: "add its digest: @sha256:…",
          };
        }),
};

/** Objects that look for new tags of an image and run none. */
const LOOKS_FOR_TAGS = /^kubernetes:image\.toolkit\.fluxcd\.io\//;
