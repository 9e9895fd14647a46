import { describe, expect, it } from "vitest";
import { type Case, judgeCase } from "../../engine/testing/cases.ts";
import { objections } from "../../engine/testing/objections.ts";
import { usParentPlatform } from "./rule.ts";

const SCALEWAY = { type: "pulumi:providers:aws", properties: { endpoints: '[{"s3": "https://s3.fr-par.scw.cloud"}]' } };

describe("JUR-004 a platform", () => {
  it.each<[type: string, properties: object, provider: string]>([
    ["aws:s3/bucket:Bucket", { bucket: "acme" }, "pulumi:providers:aws"],
    ["cloudflare:index/zone:Zone", { name: "example.eu" }, "pulumi:providers:cloudflare"],
    ["acme:index/thing:Thing", {}, "pulumi:providers:acme"],
  ])("is judged at its provider, not at %s", (type, properties, provider) => {
    const served = { type, properties, provider: { type: provider, properties: {} } };
    expect(objections(usParentPlatform, served)).toEqual([]);
    expect(objections(usParentPlatform, { type: provider, properties: {} })).toEqual([""]);
  });

  it("is judged at its resource where nobody says which provider serves it", () => {
    expect(objections(usParentPlatform, { type: "aws:s3/bucket:Bucket", properties: { bucket: "acme" } })).toEqual([
      "",
    ]);
    expect(objections(usParentPlatform, { type: "scaleway:object/bucket:Bucket", properties: {} })).toEqual([]);
    expect(objections(usParentPlatform, { type: "kit:index:Cluster", properties: {} })).toEqual([]);
  });

  it("is another one for a service whose endpoint is another's", () => {
    const bucket = { type: "aws:s3/bucket:Bucket", properties: { bucket: "acme" }, provider: SCALEWAY };
    expect(objections(usParentPlatform, bucket)).toEqual([]);
    const queue = { type: "aws:sqs/queue:Queue", properties: { name: "q" }, provider: SCALEWAY };
    expect(objections(usParentPlatform, queue)).toEqual([""]);
  });

  it.each<[endpoints: readonly object[], open: boolean]>([
    [[{ s3: "https://s3.example.eu" }], false],
    [[{ s3: "https://s3.fr-par.scw.cloud" }], false],
    [[{ s3: "https://s3.example.eu", sts: "https://sts.eu-west-1.amazonaws.com" }], true],
    [[{ s3: "" }], true],
  ])("is Amazon's unless every endpoint is another's: %j", (endpoints, open) => {
    const found = objections(usParentPlatform, { type: "pulumi:providers:aws", properties: { endpoints } });
    expect(found).toEqual(open ? [""] : []);
  });

  it("may be in the register by its domain", () => {
    const provider = { type: "pulumi:providers:datadog", properties: {} };
    const entry = { company: "Datadog", country: "US", basis: "DPA 2026" };
    const settings = { subprocessors: [{ ...entry, host: "datadoghq.com" }] };
    expect(objections(usParentPlatform, { ...provider, settings })).toEqual([]);
    const other = { subprocessors: [{ ...entry, host: "datadoghq.eu" }] };
    expect(objections(usParentPlatform, { ...provider, settings: other })).toEqual([""]);
  });

  it.each([
    ["betteruptime", true],
    ["datadog", undefined],
  ])("whose owner is not sure is worth a look: %s", (name, advisory) => {
    const type = `pulumi:providers:${name}`;
    const written: Case = { rule: "JUR-004", kind: "violating", name, shows: "", expect: [], type, properties: {} };
    expect(judgeCase(usParentPlatform, written).map((violation) => violation.advisory)).toEqual([advisory]);
  });
});
