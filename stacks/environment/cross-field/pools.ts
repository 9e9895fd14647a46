import { FLEX_SHAPES, gpuShape } from "../../../components/substrate/oci/shapes.ts";
import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";
import { regionOf } from "./region.ts";

export function boundsAreOrdered(config: Draft): Issue[] {
  return [config.at("cloud", "systemPool"), ...config.at("gpuPools").members].flatMap((pool) => {
    const [minimum, maximum] = [pool.at("minNodes"), pool.at("maxNodes")];
    return minimum.number !== undefined && maximum.number !== undefined && minimum.number > maximum.number
      ? [minimum.issue(`is above maxNodes, which is ${maximum.number}`, { accepted: `at most ${maximum.number}` })]
      : [];
  });
}

export function systemPoolFitsItsShape(config: Draft): Issue[] {
  const pool = config.at("cloud", "systemPool");
  const shape = FLEX_SHAPES.find((row) => row.name === pool.at("shape").text);
  if (!shape) {
    return [];
  }
  return [
    ...outside(pool.at("ocpus"), 1, shape.maxOcpus, `OCPUs of ${shape.name}`),
    ...outside(pool.at("memoryGiB"), 1, shape.maxMemoryGiB, `GiB of ${shape.name}`),
  ];
}

function outside(field: Draft, minimum: number, maximum: number, what: string): Issue[] {
  return field.number !== undefined && (field.number < minimum || field.number > maximum)
    ? [field.issue(`is outside the ${what}`, { accepted: `${minimum} to ${maximum}` })]
    : [];
}

export function gpuPoolsFitTheirShape(config: Draft): Issue[] {
  return config.at("gpuPools").members.flatMap((pool) => {
    const field = pool.at("shape");
    const shape = field.text === undefined ? undefined : gpuShape(field.text);
    if (!shape) {
      return [];
    }
    return [
      ...(shape.beta9Gpu === undefined
        ? [
            field.issue(`has a GPU (${shape.gpuModel}) that Beta9 can not schedule`, {
              accepted: "a shape with an NVIDIA GPU of Beta9's list",
            }),
          ]
        : []),
      ...(shape.managedNodePool
        ? []
        : [
            field.issue("can not be used by a managed node pool of OKE", {
              accepted: "a shape that OKE lists for managed nodes",
            }),
          ]),
    ];
  });
}

/** Nothing matches a country that nobody declared: the API server would refuse every worker of such a pool. */
export function personalDataHasACountry(config: Draft): Issue[] {
  const existing = config.at("cloud", "substrate").text === "existing";
  const region = regionOf(config);
  const undeclared = existing ? !config.at("cloud", "country").isPresent : region && region.country === undefined;
  if (!undeclared) return [];
  const accepted = existing
    ? "internal or public, or cloud.country: the country that the machines stand in"
    : "internal or public, or a region whose country is published";
  return config
    .at("gpuPools")
    .members.map((pool) => pool.at("dataClass"))
    .filter((dataClass) => dataClass.text === "personal")
    .map((dataClass) =>
      dataClass.issue("needs nodes whose country is known; workers of this pool could start nowhere", { accepted }),
    );
}

export function availabilityDomainsExist(config: Draft): Issue[] {
  const region = regionOf(config);
  return config.at("gpuPools").members.flatMap((pool) => {
    const domains = pool.at("availabilityDomains");
    const count = domains.members.length;
    const absent = region
      ? domains.members
          .filter((domain) => domain.number !== undefined && domain.number > region.availabilityDomains)
          .map((domain) =>
            domain.issue(
              `does not exist in ${region.id}, which has ${region.availabilityDomains} availability domain(s)`,
              {
                accepted: `1 to ${region.availabilityDomains}`,
              },
            ),
          )
      : [];
    const reserved = pool.at("capacityReservationOcid").isPresent && count !== 1;
    return [
      ...absent,
      ...(reserved
        ? [
            domains.issue("must name the one availability domain that the capacity reservation is in", {
              accepted: "a list of one number, such as [1]",
            }),
          ]
        : []),
    ];
  });
}
