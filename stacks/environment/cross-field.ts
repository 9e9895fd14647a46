import { cidrConflicts, planSubnets } from "../../components/substrate/oci/cidr-plan.ts";
import { chooseNodeImage } from "../../components/substrate/oci/node-image.ts";
import { type Ocid, ocidProblems, parseOcid } from "../../components/substrate/oci/ocid.ts";
import { type OciRegion, regionById } from "../../components/substrate/oci/regions.ts";
import { FLEX_SHAPES, gpuShape } from "../../components/substrate/oci/shapes.ts";
import { allowsCountry, PROFILES } from "../../policies/engine/profile.ts";
import { Draft } from "./draft.ts";
import type { Issue } from "./issue.ts";

type Rule = (config: Draft) => Issue[];

/** Mistakes that no field has by itself. Every rule runs on every file, however many mistakes it has. */
export function crossFieldIssues(raw: unknown): Issue[] {
  const config = new Draft(raw);
  return rules.flatMap((rule) => rule(config));
}

const rules: readonly Rule[] = [
  ocidsBelongHere,
  rangesDoNotOverlap,
  boundsAreOrdered,
  systemPoolFitsItsShape,
  gpuPoolsFitTheirShape,
  availabilityDomainsExist,
  externalKeysAreComplete,
  retentionExcludesVersioning,
  replicationLeavesTheRegion,
  contributorsAreWhereTheirPoolIs,
  acceptancesEndAfterTheyBegin,
  developmentMakesNoClaim,
  discoveryAnswersForThisEnvironment,
];

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

function ocidsBelongHere(config: Draft): Issue[] {
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

function rangesDoNotOverlap(config: Draft): Issue[] {
  const network = config.at("cloud", "network");
  const fields = [network.at("vcnCidr"), network.at("servicesCidr"), ...network.at("foreignCidrs").members];
  const named = Object.fromEntries(
    fields.flatMap((field) => (field.text === undefined ? [] : [[field.path.join("."), field.text]])),
  );
  const conflicts = cidrConflicts(named).map((conflict) => {
    const later = fields.find((field) => field.path.join(".") === conflict.b) ?? network;
    return later.issue(`overlaps ${conflict.aCidr} of ${conflict.a}`, { accepted: "ranges without a common address" });
  });
  return [...conflicts, ...subnetsFit(network.at("vcnCidr"))];
}

function subnetsFit(vcn: Draft): Issue[] {
  if (vcn.text === undefined || Object.keys(cidrConflicts({ a: vcn.text, b: vcn.text })).length === 0) {
    return [];
  }
  try {
    planSubnets(vcn.text);
    return [];
  } catch (error) {
    return [vcn.issue(error instanceof Error ? error.message : String(error), { accepted: "/16 to /20" })];
  }
}

function boundsAreOrdered(config: Draft): Issue[] {
  return [config.at("cloud", "systemPool"), ...config.at("gpuPools").members].flatMap((pool) => {
    const [minimum, maximum] = [pool.at("minNodes"), pool.at("maxNodes")];
    return minimum.number !== undefined && maximum.number !== undefined && minimum.number > maximum.number
      ? [minimum.issue(`is above maxNodes, which is ${maximum.number}`, { accepted: `at most ${maximum.number}` })]
      : [];
  });
}

function systemPoolFitsItsShape(config: Draft): Issue[] {
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

function gpuPoolsFitTheirShape(config: Draft): Issue[] {
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

function availabilityDomainsExist(config: Draft): Issue[] {
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

function externalKeysAreComplete(config: Draft): Issue[] {
  const keys = config.at("cloud", "keys");
  const external = keys.at("vault").text === "EXTERNAL";
  const manager = keys.at("externalKeyManager");
  if (external && !manager.isPresent) {
    return [
      manager.issue("is missing: an EXTERNAL vault has its keys elsewhere", {
        accepted: "the key manager's address and credentials",
      }),
    ];
  }
  return !external && manager.isPresent
    ? [
        keys.at("vault").issue("is not EXTERNAL, but an external key manager is configured", {
          accepted: "EXTERNAL, or no externalKeyManager",
        }),
      ]
    : [];
}

function retentionExcludesVersioning(config: Draft): Issue[] {
  return config.at("objectStore", "buckets").members.flatMap((bucket) => {
    const retention = bucket.at("retentionDays");
    return retention.isPresent && bucket.at("versioning").value !== false
      ? [
          retention.issue("can not stand beside versioning: OCI refuses retention rules on versioned buckets", {
            suggestion: "set versioning: false on this bucket",
          }),
        ]
      : [];
  });
}

function replicationLeavesTheRegion(config: Draft): Issue[] {
  const region = regionOf(config);
  return config.at("objectStore", "buckets").members.flatMap((bucket) => {
    const target = bucket.at("replicateTo", "region");
    const targetRegion = target.text === undefined ? undefined : regionById(target.text);
    if (!region || !targetRegion) {
      return [];
    }
    if (targetRegion.id === region.id) {
      return [target.issue("is the region that the bucket is in", { accepted: "another region of the same realm" })];
    }
    return targetRegion.realm === region.realm
      ? []
      : [
          target.issue(`is in realm ${targetRegion.realm}; nothing replicates out of ${region.realm}`, {
            accepted: `another region of ${region.realm}`,
          }),
        ];
  });
}

function contributorsAreWhereTheirPoolIs(config: Draft): Issue[] {
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

function acceptancesEndAfterTheyBegin(config: Draft): Issue[] {
  return config.at("residency", "acceptedParents").members.flatMap((acceptance) => {
    const [date, until] = [acceptance.at("date").text, acceptance.at("until")];
    return date !== undefined && until.text !== undefined && until.text < date
      ? [until.issue(`is before the acceptance itself, ${date}`, { accepted: `a day after ${date}` })]
      : [];
  });
}

/** The profile without rules is for a laptop; on any other machine it would hide what the packs are for. */
function developmentMakesNoClaim(config: Draft): Issue[] {
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

function discoveryAnswersForThisEnvironment(config: Draft): Issue[] {
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

function regionOf(config: Draft): OciRegion | undefined {
  const region = config.at("cloud", "region").text;
  return config.at("cloud", "substrate").text === "oci" && region !== undefined ? regionById(region) : undefined;
}

function ocidOf(field: Draft): Ocid | undefined {
  const parsed = field.text === undefined ? undefined : parseOcid(field.text);
  return parsed?.kind === "ocid" ? parsed : undefined;
}
