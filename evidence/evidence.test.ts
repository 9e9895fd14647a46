import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeResources } from "../check/judge-resources.ts";
import { parseExport } from "../plan/against/read-export.ts";
import { exportText } from "../plan/against/testing/export-of.ts";
import { signature, signatureKey } from "../plan/engine/codec.ts";
import type { ResidencyReport } from "../plan/model.ts";
import type { LocatedWaiver } from "../plan/waivers/read-waivers.ts";
import { plainWaivers, withWaivers } from "../plan/waivers/with-waivers.ts";
import type { ResourceInput } from "../policies/engine/extract/subject.ts";
import { parseSettings } from "../policies/engine/settings.ts";
import { buildEvidence, type Judged } from "./build-evidence.ts";
import { encryptedIn } from "./encrypted-in.ts";
import { renderCsv, renderEvidence, renderEvidenceHtml, renderEvidenceJson } from "./render-evidence.ts";
import { resourcesOfPlan } from "./resources-of-plan.ts";

const canary = "canary-4f1c9a7e";
const urnOf = (type: string, name: string) => `urn:pulumi:prod::kit::${type}::${name}`;
const resource = (type: string, name: string, properties: object, provider?: object): ResourceInput => ({
  urn: urnOf(type, name),
  type,
  name,
  properties,
  ...(provider && { provider: { type: "pulumi:providers:oci", name: "oci", properties: provider } }),
});
const frankfurt = { region: "eu-frankfurt-1" };
const bucketType = "oci:ObjectStorage/bucket:Bucket";
const policyType = "oci:ObjectStorage/replicationPolicy:ReplicationPolicy";
const secret = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const resources: readonly ResourceInput[] = [
  resource("pulumi:pulumi:Stack", "kit-prod", {}),
  resource("pulumi:providers:oci", "oci", frankfurt),
  resource(
    bucketType,
    "store",
    { name: "store", freeformTags: { purpose: "models", "data-class": "personal" } },
    frankfurt,
  ),
  resource(policyType, "copy", { destinationRegionName: "uk-london-1" }, frankfurt),
  resource("kubernetes:apps/v1:Deployment", "gateway", {
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: "gateway",
              image: "registry.example.eu/mirror/gateway:1",
              env: [
                { name: "SENTRY_DSN", value: secret(`https://${canary}@o1.ingest.sentry.io/2`) },
                { name: "PARTNER_URL", value: "https://api.partner.eu/v1" },
                { name: "OTHER_URL", value: "https://api.nobody-knows.eu" },
              ],
            },
          ],
        },
      },
    },
  }),
];
const waivers: readonly LocatedWaiver[] = [
  {
    rule: "RES-007",
    urn: urnOf(policyType, "copy"),
    owner: "A. Example, platform",
    reason: "the copy is deleted with the old site",
    reference: "TIA-7",
    until: "2027-02-01",
    source: { file: "policies/waivers.yaml", path: "waivers[0]", line: 3, column: 5 },
  },
];
const settings = parseSettings({
  profile: "eu-residency",
  acceptedParents: [
    {
      company: "Oracle",
      country: "US",
      by: "B. Example",
      reason: "GPU capacity in Frankfurt",
      date: "2026-11-01",
      until: "2027-04-30",
    },
  ],
  subprocessors: [{ host: "api.partner.eu", company: "Partner GmbH", country: "DE", basis: "DPA 2026-03-01" }],
  ownDomains: ["example.eu"],
  mirror: "registry.example.eu/mirror",
  waivers: plainWaivers(waivers),
  today: "2026-11-22",
});
const judged: Judged = {
  subject: { kind: "state", stack: "prod", sha256: "00" },
  resources,
  findings: withWaivers(judgeResources(resources, settings), waivers, settings.today),
  open: [{ where: "urn:x", reason: "asked of the cloud" }],
  residency: {
    profile: "eu-residency",
    posture: "eu-resident",
    residency: { countries: ["DE"], regions: ["eu-frankfurt-1"] },
    jurisdiction: { operator: "Oracle", parentCompany: "Oracle Corporation", parentCountry: "US", acceptances: [] },
  },
  settings,
  waivers,
};
const evidence = buildEvidence(judged);
const rows = (name: string): readonly Record<string, unknown>[] =>
  JSON.parse(renderEvidenceJson(evidence)).registers[name];

