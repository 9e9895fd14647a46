import { type Ocid, ocidProblems, parseOcid } from "../../../components/substrate/oci/ocid.ts";
import type { OciRegion } from "../../../components/substrate/oci/regions.ts";
import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";
import { regionOf } from "./region.ts";

export function ocidsBelongHere(config: Draft): Issue[] {
  const region = regionOf(config);
  if (!region) {
    return [];
  }
  return ocidFields(config).flatMap(([field, expectedTypes]) => {
    const ocid = ocidOf(field);
    return ocid
      ? ocidProblems(ocid, { region, ...(expectedTypes ? { expectedTypes } : {}) }).map((problem) =>
          field.issue(problem.message, { accepted: acceptedOcid(problem, region) }),
        )
      : [];
  });
}

/** Fields that hold an OCID, and the type that it must be of. */
function ocidFields(config: Draft): [Draft, string[] | undefined][] {
  return [
    [config.at("cloud", "tenancyOcid"), ["tenancy"]],
    [config.at("cloud", "parentCompartmentOcid"), ["compartment", "tenancy"]],
    [config.at("cloud", "keys", "externalKeyManager", "privateEndpointOcid"), undefined],
    [config.at("discovery", "serviceGateway", "serviceOcid"), ["service"]],
    ...config.at("gpuPools").members.flatMap((pool): [Draft, string[]][] => [
      [pool.at("imageOcid"), ["image"]],
      [pool.at("capacityReservationOcid"), ["capacityreservation"]],
    ]),
    ...config.at("discovery", "nodeImages").members.map((image): [Draft, string[]] => [image.at("ocid"), ["image"]]),
  ];
}

function acceptedOcid(problem: ReturnType<typeof ocidProblems>[number], region: OciRegion): string {
  switch (problem.kind) {
    case "type":
      return `an OCID that begins with ocid1.${problem.expected.join(" or ocid1.")}`;
    case "realm":
      return `an OCID of ${region.realm}, or a region of ${problem.found} in cloud.region`;
    case "region":
      return `an OCID of ${region.id} (${region.key})`;
  }
}

function ocidOf(field: Draft): Ocid | undefined {
  const parsed = field.text === undefined ? undefined : parseOcid(field.text);
  return parsed?.kind === "ocid" ? parsed : undefined;
}
