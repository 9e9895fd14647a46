import { chooseNodeImage } from "../../../components/substrate/oci/node-image.ts";
import { gpuShape } from "../../../components/substrate/oci/shapes.ts";
import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";
import { regionOf } from "./region.ts";

export function discoveryAnswersForThisEnvironment(config: Draft): Issue[] {
  const region = regionOf(config);
  const discovery = config.at("discovery");
  const version = config.at("cloud", "kubernetesVersion");
  const offered = discovery.at("kubernetesVersions").members.flatMap((each) => each.text ?? []);
  const domains = discovery.at("availabilityDomains");
  return [
    ...(version.text !== undefined && offered.length > 0 && !offered.includes(version.text)
      ? [version.issue("is not offered according to discovery.kubernetesVersions", { accepted: offered.join(", ") })]
      : []),
    ...(region
      ? domains.members
          .filter((domain) => domain.text !== undefined && !domain.text.includes(`:${region.id.toUpperCase()}-AD-`))
          .map((domain) =>
            domain.issue(`is not an availability domain of ${region.id}`, {
              accepted: `<prefix>:${region.id.toUpperCase()}-AD-1`,
            }),
          )
      : []),
    ...(region && domains.members.length > 0 && domains.members.length !== region.availabilityDomains
      ? [
          domains.issue(
            `names ${domains.members.length} of the ${region.availabilityDomains} availability domains of ${region.id}`,
            { accepted: "all of them, in order" },
          ),
        ]
      : []),
    ...nodeImagesExist(config),
  ];
}

/** With a list of images at hand, a pool without a fitting one would fail half an hour into `pulumi up`. */
function nodeImagesExist(config: Draft): Issue[] {
  const images = config.at("discovery", "nodeImages").members.flatMap((image) => {
    const [name, ocid] = [image.at("name").text, image.at("ocid").text];
    return name !== undefined && ocid !== undefined ? [{ name, ocid }] : [];
  });
  const kubernetesVersion = config.at("cloud", "kubernetesVersion").text;
  if (images.length === 0 || kubernetesVersion === undefined) {
    return [];
  }
  return config.at("gpuPools").members.flatMap((pool) => {
    const shape = gpuShape(pool.at("shape").text ?? "");
    if (!shape || pool.at("imageOcid").isPresent) {
      return [];
    }
    const choice = chooseNodeImage(images, { arch: shape.arch, gpu: true, kubernetesVersion });
    return "ocid" in choice
      ? []
      : [
          pool
            .at("shape")
            .issue(choice.message, { suggestion: "set imageOcid on the pool, or refresh discovery.nodeImages" }),
        ];
  });
}
