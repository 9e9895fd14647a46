import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { pluginSource } from "./rule.ts";

const runs = (line: string) =>
  objections(pluginSource, { type: "command:local:Command", properties: { create: line } });

describe("OPS-003 on installing a plugin", () => {
  it.each([
    "pulumi plugin install resource oci",
    "pulumi  plugin  install  resource oci 2.0.0",
    "pulumi plugin install resource oci --server=https://get.pulumi.com/releases/plugins",
    "pulumi plugin install resource oci --server https://plugins.unlisted.com",
  ])("objects once to %s", (line) => {
    expect(runs(line)).toEqual(["create"]);
  });

  it.each([
    "pulumi plugin install resource oci --server=https://plugins.example.eu",
    "pulumi plugin install resource oci --server https://plugins.example.eu",
    "pulumi plugin install resource oci --file ./oci.tar.gz",
    "pulumi plugin ls",
    "curl https://plugins.unlisted.com --server x",
  ])("accepts %s", (line) => {
    expect(runs(line)).toEqual([]);
  });

  it("objects to each of several", () => {
    const lines =
      "pulumi plugin install resource oci\npulumi plugin install resource tls --server=https://a.unlisted.com";
    expect(runs(lines)).toEqual(["create#L2", "create#L1"]);
  });
});
