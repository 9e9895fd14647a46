import { describe, expect, it } from "vitest";
import type { ConfigScalar } from "../stacks/stack-document.ts";
import type { Finding } from "./model.ts";
import { createTracer } from "./trace.ts";

function scalar(path: string, value: string, line: number): ConfigScalar {
  return { value, source: { file: "Pulumi.test.yaml", path, line, column: 5 } };
}

function finding(
  message: string,
  urn = "urn:pulumi:test::p::oci:Core/vcn:Vcn::test-network-vcn",
  path = "region",
): Finding {
  return {
    pack: "p",
    rule: "R",
    title: "t",
    level: "mandatory",
    severity: "high",
    axis: "",
    urn,
    path,
    message,
    fix: "",
    why: "",
  };
}

describe("the line behind a finding", () => {
  it("is the one that holds the value that the finding names", () => {
    const trace = createTracer([
      scalar("cloud.region", "us-ashburn-1", 12),
      scalar("edge.domain", "gpu.example.eu", 40),
    ]);
    expect(trace(finding("us-ashburn-1 (Ashburn, US) is outside the profile"))).toMatchObject({
      path: "cloud.region",
      line: 12,
    });
  });

  it("is the nearest in name when the value stands in several places", () => {
    const trace = createTracer([
      scalar("cloud.region", "uk-london-1", 12),
      scalar("objectStore.buckets.volumes.replicateTo.region", "uk-london-1", 30),
      scalar("objectStore.buckets.images.replicateTo.region", "uk-london-1", 33),
    ]);
    const urn =
      "urn:pulumi:test::p::oci:ObjectStorage/replicationPolicy:ReplicationPolicy::test-buckets-images-replication";
    expect(trace(finding("replicates to uk-london-1 (London, GB)", urn, "destinationRegionName"))?.line).toBe(33);
  });

  it("is not guessed from values that are too short to mean anything", () => {
    const trace = createTracer([scalar("residency.country", "US", 3), scalar("gpuPools.a.minNodes", "0", 4)]);
    expect(trace(finding("US parent, 0 acceptances"))).toBeUndefined();
  });

  it("is absent when the value does not come from the stack file", () => {
    expect(
      createTracer([scalar("cloud.region", "eu-paris-1", 1)])(finding("ghcr.io is a US registry")),
    ).toBeUndefined();
  });

  it("is found whatever the letter case and whatever sentence mark follows", () => {
    const trace = createTracer([scalar("cloud.region", "US-Ashburn-1", 7)]);
    expect(trace(finding("place is us-ashburn-1."))?.line).toBe(7);
  });
});
