import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { beta9GpuNames } from "../../beta9/gpu-names.ts";
import { changedInPlace } from "../kubernetes-provider.ts";
import { posture } from "../posture.ts";
import type {
  DataClass,
  EgressFacts,
  GpuPoolFacts,
  JurisdictionFacts,
  KubernetesApiFacts,
  LoadBalancerFacts,
  StorageFacts,
  Substrate,
} from "../substrate.ts";

/** A cluster that is there already, as its owner declares it: nobody checks these facts, and the plan says so. */
export interface ExistingSubstrateArgs {
  readonly kubeconfig: {
    /** File that holds the context. Only the provider reads it; its content never reaches the state. */
    readonly path: string;
    readonly context: string;
  };
  readonly storageClass: string;
  /** Whether that class encrypts what it stores. */
  readonly storageEncryptedAtRest: boolean;
  /** Why a disk without encryption is acceptable here, e.g. `a laptop that holds nobody's data`. */
  readonly storageUnencryptedReason?: string | undefined;
  /** Whether the cluster has NVIDIA's device plug-in or GPU operator already: two on one node fight. */
  readonly bringsDevicePlugin: boolean;
  /** Ranges and port of the API's endpoints. */
  readonly kubernetesApi: KubernetesApiFacts;
  readonly loadBalancer: {
    readonly class?: string | undefined;
    readonly annotations: Readonly<Record<string, string>>;
  };
  /** A laptop or a test cluster: the plan then makes no residency claim. */
  readonly development: boolean;
  /** Legal entity that operates the machines. */
  readonly operator: string;
  /** Region or site as the operator names it. */
  readonly region: string;
  /** ISO 3166-1 alpha-2 code. Undeclared is never taken for the EU. */
  readonly country?: string | undefined;
  readonly parentCompany: string;
  /** ISO 3166-1 alpha-2 code. Undeclared is never taken for the EU. */
  readonly parentCountry?: string | undefined;
  readonly egress: {
    readonly addresses: readonly string[];
    /** Where pods may go on TCP 443: the mirror. */
    readonly mirrorCidrs: readonly string[];
    readonly path: string;
  };
  /** Name → nodes that the cluster has. */
  readonly gpuPools: Readonly<Record<string, ExistingGpuPoolArgs>>;
}

interface ExistingGpuPoolArgs {
  /** GPU name as Beta9 knows it, e.g. `L40S`. */
  readonly gpu: string;
  readonly gpusPerNode: number;
  readonly minNodes: number;
  readonly maxNodes: number;
  /** Labels that exactly these nodes have. At least one: an empty selector means every node. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Taint that the nodes have, as `key=value:effect`. */
  readonly taint?: string | undefined;
  /** Highest data class that may run here. */
  readonly dataClass: DataClass;
}

/** A Kubernetes cluster that somebody else made. Nothing is created in any cloud; the only resource is the provider. */
export class ExistingSubstrate extends pulumi.ComponentResource implements Substrate {
  readonly kubernetes: Provider;
  readonly kubeconfig: pulumi.Output<string>;
  readonly storage: StorageFacts;
  readonly kubernetesApi: KubernetesApiFacts;
  readonly loadBalancer: LoadBalancerFacts;
  readonly gpuPools: Readonly<Record<string, GpuPoolFacts>>;
  readonly objectStore = undefined;
  readonly managedPostgres = undefined;
  readonly systemCapacity = undefined;
  readonly bringsDevicePlugin: boolean;
  readonly egress: EgressFacts;
  readonly jurisdiction: JurisdictionFacts;

  constructor(name: string, args: ExistingSubstrateArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseUnusable(name, args);
    super("sgc:existing:ExistingSubstrate", name, {}, opts);

    this.kubeconfig = pulumi.secret(args.kubeconfig.path);
    this.kubernetes = new Provider(
      `${name}-kubernetes`,
      // Both are given: with either left out the provider would fall back to KUBECONFIG or the current context of
      // whoever runs it.
      { kubeconfig: args.kubeconfig.path, context: args.kubeconfig.context, ...changedInPlace },
      { parent: this },
    );
    this.storage = {
      class: pulumi.output(args.storageClass),
      encryptedAtRest: args.storageEncryptedAtRest,
      unencryptedReason: args.storageUnencryptedReason,
    };
    this.kubernetesApi = args.kubernetesApi;
    this.bringsDevicePlugin = args.bringsDevicePlugin;
    this.loadBalancer = {
      ...(args.loadBalancer.class !== undefined && { class: args.loadBalancer.class }),
      annotations: args.loadBalancer.annotations,
    };
    this.gpuPools = Object.fromEntries(
      Object.entries(args.gpuPools).map(([pool, nodes]) => [pool, poolFacts(pool, nodes, args.country)]),
    );
    this.egress = { ...args.egress, addresses: pulumi.output([...args.egress.addresses]) };
    this.jurisdiction = {
      posture: posture({
        development: args.development,
        country: args.country,
        parentCountry: args.parentCountry,
        euOperated: false,
      }),
      country: args.country,
      region: args.region,
      operator: args.operator,
      parentCompany: args.parentCompany,
      parentCountry: args.parentCountry,
    };
    this.registerOutputs({ kubeconfig: this.kubeconfig, storage: this.storage });
  }
}

function poolFacts(name: string, nodes: ExistingGpuPoolArgs, country: string | undefined): GpuPoolFacts {
  const { taint, ...facts } = nodes;
  return { ...facts, name, country, ...(taint !== undefined && { taint }) };
}

function refuseUnusable(name: string, args: ExistingSubstrateArgs): void {
  const problems: string[] = [];
  const { path, context } = args.kubeconfig;
  if (path.trim() === "" || path.includes("\n")) problems.push("kubeconfig.path is not the path of a file");
  if (context.trim() === "") problems.push("kubeconfig.context is empty: name the context to deploy to");
  for (const [pool, { gpu, nodeSelector }] of Object.entries(args.gpuPools)) {
    if (!(beta9GpuNames as readonly string[]).includes(gpu)) {
      problems.push(`gpuPools.${pool}.gpu is "${gpu}", accepted: ${beta9GpuNames.join(", ")}`);
    }
    if (Object.keys(nodeSelector).length === 0) {
      problems.push(`gpuPools.${pool}.nodeSelector is empty, which selects every node: name a label of the GPU nodes`);
    }
  }
  if (problems.length > 0) throw new pulumi.RunError(`existing cluster ${name}:\n  ${problems.join("\n  ")}`);
}