describe("evidence", () => {
  it("lists every company with its parent, its basis and the resources that use it", () => {
    expect(rows("subprocessors")).toContainEqual(
      expect.objectContaining({
        "Parent's country": "US",
        "Reach of US orders": "presumed",
        Basis: "accepted: GPU capacity in Frankfurt",
        By: "B. Example",
        Until: "2027-04-30",
        "Used by": expect.arrayContaining([urnOf(bucketType, "store")]),
      }),
    );
    expect(rows("subprocessors")).toContainEqual(
      expect.objectContaining({ Company: "Partner GmbH", "Parent's country": "DE", Basis: "DPA 2026-03-01" }),
    );
  });

  it("lists who runs the machines where only the stack file says it, once, and nobody where it says nothing", () => {
    const listed = (operator: string, parentCompany: string) => {
      const jurisdiction = { operator, parentCompany, parentCountry: "DE", acceptances: [] };
      const of = { ...judged, residency: { ...(judged.residency as ResidencyReport), jurisdiction } };
      const { registers } = JSON.parse(renderEvidenceJson(buildEvidence(of)));
      return registers.subprocessors.filter(({ Company }: { Company: string }) => Company === operator);
    };
    expect(listed("Metal GmbH", "Metal GmbH")).toMatchObject([
      { "Parent's country": "DE", Confidence: "declared", Basis: "none recorded" },
    ]);
    expect(listed("Oracle", "Oracle Corporation")).toEqual([]);
    expect(listed("undeclared", "undeclared")).toEqual([]);
  });

  it("says unknown of a company that no table knows", () => {
    expect(rows("subprocessors")).toContainEqual(
      expect.objectContaining({
        Company: "unknown",
        "Parent's country": "unknown",
        Basis: "unknown",
        "Used through": ["api.nobody-knows.eu"],
      }),
    );
  });

  it("keeps where bytes go and who can be compelled apart in the transfer map", () => {
    const transfers = rows("transfers");
    expect(transfers).toContainEqual(
      expect.objectContaining({
        Axis: "residency",
        Data: "is replicated to",
        Country: "GB",
        Resources: [urnOf(policyType, "copy")],
      }),
    );
    expect(transfers).toContainEqual(
      expect.objectContaining({ Axis: "residency", Country: "DE", Basis: "none needed: EU" }),
    );
    expect(transfers).toContainEqual(
      expect.objectContaining({ Axis: "jurisdiction", Country: "US", Basis: "accepted: GPU capacity in Frankfurt" }),
    );
  });

  it("drafts the record of processing from tags, and says unknown where there is none", () => {
    expect(rows("processing")).toEqual([
      {
        Purpose: "models",
        "Class of data": "personal",
        Controller: "unknown",
        Retention: "unknown",
        Country: ["DE"],
        Store: urnOf(bucketType, "store"),
      },
    ]);
  });

  it("says of a volume in a cluster that it keeps data, in the environment's country, and that no more is known", () => {
    const type = "kubernetes:apps/v1:StatefulSet";
    const redis = (spec: object) => buildEvidence({ ...judged, resources: [resource(type, "redis", { spec })] });
    const processing = (of: ReturnType<typeof redis>) => of.registers.find(({ name }) => name === "processing")?.rows;
    expect(processing(redis({ volumeClaimTemplates: [{}] }))).toEqual([
      ["unknown", "unknown", "unknown", "unknown", ["DE"], urnOf(type, "redis")],
    ]);
    expect(processing(redis({}))).toEqual([]);
  });

  it("calls no region another company's because it has the same name", () => {
    const env = [
      { name: "AWS_REGION", value: "fra1" },
      { name: "AWS_ENDPOINT_URL", value: "https://store.example.eu" },
      { name: "OTHER_REGION", value: "fra1" },
    ];
    const pod = resource("kubernetes:core/v1:Pod", "p", { spec: { containers: [{ name: "c", env }] } });
    const { registers } = JSON.parse(renderEvidenceJson(buildEvidence({ ...judged, resources: [pod] })));
    expect(JSON.stringify(registers.transfers)).not.toMatch(/digitalocean/);
  });

  it("lists what the results rest on, waived findings with who waived them", () => {
    const results = rows("controls").reduce((sum, { Findings }) => sum + Number(Findings), 0);
    expect(rows("findings")).toHaveLength(results);
    expect(rows("findings")).toContainEqual(
      expect.objectContaining({ Rule: "RES-007", Standing: expect.stringMatching(/^waived by A\. Example, platform/) }),
    );
  });

  it("counts what an export keeps encrypted, and quotes none of it", () => {
    const cipher = { [signatureKey]: signature.secret, ciphertext: `v1:${canary}` };
    const clear = { [signatureKey]: signature.secret, plaintext: JSON.stringify(canary) };
    const urn = urnOf(bucketType, "store");
    const state = (inputs: Record<string, unknown>) =>
      parseExport(exportText([{ urn, type: bucketType, custom: true, inputs }]), "f");
    const open = encryptedIn(state({ a: cipher, b: [{ c: cipher }], d: clear }));
    expect(open).toEqual([{ where: urn, reason: expect.stringMatching(/^2 values are encrypted/) }]);
    expect(JSON.stringify(open)).not.toContain(canary);
    expect(encryptedIn(state({ d: clear }))).toEqual([]);
  });

  it("states every rule's result and logs every waiver and acceptance with who, why and until when", () => {
    const results = new Map(rows("controls").map(({ Rule, Result }) => [Rule, Result]));
    expect(results.get("RES-007")).toBe("waived");
    expect(results.get("JUR-001")).toBe("broken");
    expect(results.get("RES-004")).toBe("held");
    expect(rows("waivers")).toMatchObject([{ Rule: "RES-007", Owner: "A. Example, platform", Standing: "in use" }]);
    expect(rows("acceptances")).toMatchObject([{ Company: "Oracle", By: "B. Example", Standing: "current" }]);
  });

  it("holds no secret, and calls nothing sovereign", () => {
    for (const [, text] of renderEvidence(evidence)) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain("ingest.sentry.io");
      expect(text).not.toContain("Functional Software");
      expect(text).not.toMatch(/sovereign(?!ty|-realm-pin)/i);
    }
  });

  it("is bound to what was judged, on a day, by tables of a day", () => {
    expect(evidence).toMatchObject({ subject: { sha256: "00" }, asOf: "2026-11-22", verdict: "violations" });
    expect(evidence.tables.map(({ name }) => name)).toContain("vendors");
    expect(renderEvidenceHtml(evidence)).toContain("2026-11-22");
  });

  it("is written alike every time, as reviewed", () => {
    const again = renderEvidence(buildEvidence(judged));
    expect(again).toEqual(renderEvidence(evidence));
    for (const name of ["subprocessors.csv", "transfers.csv", "processing.csv", "acceptances.csv", "waivers.csv"]) {
      expectGolden(name, again.get(name) ?? "");
    }
  });
});

