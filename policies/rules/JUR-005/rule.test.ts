import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { sovereignRealmPin } from "./rule.ts";

describe("JUR-005 a resource", () => {
  const settings = { profile: "eu-owned" };

  it.each<[type: string, properties: object, found: readonly string[]]>([
    ["aws:s3/bucket:Bucket", { region: "eu-central-1" }, ["region"]],
    ["aws:s3/bucket:Bucket", { region: "eusc-de-east-1" }, []],
    ["aws:s3/bucket:Bucket", { region: "us-east-1" }, []],
    ["aws:ec2/instance:Instance", { availabilityZone: "eu-central-1a" }, []],
    ["aws:ec2/subnet:Subnet", { availabilityZone: "eu-west-1b" }, []],
    ["aws:dynamodb/table:Table", { region: "eu-central-1", replicas: [{ regionName: "eu-west-1" }] }, ["region"]],
    ["aws:ecs/taskDefinition:TaskDefinition", { containerDefinitions: '[{"name": "a", "region": "eu-west-1"}]' }, []],
    ["kubernetes:core/v1:ConfigMap", { data: { "app.json": '{"region": "eu-west-1"}' } }, []],
    ["gcp:compute/address:Address", { region: "europe-west3" }, []],
  ])("%s is asked for a region of its own: %j", (type, properties, found) => {
    expect(objections(sovereignRealmPin, { type, properties, settings })).toEqual(found);
  });

  it("is not asked where the profile wants no such realm", () => {
    const bucket = { type: "aws:s3/bucket:Bucket", properties: { region: "eu-central-1" } };
    expect(objections(sovereignRealmPin, bucket)).toEqual([]);
  });
});
