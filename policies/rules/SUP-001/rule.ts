import { isOwnContainer } from "../../engine/correction.ts";
import { UNKNOWN_PART } from "../../engine/extract/walk.ts";
import { at, objection, shown } from "../../engine/judge.ts";
import { canonicalHost, isInternal } from "../../engine/resolve/host.ts";
import { formatImage, type ImageName, parseImage } from "../../engine/resolve/image.ts";
import { vendorOf } from "../../engine/resolve/vendors.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import { isMirror, owns, registered, type Settings } from "../../engine/settings.ts";

export const registryAllowList: ResourceRule = {
  id: "SUP-001",
  title: "registry-allow-list",
  severity: "high",
  axis: "supply-chain",
  description: "Images come from the mirror, from own domains or from a registry that was accepted.",
  law: "GDPR Art. 32; NIS2 Art. 21(2)(d)",
  check: ({ images, type }, settings) =>
    images.flatMap((found) => {
      const path = at(found);
      const mirror = settings.mirror ?? "a registry of your own";
      if (!found.image && found.certainty === "unknown" && PARAMETRIC.has(type)) return parameter(path, mirror);
      if (!found.image)
        return {
          path,
          what:
            found.certainty === "unknown"
              ? "the image can not be known before the cloud answers"
              : `the registry of ${shown(found)} can not be read`,
          fix: `write the image into the program, from ${mirror}`,
        };
      const why = refusal(found.image, found.certainty, settings);
      if (why === undefined) return [];
      const name = found.certainty === "secret" ? shown(found) : formatImage(found.image);
      return { path, what: `${name} is pulled from ${why}`, fix: `pull it from ${mirror}` };
    }),
  correct: (subject, settings) => {
    const { mirror } = settings;
    if (mirror === undefined) return [];
    return subject.images.flatMap(({ where, text, certainty }) => {
      const image = parseImage(text);
      if (
        !image ||
        text.includes(UNKNOWN_PART) ||
        where.key !== "image" ||
        !isOwnContainer(subject, where.parent, certainty) ||
        refusal(image, certainty, settings) === undefined
      )
        return [];
      return { where, change: () => mirrored(image, mirror) };
    });
  },
};

/** Files that leave an image to whoever builds or starts them. */
const PARAMETRIC = new Set(["repository:file:Dockerfile", "repository:file:Compose"]);

/** Where a mirror keeps an image: under its path, without the host that it comes from. */
function mirrored({ repository, tag, digest }: ImageName, mirror: string): string {
  return `${mirror.replace(/\/+$/, "")}/${repository}${tag && `:${tag}`}${digest && `@${digest}`}`;
}

/** A Dockerfile that leaves its base to a build argument pulls nothing by itself: the build that fills it in is judged. */
function parameter(path: string, mirror: string): Violation {
  const what = "whoever builds this names the image: its build argument has no default";
  return { path, what, fix: `name an image from ${mirror} where it is built`, advisory: true };
}

/** Why an image may not come from its registry, as the end of a sentence. */
function refusal(image: ImageName, certainty: string, settings: Settings): string | undefined {
  const vendor = vendorOf(image.registry);
  if (vendor) {
    const why = objection(vendor, { text: image.registry, certainty }, settings);
    return why && `a registry of ${why}`;
  }
  if (isLocal(image.registry) || owns(settings, image.registry) || isMirror(settings, image.registry, image.repository))
    return undefined;
  return registered(settings, image.registry)?.current
    ? undefined
    : "a registry that is neither the mirror, nor an own domain, nor in the register";
}

function isLocal(registry: string): boolean {
  const host = canonicalHost(registry);
  return host !== undefined && isInternal(host);
}
