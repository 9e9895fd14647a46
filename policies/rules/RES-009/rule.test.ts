import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { outOfAreaPeering } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(outOfAreaPeering, { type, properties });

describe("RES-009 out-of-area-peering", () => {
  it("asks where a network is joined to, not where anything else is", () => {
    const peering = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
    expect(said(peering, { peerRegion: "us-east-1" })).toEqual(["peerRegion"]);
    expect(said(peering, { peerRegion: "eu-west-1" })).toEqual([]);
    expect(said(peering, { region: "us-east-1" })).toEqual([]);
    expect(said("aws:secretsmanager/secret:Secret", { replicas: [{ region: "us-east-1" }] })).toEqual([]);
  });
});
