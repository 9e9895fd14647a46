import { describe, expect, it } from "vitest";
import { parseExport } from "../plan/against/read-export.ts";
import { type ExportedResource, exportText } from "../plan/against/testing/export-of.ts";
import { signature, signatureKey } from "../plan/engine/codec.ts";
import type { LocatedWaiver } from "../plan/waivers/read-waivers.ts";
import { plainWaivers } from "../plan/waivers/with-waivers.ts";
import { parseSettings } from "../policies/engine/settings.ts";
import { checkState } from "./check-state.ts";
import { renderCheck, renderCheckJson } from "./render-check.ts";

const canary = "canary-4f1c9a7e";
const today = "2026-11-22";
const providerUrn = "urn:pulumi:prod::kit::pulumi:providers:aws::aws";
const provider: ExportedResource = {
  urn: providerUrn,
  type: "pulumi:providers:aws",
  custom: true,
  id: "p",
  inputs: { region: "eu-central-1" },
};
const bucketUrn = "urn:pulumi:prod::kit::aws:s3/bucket:Bucket::store";
const bucket = (fields: object = {}): ExportedResource => ({
  urn: bucketUrn,
  type: "aws:s3/bucket:Bucket",
  custom: true,
  id: "store",
  provider: `${providerUrn}::p`,
  inputs: { region: "eu-central-1" },
  ...fields,
});
const waiver = (fields: Partial<LocatedWaiver> = {}): LocatedWaiver => ({
  rule: "RES-001",
  urn: bucketUrn,
  owner: "A. Example, platform",
  reason: "moved to Frankfurt in January",
  reference: "TIA-7",
  until: "2027-02-01",
  source: { file: "policies/waivers.yaml", path: "waivers[0]", line: 3, column: 5 },
  ...fields,
});

function checked(
  resources: readonly ExportedResource[],
  { waivers = [], deployment = {} }: { waivers?: readonly LocatedWaiver[]; deployment?: object } = {},
) {
  const settings = parseSettings({ profile: "eu-residency", today, waivers: plainWaivers(waivers) });
  return checkState(parseExport(exportText(resources, deployment), "f"), settings, waivers);
}

describe("an exported state", () => {
  it("is judged by the inputs that each resource was made with, and by its provider's", () => {
    const { findings, verdict } = checked([provider, bucket({ inputs: { region: "us-east-1" } })]);
    expect(verdict).toBe("violations");
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: "RES-001",
        pack: "residency",
        urn: bucketUrn,
        path: "region",
        level: "mandatory",
      }),
    );
    const inherited = checked([{ ...provider, inputs: { region: "us-east-1" } }, bucket({ inputs: {} })]).findings;
    expect(inherited.filter(({ rule, urn }) => rule === "RES-001" && urn === bucketUrn)).not.toEqual([]);
    expect(checked([provider, bucket()]).findings.filter(({ rule }) => rule === "RES-001")).toEqual([]);
  });

  it("is judged by what it only reads too, which no pack is asked about", () => {
    const read = bucket({ external: true, inputs: {}, outputs: { region: "us-east-1" } });
    const { findings } = checked([provider, read]);
    expect(findings).toContainEqual(expect.objectContaining({ rule: "RES-001", urn: bucketUrn, level: "mandatory" }));
    expect(findings).toContainEqual(expect.objectContaining({ rule: "OPS-005", urn: bucketUrn }));
  });

  it("with a secret where the place should be does not pass, because nobody can say where it is", () => {
    const region = { [signatureKey]: signature.secret, ciphertext: "v1:AAAA:BBBB" };
    expect(checked([provider, bucket({ inputs: { region } })]).findings).toContainEqual(
      expect.objectContaining({ rule: "RES-003", path: "region", level: "mandatory" }),
    );
  });

  it("never shows a secret that stands in it in clear", () => {
    const secret = (text: string) => ({ [signatureKey]: signature.secret, plaintext: JSON.stringify(text) });
    const result = checked([
      provider,
      bucket({ inputs: { region: "eu-central-1", url: secret(`https://${canary}.sentry.io/1`), password: canary } }),
    ]);
    expect(result.findings.map(({ rule }) => rule)).toContain("JUR-001");
    expect(renderCheckJson(result)).not.toContain(canary);
  });

  it("does not pass while nobody knows what became of an interrupted update", () => {
    const pending_operations = [{ type: "creating", resource: bucket() }];
    const settled = checked([]);
    const { unjudged, verdict, findings } = checked([], { deployment: { pending_operations } });
    expect(settled).toMatchObject({ unjudged: [], verdict: "pass" });
    expect(findings).toEqual([]);
    expect(unjudged).toMatchObject([{ where: bucketUrn, reason: expect.stringMatching(/creating.*pulumi refresh/) }]);
    expect(verdict).toBe("violations");
  });

  it("passes with a waiver for each finding, and still says who waived what until when", () => {
    const abroad = [provider, bucket({ inputs: { region: "us-east-1" } })];
    const blocking = checked(abroad).findings.filter(({ level }) => level === "mandatory");
    const pairs = new Map(blocking.map(({ rule, urn }) => [`${rule} ${urn}`, waiver({ rule, urn })]));
    const waived = checked(abroad, { waivers: [...pairs.values()] });
    expect(waived.verdict).toBe("pass");
    expect(waived.findings).toContainEqual(
      expect.objectContaining({
        rule: "RES-001",
        level: "advisory",
        waived: { by: "A. Example, platform", reason: "moved to Frankfurt in January", until: "2027-02-01" },
      }),
    );
    const text = renderCheck(waived, { color: false, width: 100, unicode: true });
    expect(text).toMatch(/RES-001 region-allow-list {2}critical {2}residency {2}waived/);
    expect(text).toMatch(/by {2}A\. Example, platform, until 2027-02-01: moved/);
  });

  it("says of a waiver that has ended, or that nothing needs, in which line it stands", () => {
    const stack = {
      urn: "urn:pulumi:prod::kit::pulumi:pulumi:Stack::s",
      type: "pulumi:pulumi:Stack",
      custom: false,
      inputs: {},
    };
    const unused = checked([provider, bucket()], { waivers: [waiver()] });
    expect(unused.findings).toContainEqual(
      expect.objectContaining({ rule: "EVD-003", level: "advisory", source: waiver().source }),
    );
    const abroad = [stack, provider, bucket({ inputs: { region: "us-east-1" } })];
    const ended = checked(abroad, { waivers: [waiver({ until: "2026-11-21" })] });
    expect(ended.findings).toContainEqual(
      expect.objectContaining({ rule: "EVD-003", level: "mandatory", source: waiver().source }),
    );
    expect(ended.findings).toContainEqual(expect.objectContaining({ rule: "RES-001", level: "mandatory" }));
  });

  it("is reported alike every time", () => {
    const abroad = [provider, bucket({ inputs: { region: "us-east-1" } })];
    expect(renderCheckJson(checked(abroad))).toBe(renderCheckJson(checked(abroad)));
  });
});
