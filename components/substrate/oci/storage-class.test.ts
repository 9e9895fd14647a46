import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { OciStorageClass } from "./storage-class.ts";

describe("OciStorageClass", () => {
  it("makes volumes under the customer's key that outlive their claim and follow their pod", async () => {
    const all = await registrationsOf(() => {
      new OciStorageClass("storage", { kmsKeyId: "key-id", vpusPerGB: 20 });
    });
    expect(all.find(({ type }) => type.endsWith(":StorageClass"))?.inputs).toMatchObject({
      provisioner: "blockvolume.csi.oraclecloud.com",
      // The driver ignores parameters that it does not know, so their spelling is what encrypts.
      parameters: { "kms-key-id": "key-id", vpusPerGB: "20", "attachment-type": "paravirtualized" },
      reclaimPolicy: "Retain",
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
    });
  });
});
