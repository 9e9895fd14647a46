/** What a node of a pool must know when it first starts. */
export interface NodeUserDataArgs {
  readonly pool: string;
  /** Kubernetes labels of the node. */
  readonly labels: Readonly<Record<string, string>>;
  /** Taints as `key=value:Effect`. */
  readonly taints: readonly string[];
  /** Registry host and optional path prefix that every image comes from, e.g. `registry.example.eu/mirror`. */
  readonly mirror: string;
  /** Further kubelet flags, e.g. `--max-pods=110`. */
  readonly kubeletExtraArgs?: readonly string[];
  /** The node has GPUs: raise what RDMA and rootless runtimes need. */
  readonly gpu: boolean;
}

/** Start-up script (`user_data` before base64) of an OKE node with Oracle Linux. */
export function renderNodeUserData(args: NodeUserDataArgs): string {
  return `#!/bin/bash\n# ${args.pool}\n`;
}
