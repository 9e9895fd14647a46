import { StorageClass } from "@pulumi/kubernetes/storage/v1/storageClass.js";
import * as pulumi from "@pulumi/pulumi";

export interface OciStorageClassArgs {
  /** Key that volumes are encrypted with. */
  readonly kmsKeyId: pulumi.Input<string>;
  /**
   * Volume performance units per GB: 0 lower cost, 10 balanced, 20 higher performance.
   * @default 10 – what block volumes have unless asked otherwise; databases here are small
   */
  readonly vpusPerGB?: 0 | 10 | 20;
}

/**
 * Block volumes encrypted with the environment's own key. The `oci-bv` class that OKE brings has no key parameter:
 * its volumes are under a key of Oracle's. Give this component the cluster's provider.
 * Parameter names: oracle/oci-cloud-controller-manager, `pkg/csi/driver/bv_controller.go`.
 */
export class OciStorageClass extends pulumi.ComponentResource {
  readonly storageClassName: pulumi.Output<string>;

  constructor(name: string, args: OciStorageClassArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:oci:OciStorageClass", name, {}, opts);

    const storageClass = new StorageClass(
      `${name}-storage-class`,
      {
        metadata: { name: "encrypted" },
        provisioner: "blockvolume.csi.oraclecloud.com",
        parameters: {
          "kms-key-id": args.kmsKeyId,
          vpusPerGB: String(args.vpusPerGB ?? 10),
          // The only attachment that is encrypted in transit. Bare-metal nodes can not make it, which suits: what
          // keeps state belongs on the system pool.
          "attachment-type": "paravirtualized",
        },
        // A deleted claim must not take its data along.
        reclaimPolicy: "Retain",
        // A volume belongs to one availability domain: wait until the scheduler has chosen it.
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
      },
      { parent: this },
    );
    this.storageClassName = storageClass.metadata.name;
    this.registerOutputs({ storageClassName: this.storageClassName });
  }
}