describe("the resources of a plan", () => {
  it("keep their provider's place, and what is unknown in it stays unknown", () => {
    const provider = {
      urn: "urn:p",
      type: "pulumi:providers:oci",
      name: "oci",
      parent: "",
      protect: false,
      properties: frankfurt,
    };
    const store = {
      ...provider,
      urn: "urn:s",
      type: bucketType,
      name: "store",
      provider: "urn:p",
      properties: { name: "[unknown]" },
    };
    const pool = { ...store, urn: "urn:n", type: policyType, properties: { destinationRegionName: "[unknown]" } };
    const fromPlan = buildEvidence({ ...judged, resources: resourcesOfPlan({ resources: [provider, store, pool] }) });
    const { registers } = JSON.parse(renderEvidenceJson(fromPlan));
    expect(registers.processing).toMatchObject([{ Store: "urn:s", Country: ["DE"] }]);
    expect(registers.transfers).toContainEqual(
      expect.objectContaining({ Country: "unknown", "Place or company": "unknown", Resources: ["urn:n"] }),
    );
  });
});

describe("a page of evidence", () => {
  it("has every register, and shows texts of the program as text", () => {
    const name = "<script>alert(1)</script>";
    const page = renderEvidenceHtml(buildEvidence({ ...judged, open: [{ where: name, reason: "x" }] }));
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;");
    for (const { name: id } of evidence.registers) expect(page).toContain(`<section id="${id}"`);
    expect(page).toContain(`<span title="${urnOf(bucketType, "store")}">bucket <code>store</code></span>`);
  });
});

describe("a CSV cell", () => {
  it("is given back by a reader of RFC 4180, and never begins a formula", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (cells) => {
        const [line = ""] = [renderCsv({ columns: cells, rows: [] })];
        const read = [...line.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)].map(([, cell = ""]) =>
          cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
        );
        expect(read.map((cell, index) => (cell === `'${cells[index]}` ? cells[index] : cell))).toEqual(cells);
        for (const cell of read) expect(cell).not.toMatch(/^[=+\-@\t]/);
      }),
    );
  });
});

function expectGolden(name: string, text: string): void {
  const path = join(import.meta.dirname, "golden", name);
  if (process.env.UPDATE_GOLDENS || !existsSync(path)) writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}
