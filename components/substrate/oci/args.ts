import type { SecretText } from "../../secret-text.ts";
import type { DataClass } from "../substrate.ts";

/**
 * What an OCI environment is made of, as plain values: everything that shapes the graph is known before the
 * cloud is asked. Sections that are left out do not exist in the cloud either, except where a default is stated.
 */
export interface OciSubstrateArgs {
  /** Region id, e.g. `eu-frankfurt-1`. Must be a row of the region table. */
  readonly region: string;
  /** Home region of the tenancy: identity resources can be written only there. @default the region itself */
  readonly homeRegion: string;
  /** `ocid1.tenancy.<realm>..<unique>`. */
  readonly tenancyOcid: string;
  /** Compartment that the environment's own compartments are created in. @default the tenancy's root */
  readonly parentCompartmentOcid?: string | undefined;
  /** How the provider authenticates; credentials themselves stay outside the program. */
  readonly auth: OciAuth;
  /** Kubernetes version with its `v`, e.g. `v1.34.1`. */
  readonly kubernetesVersion: string;
  readonly network: OciNetworkArgs;
  /** Source ranges that may reach a public API endpoint. Empty: the endpoint is private. */
  readonly apiEndpointCidrs: readonly string[];
  /** Source ranges that may open bastion sessions. Empty: no bastion. */
  readonly bastionCidrs: readonly string[];
  readonly systemPool: OciSystemPoolArgs;
  /** Name → pool. */
  readonly gpuPools: Readonly<Record<string, OciGpuPoolArgs>>;
  readonly keys: OciKeysArgs;
  /** Purpose → bucket. */
  readonly buckets: Readonly<Record<string, OciBucketArgs>>;
  /** Registry host and path prefix that every image and package of a node comes from, e.g. `registry.example.eu/mirror`. */
  readonly mirror: string;
  /** Days that audit events are kept, 90 to 365. OCI keeps flow logs at most 180 days. */
  readonly auditRetentionDays: number;
  /** Days that flow logs and bucket write logs are kept: 30, 60, 90, 120, 150 or 180. */
  readonly logRetentionDays: number;
  readonly cloudGuard: boolean;
  readonly budget?: OciBudgetArgs | undefined;
  /** What the cloud answered when somebody asked it. Absent facts are asked of the provider at run time. */
  readonly discovery: OciDiscovery;
}

export interface OciAuth {
  readonly method: "ApiKey" | "InstancePrincipal" | "SecurityToken" | "OKEWorkloadIdentity";
  /** Profile of `~/.oci/config` for `ApiKey` and `SecurityToken`. */
  readonly profile?: string | undefined;
}

export interface OciNetworkArgs {
  /** Range of the VCN, /16 to /20. Subnets are carved out of it. */
  readonly vcnCidr: string;
  /** Cluster-internal service range; must not overlap the VCN. */
  readonly servicesCidr: string;
  /** Ranges that must not overlap the VCN: peered networks, the contributors' mesh. */
  readonly foreignCidrs: readonly string[];
  /**
   * Ranges outside the VCN that nodes and pods may reach on TCP 443 through the NAT gateway. A mirror that is not the
   * region's own registry must be in one of them. @default none – nothing leaves but traffic to Oracle's services
   */
  readonly egressCidrs?: readonly string[] | undefined;
}

export interface OciSystemPoolArgs {
  /** Flexible shape, e.g. `VM.Standard.E5.Flex`. */
  readonly shape: string;
  readonly ocpus: number;
  readonly memoryGiB: number;
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly bootVolumeGiB: number;
}

export interface OciGpuPoolArgs {
  /** Shape of the shape table, e.g. `BM.GPU.L40S.4`. */
  readonly shape: string;
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly bootVolumeGiB: number;
  /** Availability domains in order of preference, as numbers from 1. Empty: every domain of the region. */
  readonly availabilityDomains: readonly number[];
  /** Capacity reservation; it lives in one availability domain, so `availabilityDomains` must name exactly that one. */
  readonly capacityReservationOcid?: string | undefined;
  /** Node image. @default chosen from the cloud's list by architecture, GPU and Kubernetes version */
  readonly imageOcid?: string | undefined;
  /** Highest data class that may run here. */
  readonly dataClass: DataClass;
  /** Keep everything that does not ask for a GPU away. @default true – a GPU node costs too much for a log shipper */
  readonly tainted: boolean;
}

export interface OciKeysArgs {
  /** `HSM` keys never leave the module; `SOFTWARE` keys are free of charge. */
  readonly protection: "HSM" | "SOFTWARE";
  /** `EXTERNAL` keeps the key material with a key manager of the customer's own. */
  readonly vault: "DEFAULT" | "VIRTUAL_PRIVATE" | "EXTERNAL";
  /** Required for, and only for, an `EXTERNAL` vault. */
  readonly externalKeyManager?:
    | {
        /** URL of the external key manager's vault endpoint. */
        readonly vaultEndpointUrl: string;
        readonly privateEndpointOcid: string;
        readonly oauth: {
          readonly clientAppId: string;
          readonly clientAppSecret: SecretText;
          readonly idcsAccountNameUrl: string;
        };
        /** Purpose → id of the key in the external manager. */
        readonly keyIds: { readonly volumes: string; readonly objects: string; readonly cluster: string };
      }
    | undefined;
}

export interface OciBucketArgs {
  /** Bucket name. @default `<environment>-<purpose>` */
  readonly name?: string | undefined;
  readonly versioning: boolean;
  /** Days during which nothing can be deleted or overwritten. Absent: no retention rule. Excludes versioning in OCI. */
  readonly retentionDays?: number | undefined;
  /** Days after which old versions are deleted. Absent: kept. */
  readonly expireVersionsDays?: number | undefined;
  /** Copy every object to a bucket in another region. */
  readonly replicateTo?: { readonly region: string; readonly bucket: string } | undefined;
}

export interface OciBudgetArgs {
  /** Amount per month in the tenancy's own currency. */
  readonly monthlyAmount: number;
  /** Per cent of the amount, actual spend, at which a mail goes out. */
  readonly alertPercents: readonly number[];
  readonly recipients: readonly string[];
}

/** Facts that the cloud knows; each absent one is asked of the provider. */
export interface OciDiscovery {
  /** Names with the tenancy's prefix, e.g. `Uocm:EU-FRANKFURT-1-AD-1`, in order. */
  readonly availabilityDomains?: readonly string[] | undefined;
  readonly objectStorageNamespace?: string | undefined;
  /** The bundle `All <KEY> Services In Oracle Services Network`; its label is `all-<key>-services-in-oracle-services-network`. */
  readonly serviceGateway?: { readonly serviceOcid: string; readonly cidrLabel: string } | undefined;
  /** Rows of `oci ce node-pool-options`: name and OCID of node images. */
  readonly nodeImages?: readonly { readonly name: string; readonly ocid: string }[] | undefined;
}
