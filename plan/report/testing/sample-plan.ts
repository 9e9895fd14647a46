import type { Finding, Issue, OpenValue, Plan, ResidencyReport } from "../../model.ts";
import { costOf } from "./sample-cost.ts";
import { Graph, type OciSample, ociResources, type Resource } from "./sample-resources.ts";

const usResidency = (operator: string, region: string, posture: string): ResidencyReport => ({
  profile: "eu-residency",
  posture,
  residency: { countries: ["DE"], regions: [region] },
  jurisdiction: {
    operator,
    parentCompany: "Oracle Corporation",
    parentCountry: "US",
    acceptances: [
      {
        company: "Oracle Corporation",
        country: "US",
        by: "M. Weber, head of infrastructure",
        reason: "no owned capacity for L40S before 2027",
        date: "2026-09-01",
        until: "2027-08-31",
      },
    ],
  },
});

/** A plan around these resources in which nothing is wrong. */
function planOf(
  stack: string,
  resources: readonly Resource[],
  residency: ResidencyReport,
  rest: Partial<Plan> = {},
): Plan {
  const byType: Record<string, number> = {};
  for (const { type } of resources) byType[type] = (byType[type] ?? 0) + 1;
  const findings = rest.findings ?? [];
  const level = (name: string) => findings.filter((finding) => finding.level === name).length;
  return {
    stack,
    verdict: "pass",
    resources,
    counts: {
      resources: resources.length,
      components: resources.filter(({ type }) => type.startsWith("sgc:")).length,
      providers: resources.filter(({ type }) => type.startsWith("pulumi:providers:")).length,
      byType,
      findings: {
        mandatory: level("mandatory"),
        remediate: level("remediate"),
        advisory: level("advisory"),
        disabled: level("disabled"),
      },
    },
    cost: costOf(resources),
    findings: [],
    packs: [
      { name: "residency", version: "0.1.0", rules: 10 },
      { name: "subprocessors", version: "0.1.0", rules: 6 },
    ],
    assumed: [],
    unknown: [],
    limits: [],
    outputs: {},
    residency,
    issues: [],
    times: { program: 2.1, policies: 1.42, cost: 0.01 },
    ...rest,
  };
}

const discovered: readonly OpenValue[] = [
  { where: "discovery.availabilityDomains", path: "", reason: "taken from the stack file; the cloud was not asked" },
  { where: "discovery.nodeImages", path: "", reason: "taken from the stack file; the cloud was not asked" },
];

function unknownsOf(resources: readonly Resource[]): readonly OpenValue[] {
  return resources.flatMap(({ urn, properties }) =>
    Object.entries(properties as Record<string, unknown>)
      .filter(([, value]) => value === "[unknown]")
      .map(([path]) => ({
        where: urn,
        path,
        reason: "the cloud gives this value when it creates the resource it refers to",
      })),
  );
}

const pool = (name: string, gpu: string, gpusPerNode: number, minNodes: number, maxNodes: number) => {
  return { name, kind: "cluster", gpu, gpusPerNode, minNodes, maxNodes, country: "DE", dataClass: "personal" };
};

const ociOutputs = ({ stack, region, gpuPools }: OciSample) => ({
  sdk: { context: stack, gatewayHost: `gateway.${stack}.example.eu`, gatewayPort: 443 },
  registry: { host: `registry.${stack}.example.eu`, mirror: `registry.${stack}.example.eu/mirror` },
  pools: gpuPools.map(({ name, gpu, shape, max }) => pool(name, gpu, Number(shape.at(-1)), 0, max)),
  contributors: { nodes: [] },
  objectStore: { endpoint: "[unknown]", region, buckets: { images: `${stack}-images`, storage: `${stack}-storage` } },
  kubeconfig: "[secret]",
});

const frankfurt: OciSample = {
  stack: "prod-fra",
  region: "eu-frankfurt-1",
  gpuPools: [
    { name: "l40s", shape: "BM.GPU.L40S.4", gpu: "L40S", max: 4 },
    { name: "a10", shape: "VM.GPU.A10.1", gpu: "A10G", max: 8 },
  ],
};

