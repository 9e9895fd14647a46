import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { storageTopology } from "./rule.ts";

const STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass";

const bound = (key: string, ...values: readonly unknown[]) =>
  objections(storageTopology, {
    type: STORAGE_CLASS,
    properties: {
      provisioner: "csi.example.eu",
      allowedTopologies: [{ matchLabelExpressions: [{ key, values }] }],
    },
  });

const spread = (provisioner: string, parameters: unknown = {}, type = STORAGE_CLASS) =>
  objections(storageTopology, { type, properties: { provisioner, parameters } });

describe("RES-013 storage-topology", () => {
  it.each([
    ["topology.kubernetes.io/region", "us-east-1"],
    ["region", "us-east-1"],
    ["zone", "us-east-1a"],
    ["topology.kubernetes.io/zone", "us-east-1f"],
    ["topology.gke.io/zone", "us-central1-a"],
    ["topology.disk.csi.azure.com/zone", "eastus-1"],
    ["csi.hetzner.cloud/location", "ash"],
    ["acme-failure-domain", "us-east-1"],
    ["country", "US"],
    ["example.eu/country", "us"],
    ["topology.kubernetes.io/zone", { $unknown: true }],
    // IONOS has it in Germany and Amazon in Switzerland.
    ["topology.kubernetes.io/region", "eu-central-2"],
  ])("volumes may not be bound to %s %j", (key, value) => {
    expect(bound(key, value)).toEqual(["allowedTopologies[0].matchLabelExpressions[0].values[0]"]);
  });

  it.each([
    ["topology.kubernetes.io/region", "eu-west-1"],
    ["topology.kubernetes.io/zone", "eu-west-1b"],
    ["topology.gke.io/zone", "europe-west3-b"],
    ["topology.disk.csi.azure.com/zone", "germanywestcentral-1"],
    ["topology.kubernetes.io/region", "eu-west-3"],
    ["topology.kubernetes.io/zone", "rack-1"],
    ["country.example.eu/zone", "rack-1"],
    ["topology.kubernetes.io/zone-type", "us-east-1"],
    ["subregion", "us-east-1"],
    ["example.eu/country", "de"],
    ["kubernetes.io/hostname", "us-east-1"],
  ])("volumes may be bound to %s %j", (key, value) => {
    expect(bound(key, value)).toEqual([]);
  });

  it.each([
    ["driver.longhorn.io", "nodeSelector"],
    ["linstor.csi.linbit.com", "replicasOnSame"],
    ["linstor.csi.linbit.com", "linstor.csi.linbit.com/placementPolicy"],
    ["linstor.csi.linbit.com", "linstor.csi.linbit.com/replicasOnSame"],
    ["io.openebs.csi-mayastor", "poolTopology"],
    ["io.openebs.csi-mayastor", "nodeAffinityTopology"],
  ])("copies made by %s are bound by its %s", (provisioner, parameter) => {
    expect(spread(provisioner)).toEqual([""]);
    expect(spread(provisioner, { [parameter]: "" })).toEqual([""]);
    expect(spread(provisioner, { [parameter]: "disk=eu" })).toEqual([]);
  });

  it.each([
    ["linstor.csi.linbit.com", "placementCount"],
    ["linstor.csi.linbit.com", "linstor.csi.linbit.com/placementCount"],
    ["driver.longhorn.io", "diskSelector"],
    ["io.openebs.csi-mayastor", "repl"],
  ])("copies made by %s are not bound by its %s", (provisioner, parameter) => {
    expect(spread(provisioner, { [parameter]: "3" })).toEqual([""]);
  });

  it("asks only drivers that keep copies on the cluster's own nodes, and only their classes", () => {
    expect(spread("blockvolume.csi.oraclecloud.com")).toEqual([]);
    expect(spread("driver.longhorn.io", {}, "kubernetes:storage.k8s.io/v1:StorageClassList")).toEqual([]);
    expect(spread("driver.longhorn.io", {}, "kubernetes:storage.k8s.io/v1:CSIDriver")).toEqual([]);
  });

  it("asks a volume of its own as well", () => {
    const volume = (region: string) =>
      objections(storageTopology, {
        type: "kubernetes:core/v1:PersistentVolume",
        properties: {
          spec: {
            nodeAffinity: {
              required: {
                nodeSelectorTerms: [
                  { matchExpressions: [{ key: "topology.kubernetes.io/region", operator: "In", values: [region] }] },
                ],
              },
            },
          },
        },
      });
    expect(volume("uk-london-1")).toHaveLength(1);
    expect(volume("eu-frankfurt-1")).toEqual([]);
  });
});
