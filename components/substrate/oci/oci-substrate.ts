import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider.js";
import { getNamespaceOutput } from "@pulumi/oci/objectstorage/getNamespace.js";
import * as pulumi from "@pulumi/pulumi";
import { changedInPlace } from "../kubernetes-provider.ts";
import type {
  EgressFacts,
  GpuPoolFacts,
  JurisdictionFacts,
  KubernetesApiFacts,
  LoadBalancerFacts,
  ManagedPostgresPlace,
  StorageFacts,
  Substrate,
  SubstrateStoreFacts,
} from "../substrate.ts";
import type { OciSubstrateArgs } from "./args.ts";
import { OciBuckets } from "./buckets.ts";
import { planSubnets } from "./cidr-plan.ts";
import { OciCluster } from "./cluster.ts";
import { OciCompartments } from "./compartments.ts";
import { createGuardrails } from "./guardrails.ts";
import { jurisdictionFacts } from "./jurisdiction.ts";
import { proxyProtocolAnnotations, publicLoadBalancerAnnotations } from "./load-balancer.ts";
import { OciNetwork } from "./network.ts";
import { createNodePools } from "./node-pools.ts";
import { oracleServices } from "./oracle-services.ts";
import { createProviders, type OciProviders } from "./providers.ts";
import { nearestRegions, type OciRegion, objectStorageEndpoint, regionById, registryHost } from "./regions.ts";
import { flexShape } from "./shapes.ts";
import { OciStorageClass } from "./storage-class.ts";
import { OciVault } from "./vault.ts";

/** An environment's machines in one OCI region, from the compartment to the node pools. Its name is the environment's. */
export class OciSubstrate extends pulumi.ComponentResource implements Substrate {
  readonly kubernetes: KubernetesProvider;
  readonly kubeconfig: pulumi.Output<string>;
  readonly storage: StorageFacts;
  readonly kubernetesApi: KubernetesApiFacts;
  readonly managedPostgres: ManagedPostgresPlace;
  readonly systemCapacity: { readonly cpuMillis: number; readonly memoryMiB: number };
  /** The NvidiaGpuPlugin add-on. */
  readonly bringsDevicePlugin = true;
  readonly loadBalancer: LoadBalancerFacts;
  readonly gpuPools: Readonly<Record<string, GpuPoolFacts>>;
  readonly objectStore: SubstrateStoreFacts;
  readonly egress: EgressFacts;
  readonly jurisdiction: JurisdictionFacts;
  private readonly args: OciSubstrateArgs;
  private readonly environment: string;
  private readonly region: OciRegion;
  private readonly providers: OciProviders;

  constructor(name: string, args: OciSubstrateArgs, opts?: pulumi.ComponentResourceOptions) {
    const region = knownRegion(args.region);
    super("sgc:oci:OciSubstrate", name, {}, opts);
    this.args = args;
    this.environment = name;
    this.region = region;
    this.providers = createProviders(name, args, this);

    const compartments = this.createCompartments();
    const network = this.createNetwork(compartments);
    const vault = this.createVault(compartments);
    const namespace = this.objectStorageNamespace();
    const buckets = this.createBuckets(compartments, vault, namespace);
    const cluster = this.createCluster(compartments, network, vault);
    this.kubeconfig = cluster.kubeconfig;
    this.kubernetes = this.createKubernetesProvider(cluster);
    this.gpuPools = createNodePools(this, name, args, {
      region,
      providers: this.providers,
      compartments,
      network,
      vault,
      cluster,
    });
    this.storage = { class: this.createStorageClass(vault), encryptedAtRest: true };
    this.managedPostgres = {
      compartmentId: compartments.data,
      subnetId: network.subnetIds.data,
      nsgIds: [network.nsgIds.data],
      subnetCidr: planSubnets(args.network.vcnCidr).data,
      vaultId: vault.vaultId,
      keyId: vault.keyIds.cluster,
      ociProvider: this.providers.regional,
    };
    this.systemCapacity = systemCapacity(args.systemPool);
    this.kubernetesApi = { cidrs: [planSubnets(args.network.vcnCidr).api], port: 6443 };
    createGuardrails(this, name, args, { region, providers: this.providers, compartments, network, buckets });

    this.loadBalancer = this.publicLoadBalancer(network);
    this.objectStore = this.objectStoreFacts(compartments, buckets, namespace);
    this.egress = {
      addresses: network.natAddress.apply((address) => [address]),
      mirrorCidrs: args.network.egressCidrs ?? [],
      path: "NAT gateway with one address; Oracle services through the service gateway",
    };
    this.jurisdiction = jurisdictionFacts(region);
    this.registerOutputs({
      kubeconfig: this.kubeconfig,
      storage: this.storage,
      gpuPools: this.gpuPools,
      egress: this.egress,
      jurisdiction: this.jurisdiction,
    });
  }

  private createCompartments(): OciCompartments {
    const { parentCompartmentOcid, tenancyOcid } = this.args;
    return new OciCompartments(
      `${this.environment}-compartments`,
      { parentCompartmentId: parentCompartmentOcid ?? tenancyOcid, environment: this.environment },
      { parent: this, provider: this.providers.home },
    );
  }

  private createNetwork(compartments: OciCompartments): OciNetwork {
    const { network, apiEndpointCidrs, bastionCidrs, discovery } = this.args;
    this.warnOfUnreachableMirror();
    return new OciNetwork(
      `${this.environment}-network`,
      {
        compartmentId: compartments.network,
        vcnCidr: network.vcnCidr,
        apiEndpointCidrs,
        bastion: bastionCidrs.length > 0,
        publicLbPorts: [443],
        egressCidrs: network.egressCidrs ?? [],
        oracleServices: oracleServices(discovery.serviceGateway, this.regional()),
      },
      this.regional(),
    );
  }