function ociPlan(sample: OciSample, residency: ResidencyReport, rest: Partial<Plan> = {}): Plan {
  const resources = ociResources(sample);
  return planOf(sample.stack, resources, residency, {
    assumed: discovered,
    unknown: unknownsOf(resources),
    outputs: ociOutputs(sample),
    ...rest,
  });
}

/** OCI Frankfurt, realm OC1: everything in order. */
export function prodFra(gpuPools = frankfurt.gpuPools): Plan {
  return ociPlan({ ...frankfurt, gpuPools }, usResidency("Oracle Corporation", "eu-frankfurt-1", "eu-resident"));
}

/** The same in EU Sovereign Cloud, realm OC19, where one price is not known. */
export function sovereignFra(): Plan {
  const gpuPools = [{ name: "h100", shape: "BM.GPU.H100.8", gpu: "H100", max: 2 }];
  const sample = { stack: "sovereign-fra", region: "eu-frankfurt-2", gpuPools } as const;
  return ociPlan(sample, usResidency("Oracle EU Sovereign Cloud entity", "eu-frankfurt-2", "eu-operated"));
}

/** Existing Kubernetes of a provider without a parent elsewhere. */
export function euOwned(): Plan {
  const graph = new Graph("eu-owned");
  const root = graph.add("pulumi:pulumi:Stack", "eu-gpu-cloud-eu-owned", undefined);
  const substrate = graph.add("sgc:existing:ExistingSubstrate", "cloud", root);
  graph.add("pulumi:providers:kubernetes", "cloud-kubernetes", substrate, { context: "hetzner-fsn1" });
  const data = graph.add("sgc:data:Redis", "redis", root);
  graph.kubernetes("core/v1", "Namespace", data, { name: "beta9-data" });
  graph.kubernetes(
    "core/v1",
    "Secret",
    data,
    { name: "redis", namespace: "beta9-data" },
    { stringData: { password: "hunter2" } },
  );
  graph.kubernetes(
    "apps/v1",
    "StatefulSet",
    data,
    { name: "redis-server", namespace: "beta9-data" },
    {
      spec: {
        volumeClaimTemplates: [{ metadata: { name: "data" }, spec: { resources: { requests: { storage: "20Gi" } } } }],
      },
    },
  );
  return planOf(
    "eu-owned",
    graph.resources,
    {
      profile: "eu-owned",
      posture: "eu-owned",
      residency: { countries: ["DE"], regions: ["fsn1"] },
      jurisdiction: {
        operator: "Hetzner Online GmbH",
        parentCompany: "Hetzner Online GmbH",
        parentCountry: "DE",
        acceptances: [],
      },
    },
    {
      outputs: {
        pools: [
          pool("rtx", "RTX4090", 2, 3, 3),
          { ...pool("macs", "", 0, 0, 0), kind: "contributor", gpu: null, gpusPerNode: null, country: "NL" },
        ],
        contributors: {
          nodes: [
            { name: "mac-utrecht-1", pool: "macs", kind: "mac", country: "NL", class: "contracted" },
            { name: "rtx-berlin-1", pool: "rtx-homes", kind: "rtx", country: "DE", class: "volunteer" },
          ],
        },
      },
    },
  );
}

