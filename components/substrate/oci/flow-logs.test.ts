import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { OciFlowLogs } from "./flow-logs.ts";

const logsKept = (retentionDays: number) =>
  registrationsOf(() => {
    new OciFlowLogs("logs", {
      compartmentId: "network-id",
      subnetIds: { workers: "subnet-1", pods: "subnet-2" },
      bucketNames: { images: "prod-fra-images" },
      retentionDays,
    });
  });

describe("OciFlowLogs", () => {
  it("records the traffic of every subnet and the writes to every bucket", async () => {
    const logs = (await logsKept(90)).filter((one) => one.type === "oci:Logging/log:Log");
    expect(logs.map((log) => log.inputs.configuration.source)).toEqual([
      { sourceType: "OCISERVICE", service: "flowlogs", category: "all", resource: "subnet-1" },
      { sourceType: "OCISERVICE", service: "flowlogs", category: "all", resource: "subnet-2" },
      { sourceType: "OCISERVICE", service: "objectstorage", category: "write", resource: "prod-fra-images" },
    ]);
    for (const log of logs) {
      expect(log.inputs).toMatchObject({ logGroupId: "logs-group-id", isEnabled: true, retentionDuration: 90 });
    }
  });

  it("keeps a subnet and a bucket of the same name apart", async () => {
    const made = await registrationsOf(() => {
      new OciFlowLogs("logs", {
        compartmentId: "c",
        subnetIds: { data: "subnet" },
        bucketNames: { data: "bucket" },
        retentionDays: 30,
      });
    });
    expect(made.map((one) => one.name)).toEqual(["logs", "logs-group", "logs-subnet-data", "logs-bucket-data"]);
  });

  it("refuses a retention that OCI Logging does not have", async () => {
    await expect(logsKept(365)).rejects.toThrow("retentionDays is 365, accepted: 30, 60, 90, 120, 150, 180");
  });
});
