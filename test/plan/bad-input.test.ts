import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { makePlan } from "../../plan/make-plan.ts";
import type { Finding, Plan } from "../../plan/model.ts";
import { renderTerminal } from "../../plan/report/terminal.ts";
import { buildPacks } from "../../scripts/build-packs.mjs";
import { changed, projectWith, stackText } from "./project.ts";

const prodFra = stackText("prod-fra");
const today = "2026-11-22";

beforeAll(async () => {
  await buildPacks({ onlyIfStale: true });
});

function planOf(text: string, waivers?: string): Promise<Plan> {
  return makePlan({ projectDir: projectWith({ "prod-fra": text }, waivers), stack: "prod-fra", today });
}

/** An entry of the waiver file for what a bucket of prod-fra does. */
function waiver(rule: string, bucket: string, until: string): string {
  const type = "oci:ObjectStorage/replicationPolicy:ReplicationPolicy";
  const urn = `urn:pulumi:prod-fra::eu-gpu-cloud::sgc:oci:OciSubstrate$sgc:oci:OciBuckets$${type}::prod-fra-buckets-${bucket}-replication`;
  return `  - rule: ${rule}
    urn: ${urn}
    owner: A. Example, head of platform
    reason: the copy is deleted when the old site closes
    reference: TIA-2026-07
    until: ${until}
`;
}

function mandatory(plan: Plan, rule: string): Finding[] {
  return plan.findings.filter((finding) => finding.rule === rule && finding.level === "mandatory");
}

function text(plan: Plan): string {
  return renderTerminal(plan, { color: false, width: 110, unicode: true });
}

describe("a region outside the profile", () => {
  it("us-ashburn-1 breaks a rule, at the line of cloud.region, with regions to choose from", async () => {
    const plan = await planOf(changed(prodFra, "region: eu-frankfurt-1", "region: us-ashburn-1"));
    expect(plan.verdict).toBe("violations");
    const line = prodFra.split("\n").findIndex((each) => each.includes("region: eu-frankfurt-1")) + 1;
    const [finding] = mandatory(plan, "RES-001");
    expect(finding).toMatchObject({
      axis: "residency",
      source: { file: "Pulumi.prod-fra.yaml", path: "cloud.region", line },
    });
    expect(finding?.message).toMatch(/us-ashburn-1/);
    expect(finding?.fix).toMatch(/eu-frankfurt-1|eu-amsterdam-1/);
    expect(text(plan)).toContain(`cloud.region in Pulumi.prod-fra.yaml:${line}`);
  });

  it("eu-zurich-1 is not in the EU, whatever its name says", async () => {
    const plan = await planOf(changed(prodFra, "region: eu-frankfurt-1", "region: eu-zurich-1"));
    expect(plan.verdict).toBe("violations");
    expect(mandatory(plan, "RES-004").concat(mandatory(plan, "RES-001"))[0]?.source?.path).toBe("cloud.region");
  });

  it("a bucket that replicates to uk-london-1 is found where it is configured, and blocks unless a waiver holds", async () => {
    const copies = "{ replicateTo: { region: uk-london-1, bucket: copies } }";
    const replicating = ["volumes: {}", "images: {}", "registry: {}"].reduce(
      (text, bucket) => changed(text, bucket, bucket.replace("{}", copies)),
      prodFra,
    );
    const waivers = `waivers:\n${waiver("RES-007", "images", "2027-02-01")}${waiver("RES-007", "registry", "2026-11-21")}${waiver("RES-008", "images", "2027-02-01")}`;
    const plan = await planOf(replicating, waivers);
    expect(plan.verdict).toBe("violations");
    expect(mandatory(plan, "RES-007").map(({ source }) => source?.path)).toEqual(
      expect.arrayContaining([
        "objectStore.buckets.volumes.replicateTo.region",
        "objectStore.buckets.registry.replicateTo.region",
      ]),
    );
    const waived = plan.findings.filter((finding) => finding.waived);
    expect(waived).toMatchObject([
      { rule: "RES-007", level: "advisory", urn: expect.stringMatching(/images/), waived: { until: "2027-02-01" } },
    ]);
    const own = plan.findings.filter(({ rule }) => rule === "EVD-003");
    expect(own.map(({ level, message, source }) => [level, source?.line, message])).toEqual([
      ["mandatory", 8, expect.stringMatching(/ended on 2026-11-21/)],
      ["advisory", 14, "the waiver of RES-008 waives nothing here"],
    ]);
    expect(text(plan)).toMatch(/by {2}A\. Example, head of platform, until 2027-02-01: the copy is deleted/);
  });

  it("a waiver for everything is a mistake of the file, and nothing is planned", async () => {
    const plan = await planOf(
      prodFra,
      `waivers:\n${waiver("RES-007", "images", "2027-02-01").replace(/urn: .*/, "urn: '*'")}`,
    );
    expect(plan).toMatchObject({ verdict: "invalid", resources: [] });
    expect(plan.issues).toMatchObject([{ path: "waivers[0].urn", source: { file: "policies/waivers.yaml", line: 3 } }]);
  });

  it("a US parent that nobody accepted is refused on the jurisdiction axis, though the bytes are in Frankfurt", async () => {
    const [head] = prodFra.split("    acceptedParents:");
    const tail = prodFra.slice(prodFra.indexOf("    # Companies whose services you use"));
    const plan = await planOf(`${head}${tail}`);
    expect(plan.verdict).toBe("violations");
    expect(mandatory(plan, "JUR-004")[0]).toMatchObject({ axis: "jurisdiction" });
    expect(plan.findings.filter((finding) => finding.axis === "residency" && finding.level === "mandatory")).toEqual(
      [],
    );
  });

  it("an acceptance that has run out no longer counts", async () => {
    const plan = await makePlan({
      projectDir: projectWith({ "prod-fra": prodFra }),
      stack: "prod-fra",
      today: "2028-01-01",
    });
    expect(mandatory(plan, "JUR-004").length).toBeGreaterThan(0);
  });
});