/** `prod-fra` with its region changed to Ashburn, a copy to London and one piece of advice. */
export function withViolations(): Plan {
  const sample = { ...frankfurt, region: "us-ashburn-1" };
  const resources = ociResources(sample);
  const source = { file: "Pulumi.prod-fra.yaml", path: "cloud.region", line: 14, column: 13 };
  const residency = { pack: "residency", axis: "residency", level: "mandatory", severity: "critical" } as const;
  const regionFix = "use one of eu-frankfurt-1, eu-amsterdam-1, eu-paris-1, eu-marseille-1, eu-milan-1";
  const findings: Finding[] = resources
    .filter(({ type }) => type.startsWith("oci:"))
    .map(({ urn }) => ({
      ...residency,
      rule: "RES-001",
      title: "region-allow-list",
      urn,
      path: "",
      message: "us-ashburn-1 (Ashburn, US) is outside the profile eu-residency",
      fix: regionFix,
      why: "GDPR Art. 44",
      source,
    }));
  const bucket = resources.find(({ name }) => name === "cloud-buckets-backups");
  const copy = new Graph(sample.stack).add(
    "oci:ObjectStorage/replicationPolicy:ReplicationPolicy",
    "cloud-buckets-backups-copy",
    bucket,
    {
      bucket: "prod-fra-backups",
      destinationRegionName: "uk-london-1",
    },
  );
  findings.unshift({
    pack: "subprocessors",
    rule: "SUB-004",
    title: "floating-tag",
    level: "advisory",
    severity: "low",
    axis: "none",
    urn: resources.at(-1)?.urn ?? "",
    path: "parameters",
    message: "the image is named by a tag that can move",
    fix: "name it by digest",
    why: "",
  });
  findings.push({
    ...residency,
    rule: "RES-007",
    title: "cross-region-replication",
    urn: copy.urn,
    path: "destinationRegionName",
    message: "replicates to uk-london-1 (London, GB), outside the profile eu-residency",
    fix: "pick one of eu-frankfurt-1, eu-amsterdam-1, eu-paris-1",
    why: "GDPR Art. 44",
    source: { ...source, path: "buckets.backups.replicateTo.region", line: 88, column: 15 },
  });
  const report = usResidency("Oracle Corporation", "us-ashburn-1", "out-of-area");
  return planOf(
    sample.stack,
    [...resources, copy],
    { ...report, residency: { countries: ["US"], regions: ["us-ashburn-1"] } },
    {
      verdict: "violations",
      findings,
      assumed: discovered,
      unknown: unknownsOf(resources),
      outputs: ociOutputs(sample),
    },
  );
}

/** Twenty mistakes at once. */
export function invalid(): Plan {
  const file = "Pulumi.prod-fra.yaml";
  const mistakes: readonly (readonly [string, string, string, string, string?])[] = [
    [
      "cloud.region",
      "is no region of OCI",
      "eu-frankfurt1",
      "a region id such as eu-frankfurt-1",
      "did you mean eu-frankfurt-1?",
    ],
    [
      "cloud.tenancyOcid",
      "belongs to realm oc19, the region to oc1",
      "ocid1.tenancy.oc19..aaaa",
      "an OCID of realm oc1",
    ],
    ["cloud.kubernetesVersion", "is no version", "1.34", "a version such as v1.34.1", "did you mean v1.34.1?"],
    ["network.vcnCidr", "overlaps network.servicesCidr 10.20.0.0/16", "10.20.0.0/16", "a /16 to /20 apart from it"],
    ["gpuPools.l40s.shape", "is no GPU shape", "BM.GPU.L40.4", "a shape of the table", "did you mean BM.GPU.L40S.4?"],
    ["gpuPools.l40s.minNodes", "is above maxNodes 4", "9", "0 to 4"],
    [
      "budget.monthlyAmont",
      "is no setting",
      "60000",
      "monthlyAmount, alertPercents, recipients",
      "did you mean monthlyAmount?",
    ],
  ];
  const pools = Array.from(
    { length: 13 },
    (_, index) => [`gpuPools.pool-${index + 1}.maxNodes`, "is too large", String(1001 + index), "1 to 1000"] as const,
  );
  const issues = [...pools, ...mistakes].map(
    ([path, message, value, accepted, suggestion], index): Issue => ({
      path,
      message,
      value,
      accepted,
      ...(suggestion === undefined ? {} : { suggestion }),
      source: { file, path, line: index < 13 ? 60 + 5 * index : 14 + index, column: 5 },
    }),
  );
  const none = { residency: { countries: [], regions: [] }, profile: "", posture: "" };
  const nobody = { operator: "", parentCompany: "", parentCountry: "", acceptances: [] };
  const plan = planOf("prod-fra", [], { ...none, jurisdiction: nobody });
  return { ...plan, verdict: "invalid", issues, packs: [], times: { configuration: 0.2 } };
}
