import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { drPeer } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(drPeer, { type, properties });

describe("RES-010 dr-peer", () => {
  it("asks where a standby is, not where anything else is", () => {
    const group = "oci:DisasterRecovery/drProtectionGroup:DrProtectionGroup";
    expect(said(group, { association: { peerRegion: "us-ashburn-1" } })).toEqual(["association.peerRegion"]);
    expect(said(group, { association: { peerRegion: "eu-frankfurt-1" } })).toEqual([]);
    expect(said("aws:s3/bucket:Bucket", { region: "us-east-1" })).toEqual([]);
    expect(said("aws:secretsmanager/secret:Secret", { replicas: [{ region: "us-east-1" }] })).toEqual([]);
  });
});
