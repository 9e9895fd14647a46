import { DaemonSet } from "@pulumi/kubernetes/apps/v1/daemonSet.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import * as pulumi from "@pulumi/pulumi";
import type { Images } from "../images/images.ts";
import type { GpuPoolFacts } from "../substrate/substrate.ts";
import { labelsFor, resources } from "../workload/hardened.ts";

export interface DevicePluginArgs {
  readonly environment: string;
  /** A namespace whose pods may mount paths of their node. */
  readonly namespace: pulumi.Input<string>;
  readonly images: Images;
  /** Pools whose nodes it runs on, at least one. */
  readonly gpuPools: readonly GpuPoolFacts[];
  /** RuntimeClass that shows a container the node's GPUs and brings the tolerations of the pools' taints. */
  readonly runtimeClass: string;
}

const kubeletDirectory = "/var/lib/kubelet/device-plugins";

/**
 * NVIDIA's device plug-in: tells the kubelet of the GPUs. For clusters whose owner brings none; two on one node would
 * fight over the same socket.
 *
 * Exceptions from the kit's hardening, all because the kubelet's directory belongs to root and is the only way to
 * register: it runs as root and mounts a path of the node. It has no probes: it serves nothing but that socket, and the
 * kubelet watches it by itself.
 */
export class DevicePlugin extends pulumi.ComponentResource {
  constructor(name: string, args: DevicePluginArgs, opts?: pulumi.ComponentResourceOptions) {
    if (args.gpuPools.length === 0) throw new pulumi.RunError(`${name}: there are no GPU pools to run on`);
    super("sgc:beta9:DevicePlugin", name, {}, opts);
    const labels = labelsFor("nvidia-device-plugin", args.environment);
    const metadata = { name: "nvidia-device-plugin", namespace: args.namespace, labels };
    const account = new ServiceAccount(
      `${name}-account`,
      { metadata, automountServiceAccountToken: false },
      { parent: this },
    );
    new DaemonSet(
      `${name}-daemon`,
      {
        metadata,
        spec: {
          selector: { matchLabels: labels },
          updateStrategy: { type: "RollingUpdate" },
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: account.metadata.name,
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              priorityClassName: "system-node-critical",
              runtimeClassName: args.runtimeClass,
              affinity: { nodeAffinity: onGpuNodes(args.gpuPools) },
              securityContext: { seccompProfile: { type: "RuntimeDefault" } },
              containers: [
                {
                  name: "device-plugin",
                  image: args.images.reference("nvidia-device-plugin"),
                  resources: resources({ cpuMillis: 20, memoryMiB: 64 }),
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    runAsUser: 0,
                    capabilities: { drop: ["ALL"] },
                  },
                  volumeMounts: [{ name: "kubelet", mountPath: kubeletDirectory }],
                },
              ],
              volumes: [{ name: "kubelet", hostPath: { path: kubeletDirectory, type: "Directory" } }],
            },
          },
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** Nodes of any of the pools: each pool's labels together are one term. */
function onGpuNodes(pools: readonly GpuPoolFacts[]) {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: pools.map(({ nodeSelector }) => ({
        matchExpressions: Object.entries(nodeSelector).map(([key, value]) => ({
          key,
          operator: "In",
          values: [value],
        })),
      })),
    },
  };
}