  /** Nodes pull every image from the mirror; nobody has told the security groups where it is. */
  private warnOfUnreachableMirror(): void {
    const { mirror, network } = this.args;
    const inRegion = mirror.split("/")[0] === registryHost(this.region);
    if (inRegion || (network.egressCidrs ?? []).length > 0) return;
    pulumi.log.warn(
      `mirror ${mirror} is not ${registryHost(this.region)} and network.egressCidrs is empty: unless the mirror is ` +
        "inside the VCN, no node will pull an image",
      this,
    );
  }

  private createVault(compartments: OciCompartments): OciVault {
    return new OciVault(
      `${this.environment}-vault`,
      {
        compartmentId: compartments.security,
        identityCompartmentId: compartments.environment,
        platformCompartmentId: compartments.platform,
        region: this.region,
        environment: this.environment,
        keys: this.args.keys,
        homeProvider: this.providers.home,
      },
      this.regional(),
    );
  }

  private createBuckets(compartments: OciCompartments, vault: OciVault, namespace: pulumi.Input<string>): OciBuckets {
    return new OciBuckets(
      `${this.environment}-buckets`,
      {
        compartmentId: compartments.data,
        identityCompartmentId: compartments.environment,
        namespace,
        environment: this.environment,
        region: this.region,
        buckets: this.args.buckets,
        kmsKeyId: vault.keyIds.objects,
        keyPolicies: vault.policies,
        homeProvider: this.providers.home,
      },
      this.regional(),
    );
  }

  private createCluster(compartments: OciCompartments, network: OciNetwork, vault: OciVault): OciCluster {
    return new OciCluster(
      `${this.environment}-cluster`,
      {
        compartmentId: compartments.platform,
        networkCompartmentId: compartments.network,
        identityCompartmentId: compartments.environment,
        homeProvider: this.providers.home,
        kubernetesVersion: this.args.kubernetesVersion,
        vcnId: network.vcnId,
        apiSubnetId: network.subnetIds.api,
        apiNsgId: network.nsgIds.api,
        internalLbSubnetId: network.subnetIds["lb-internal"],
        servicesCidr: this.args.network.servicesCidr,
        kmsKeyId: vault.keyIds.cluster,
        keyPolicies: vault.policies,
        publicEndpoint: this.args.apiEndpointCidrs.length > 0,
      },
      this.regional(),
    );
  }

  private createKubernetesProvider(cluster: OciCluster): KubernetesProvider {
    return new KubernetesProvider(
      `${this.environment}-kubernetes`,
      // With the cluster's OCID as identity, a kubeconfig that merely reads differently replaces nothing.
      { kubeconfig: cluster.kubeconfig, clusterIdentifier: cluster.clusterId, ...changedInPlace },
      { parent: this },
    );
  }

  private createStorageClass(vault: OciVault): pulumi.Output<string> {
    return new OciStorageClass(
      `${this.environment}-storage`,
      { kmsKeyId: vault.keyIds.volumes },
      { parent: this, provider: this.kubernetes },
    ).storageClassName;
  }

  /** With `externalTrafficPolicy: Cluster` kube-proxy puts the node's address in the place of the balancer's. */
  private publicLoadBalancer({ subnetIds, nsgIds }: OciNetwork): LoadBalancerFacts {
    const subnets = planSubnets(this.args.network.vcnCidr);
    return {
      annotations: publicLoadBalancerAnnotations({ subnetId: subnetIds["lb-public"], nsgId: nsgIds["lb-public"] }),
      proxyProtocol: { annotations: proxyProtocolAnnotations, from: [subnets.workers, subnets["lb-public"]] },
    };
  }

  private objectStoreFacts(
    compartments: OciCompartments,
    buckets: OciBuckets,
    namespace: pulumi.Input<string>,
  ): SubstrateStoreFacts {
    return {
      access: {
        tenancyOcid: this.args.tenancyOcid,
        compartmentId: compartments.data,
        identityCompartmentId: compartments.environment,
        homeProvider: this.providers.home,
      },
      endpoint: pulumi.output(namespace).apply((known) => objectStorageEndpoint(this.region, known)),
      region: this.region.id,
      buckets: buckets.names,
    };
  }

  private objectStorageNamespace(): pulumi.Input<string> {
    const { discovery, tenancyOcid } = this.args;
    return (
      discovery.objectStorageNamespace ??
      getNamespaceOutput({ compartmentId: tenancyOcid }, this.regional()).apply((answer) => answer.namespace)
    );
  }

  /** Options of whatever is made or asked in the region. */
  private regional() {
    return { parent: this, provider: this.providers.regional };
  }
}

/** @throws RunError with what may have been meant, if the region table has no such region */
function knownRegion(id: string): OciRegion {
  const region = regionById(id);
  if (region) return region;
  const nearest = nearestRegions(id).join(" or ");
  throw new pulumi.RunError(`${id} is no region of OCI${nearest && `; did you mean ${nearest}?`}`);
}

/** An OCPU of an x86 shape is a core with two threads, which Kubernetes counts as two. */
function systemCapacity({ shape, ocpus, memoryGiB, maxNodes }: OciSubstrateArgs["systemPool"]) {
  const threads = flexShape(shape)?.arch === "aarch64" ? 1 : 2;
  return { cpuMillis: 1000 * threads * ocpus * maxNodes, memoryMiB: 1024 * memoryGiB * maxNodes };
}
