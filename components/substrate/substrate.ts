import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * What the rest of the kit needs from whatever machines it runs on. A new cloud is a new folder beside this file
 * whose component implements this interface, and nothing else changes.
 */
export interface Substrate {
  /** Provider for the cluster that everything else is deployed to. */
  readonly kubernetes: k8s.Provider;
  /**
   * Kubeconfig document (YAML), or the path of the file that holds one: a cluster that is there already keeps its
   * credentials in its owner's file and out of the state. The Kubernetes provider takes both. Secret.
   */
  readonly kubeconfig: pulumi.Output<string>;
  /** StorageClass for volumes that one node mounts, and whether it encrypts them. */
  readonly storage: StorageFacts;
  /** Where the Kubernetes API answers, behind its Service: what a network policy sees. */
  readonly kubernetesApi: KubernetesApiFacts;
  readonly loadBalancer: LoadBalancerFacts;
  /** GPU pools of this substrate by name. */
  readonly gpuPools: Readonly<Record<string, GpuPoolFacts>>;
  /** Buckets by purpose, when the substrate has an object store of its own. */
  readonly objectStore: SubstrateStoreFacts | undefined;
  /** Where a managed PostgreSQL of the substrate goes, when it has one. */
  readonly managedPostgres: ManagedPostgresPlace | undefined;
  /** What the nodes without GPUs have in all at most; `undefined` when nobody knows. */
  readonly systemCapacity: { readonly cpuMillis: number; readonly memoryMiB: number } | undefined;
  /** Whether something of the cluster's own tells it of its GPUs. */
  readonly bringsDevicePlugin: boolean;
  /** What leaves the cluster and from which addresses. */
  readonly egress: EgressFacts;
  /** Where bytes are and who can be compelled: facts, not a verdict. */
  readonly jurisdiction: JurisdictionFacts;
}

/** How a Service of type LoadBalancer is placed. */
export interface LoadBalancerFacts {
  /** Its class, when one is needed. */
  readonly class?: string;
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
  /** How the balancer tells pods the addresses of clients by the PROXY protocol, when the substrate knows. */
  readonly proxyProtocol?: {
    /** Annotations that switch it on. */
    readonly annotations: Readonly<Record<string, string>>;
    /** Ranges that connections reach the edge's pods from. */
    readonly from: readonly string[];
  };
}

/** A fact of the class's operator, which the cluster does not tell. */
export interface StorageFacts {
  readonly class: pulumi.Output<string>;
  readonly encryptedAtRest: boolean;
  /** Why a disk without encryption is acceptable here. */
  readonly unencryptedReason?: string | undefined;
}

export interface KubernetesApiFacts {
  /** Ranges that hold the API's endpoints; none when nobody knows them. */
  readonly cidrs: readonly string[];
  readonly port: number;
}

/** What a scheduler and an auditor must know of one GPU pool. */
export interface GpuPoolFacts {
  readonly name: string;
  /** GPU name as Beta9 knows it (`pkg/types/gpu.go`), e.g. `L40S`. */
  readonly gpu: string;
  readonly gpusPerNode: number;
  readonly minNodes: number;
  readonly maxNodes: number;
  /** Node labels that select exactly this pool. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Taint on every node of the pool, as `key=value:effect`; absent when the pool is not tainted. */
  readonly taint?: string;
  /** ISO 3166-1 alpha-2 code of the country that the nodes stand in; `undefined` when nobody declared it. */
  readonly country: string | undefined;
  /** Highest data class that may run here. */
  readonly dataClass: DataClass;
}

/** Data classes from least to most protected. */
export const dataClasses = ["public", "internal", "personal"] as const;
export type DataClass = (typeof dataClasses)[number];

/** An S3-compatible endpoint and the buckets made for the platform. */
export interface ObjectStoreFacts {
  /** URL without a trailing slash. */
  readonly endpoint: pulumi.Output<string>;
  readonly region: string;
  /** Purpose → bucket name. */
  readonly buckets: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Buckets that the substrate made, and what it takes to give somebody keys to them. */
export interface SubstrateStoreFacts extends ObjectStoreFacts {
  readonly access: {
    readonly tenancyOcid: string;
    /** Compartment of the buckets. */
    readonly compartmentId: pulumi.Output<string>;
    /** Compartment that policies are written in. */
    readonly identityCompartmentId: pulumi.Output<string>;
    /** Provider of the tenancy's home region. */
    readonly homeProvider: pulumi.ProviderResource;
  };
}

/** Network, vault and provider of an OCI Database with PostgreSQL. */
export interface ManagedPostgresPlace {
  readonly compartmentId: pulumi.Output<string>;
  readonly subnetId: pulumi.Output<string>;
  readonly nsgIds: readonly pulumi.Output<string>[];
  readonly subnetCidr: string;
  readonly vaultId: pulumi.Output<string>;
  readonly keyId: pulumi.Output<string>;
  /** Provider of the region. */
  readonly ociProvider: pulumi.ProviderResource;
}

export interface EgressFacts {
  /** Public addresses that traffic from nodes comes from. */
  readonly addresses: pulumi.Output<string[]>;
  /** Ranges outside that pods and nodes may reach on TCP 443: where the mirror is. */
  readonly mirrorCidrs: readonly string[];
  /** One sentence for the report, e.g. `NAT gateway; OCI services through the service gateway`. */
  readonly path: string;
}

/** Facts about place and control of a substrate. Two axes: `country` is residency, `parentCountry` is jurisdiction. */
export interface JurisdictionFacts {
  /** Posture printed in every plan. */
  readonly posture: Posture;
  /** ISO 3166-1 alpha-2 code of the country where the machines stand; `undefined` when nobody declared it. */
  readonly country: string | undefined;
  /** Region or site as its operator names it. */
  readonly region: string;
  /** Legal entity that operates the machines. */
  readonly operator: string;
  /** Ultimate parent of the operator. */
  readonly parentCompany: string;
  /** ISO 3166-1 alpha-2 code of the ultimate parent's country; `undefined` when nobody declared it. */
  readonly parentCountry: string | undefined;
}

/**
 * What may honestly be said of a substrate. `eu-resident`: bytes in the EU or EEA, operator under foreign control.
 * `eu-operated`: also operated by an EU entity with EU staff, parent still foreign. `eu-owned`: no parent outside
 * the EU or EEA. `development`: no claim. `out-of-area`: bytes outside the EU and EEA.
 */
export const postures = ["development", "out-of-area", "eu-resident", "eu-operated", "eu-owned"] as const;
export type Posture = (typeof postures)[number];