describe("a project without policy packs", () => {
  it("has no plan, because every plan would pass", async () => {
    const project = projectWith({ local: stackText("local") });
    rmSync(join(project, "policies"));
    await expect(makePlan({ projectDir: project, stack: "local" })).rejects.toThrow(/holds no policy pack/);
  });
});

describe("a configuration that is wrong", () => {
  it.each([
    ["a region that does not exist", "region: eu-frankfurt-1", "region: eu-frankfurt1", "cloud.region"],
    ["a tenancy of another realm", "ocid1.tenancy.oc1..", "ocid1.tenancy.oc19..", "cloud.tenancyOcid"],
    [
      "an image of another region",
      "shape: VM.GPU.A10.1",
      "shape: VM.GPU.A10.1\n      imageOcid: ocid1.image.oc1.iad.aaaa",
      "gpuPools.a10.imageOcid",
    ],
    ["overlapping ranges", "servicesCidr: 10.96.0.0/16", "servicesCidr: 10.16.0.0/20", "cloud.network.servicesCidr"],
    ["a shape that does not exist", "shape: VM.GPU.A10.1", "shape: VM.GPU.A10.9", "gpuPools.a10.shape"],
    ["a minimum above the maximum", "minNodes: 3", "minNodes: 30", "cloud.systemPool.minNodes"],
    ["an unknown key", "cloudGuard: true", "cloudGaurd: true", "cloud.cloudGaurd"],
    ["YAML that does not parse", "profile: DEFAULT", "profile: {DEFAULT", ""],
  ])("%s is named with its line, and nothing is planned", async (_, from, to, path) => {
    const bad = changed(prodFra, from, to);
    const plan = await planOf(bad);
    expect(plan).toMatchObject({ verdict: "invalid", resources: [], findings: [] });
    expect(plan.issues.map((issue) => issue.path)).toContain(path);
    const issue = plan.issues.find((each) => each.path === path);
    expect(issue?.source?.file).toBe("Pulumi.prod-fra.yaml");
    const lastLineOfChange = bad.slice(0, bad.indexOf(to) + to.length).split("\n").length;
    expect(issue?.source?.line).toBeGreaterThanOrEqual(lastLineOfChange - 1);
    expect(text(plan)).not.toMatch(/\n\s+at .*:\d+:\d+\)?\n/);
  });

  it("a stack file that is not there is answered with those that are", async () => {
    const plan = await makePlan({ projectDir: projectWith({ "prod-fra": prodFra }), stack: "prod-far", today });
    expect(plan.verdict).toBe("invalid");
    expect(text(plan)).toMatch(/Pulumi\.prod-far\.yaml[\s\S]*prod-fra/);
  });

  it("twenty mistakes give twenty reports, in the order of the file", async () => {
    const pools = Array.from(
      { length: 20 },
      (_, index) => `    pool${index}: { shape: VM.GPU.X${index}, dataClass: personal }`,
    );
    const plan = await planOf(
      changed(prodFra, "  eu-gpu-cloud:gpuPools:\n", `  eu-gpu-cloud:gpuPools:\n${pools.join("\n")}\n`),
    );
    expect(plan.issues.map((issue) => issue.path)).toEqual(pools.map((_, index) => `gpuPools.pool${index}.shape`));
    expect(text(plan)).toMatch(/20 mistakes/);
  });
});

describe("a secret in the stack file", () => {
  it("is never decrypted and stands nowhere in the plan", async () => {
    const withSecret = changed(
      prodFra,
      "config:\n",
      "config:\n  oci:privateKeyPassword:\n    secure: v1:CANARYCIPHERTEXT\n",
    );
    const plan = await planOf(withSecret);
    expect(plan.verdict).toBe("pass");
    expect(JSON.stringify(plan)).not.toContain("CANARY");
  });

  it("in plain text is refused without being repeated", async () => {
    const exposed = changed(
      prodFra,
      "      vault: DEFAULT",
      `      vault: EXTERNAL
      externalKeyManager:
        vaultEndpointUrl: https://keys.example.eu
        privateEndpointOcid: ocid1.privateendpoint.oc1.eu-frankfurt-1.aaaa
        oauth: { clientAppId: kit, clientAppSecret: CANARYPLAINTEXT, idcsAccountNameUrl: https://id.example.eu }
        keyIds: { volumes: "1", objects: "2", cluster: "3" }
     `,
    );
    const plan = await planOf(exposed);
    expect(plan.issues).toMatchObject([{ value: "[secret]", suggestion: expect.stringContaining("--secret") }]);
    expect(JSON.stringify(plan)).not.toContain("CANARY");
  });
});
