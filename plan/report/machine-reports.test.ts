import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../../policies/all-rules.ts";
import type { Finding } from "../model.ts";
import { renderJunit } from "./junit.ts";
import type { MachineReport } from "./machine-report.ts";
import { renderSarif } from "./sarif.ts";

const finding: Finding = {
  pack: "residency",
  rule: "RES-001",
  title: "region-allow-list",
  level: "mandatory",
  severity: "critical",
  axis: "residency",
  urn: "urn:pulumi:prod::kit::aws:s3/bucket:Bucket::store",
  path: "region",
  message: "us-east-1 is outside the profile",
  fix: "use one of eu-central-1",
  why: "GDPR Art. 44",
  source: { file: "Pulumi.prod.yaml", path: "cloud.region", line: 7, column: 13 },
};
const waived: Finding = {
  ...finding,
  level: "advisory",
  urn: `${finding.urn}-2`,
  waived: { by: "A. Example", reason: "moved in January", until: "2027-02-01" },
};
const foreign: Finding = {
  ...finding,
  pack: "theirs",
  rule: "no-public-bucket",
  title: "no-public-bucket",
  level: "advisory",
};
const report = (fields: Partial<MachineReport> = {}): MachineReport => ({
  title: "plan of prod",
  file: "Pulumi.prod.yaml",
  findings: [],
  unjudged: [],
  issues: [],
  ...fields,
});
const pages = new Map(ALL_RULES.map(({ id }) => [id, `# ${id}`]));
const run = (fields: Partial<MachineReport>) => JSON.parse(renderSarif(report(fields), pages)).runs[0];

describe("SARIF", () => {
  it("describes every rule, those of other packs too when they found something", () => {
    const { rules } = run({ findings: [foreign] }).tool.driver;
    expect(rules.map(({ id }: { id: string }) => id)).toEqual([...ALL_RULES.map(({ id }) => id), "no-public-bucket"]);
    for (const { id, fullDescription, help, defaultConfiguration, properties } of rules) {
      expect(fullDescription.text).not.toBe("");
      expect(help.text).not.toBe("");
      expect(help.markdown).toBe(pages.get(id));
      expect(["error", "warning", "note"]).toContain(defaultConfiguration.level);
      expect(Number(properties["security-severity"])).toBeGreaterThan(0);
      // The schema of SARIF refuses a tag that is there twice.
      expect(new Set(properties.tags).size).toBe(properties.tags.length);
    }
  });

  it("has a category of its own for each thing that is judged, or the second upload replaces the first", () => {
    const category = (title: string) => run({ title }).automationDetails.id.replace(/[^/]*$/, "");
    expect(category("plan of prod")).not.toBe(category("repository kit"));
  });

  it("places what has no line at the beginning of the file that describes it, because forges refuse what is nowhere", () => {
    const { source: _, ...nowhere } = finding;
    expect(run({ findings: [nowhere] }).results[0].locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: "Pulumi.prod.yaml" },
      region: { startLine: 1 },
    });
  });

  it("gives each finding its rule, its line of the file and its resource", () => {
    const { results, tool } = run({ findings: [finding] });
    expect(results).toMatchObject([
      {
        ruleId: "RES-001",
        level: "error",
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "Pulumi.prod.yaml", uriBaseId: "%SRCROOT%" },
              region: { startLine: 7, startColumn: 13, endLine: 7 },
            },
            logicalLocations: [{ fullyQualifiedName: `${finding.urn}#region`, kind: "resource" }],
          },
        ],
      },
    ]);
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe("RES-001");
    expect(results[0].suppressions).toBeUndefined();
  });

  it("suppresses what is waived and says who waived it, why and until when", () => {
    expect(run({ findings: [waived] }).results[0].suppressions).toEqual([
      {
        kind: "external",
        status: "accepted",
        justification: "waived by A. Example, until 2027-02-01: moved in January",
      },
    ]);
  });

  it("recognises a finding again when its line and its wording have changed", () => {
    const moved = { ...finding, message: "other words", source: { ...finding.source, line: 9 } as Finding["source"] };
    const prints = (findings: readonly Finding[]) =>
      run({ findings }).results.map((one: { partialFingerprints: object }) => one.partialFingerprints);
    expect(prints([moved as Finding])).toEqual(prints([finding]));
    const [first, second, other] = prints([finding, finding, waived]);
    expect(new Set([first, second, other].map((print) => JSON.stringify(print))).size).toBe(3);
    expect(Object.keys(first)).toEqual(["primaryLocationLineHash"]);
  });

  it("is no success when something could not be judged, although it lists no result", () => {
    expect(run({}).invocations[0]).toEqual({ executionSuccessful: true, toolExecutionNotifications: [] });
    const broken = run({
      unjudged: [{ where: "Dockerfile", reason: "is not UTF-8" }],
      issues: [
        { path: "cloud.region", message: "is missing", source: { file: "a b.yaml", path: "", line: 2, column: 1 } },
      ],
    });
    expect(broken.results).toEqual([]);
    expect(broken.invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [
        {
          message: { text: "cloud.region: is missing" },
          locations: [{ physicalLocation: { artifactLocation: { uri: "a%20b.yaml" } } }],
        },
        { message: { text: "Dockerfile: not judged: is not UTF-8" } },
      ],
    });
  });
});

describe("JUnit", () => {
  const xml = (fields: Partial<MachineReport>) => renderJunit(report(fields));

  it("has a test case a rule, and one that says that everything could be judged", () => {
    const text = xml({});
    expect(text.match(/<testcase /g)).toHaveLength(ALL_RULES.length + 1);
    expect(text).toContain(`tests="${ALL_RULES.length + 1}" failures="0" errors="0" skipped="0"`);
    expect(text).toContain('name="RES-001 region-allow-list"');
  });

  it("fails the rule that blocks, with place and fix", () => {
    const text = xml({ findings: [finding] });
    expect(text).toContain('failures="1"');
    expect(text).toMatch(
      /<failure type="critical" message="us-east-1 is outside the profile">.*Pulumi\.prod\.yaml:7.*fix: use one/,
    );
  });

  it("skips a rule of which everything is waived, and passes one that only advises", () => {
    expect(xml({ findings: [waived] })).toContain(
      '<skipped message="waived by A. Example, until 2027-02-01: moved in January"/>',
    );
    expect(xml({ findings: [finding, waived] })).toMatch(/failures="1" errors="0" skipped="0"/);
    expect(xml({ findings: [{ ...finding, level: "advisory" }] })).toMatch(/failures="0".*skipped="0"/);
  });

  it("is in error when something could not be judged", () => {
    const text = xml({ unjudged: [{ where: "Dockerfile", reason: "is a folder" }] });
    expect(text).toContain('errors="1"');
    expect(text).toMatch(/<error message="not everything could be judged">Dockerfile: is a folder/);
  });

  it("stays XML whatever a finding says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const written = xml({ findings: [{ ...finding, message: text, fix: text, urn: text }] });
        const body = written.replaceAll(/<[^<>]*>/g, "");
        expect(body).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39);)/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids them
        expect(written).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      }),
    );
  });
});
