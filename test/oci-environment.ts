import type { OciDiscovery, OciGpuPoolArgs, OciSubstrateArgs } from "../components/substrate/oci/args.ts";
import type { MockAnswers } from "./mock-engine.ts";

const tenancyOcid = "ocid1.tenancy.oc1..tenancy";

/** What the cloud would answer in Frankfurt, with image names as Oracle writes them. */
export const frankfurtDiscovery: OciDiscovery = {
  availabilityDomains: ["Uocm:EU-FRANKFURT-1-AD-1", "Uocm:EU-FRANKFURT-1-AD-2", "Uocm:EU-FRANKFURT-1-AD-3"],
  objectStorageNamespace: "frnamespace",
  serviceGateway: {
    serviceOcid: "ocid1.service.oc1.eu-frankfurt-1.services",
    cidrLabel: "all-fra-services-in-oracle-services-network",
  },
  nodeImages: [
    { name: "Oracle-Linux-8.10-2025.09.16-0-OKE-1.34.1-1234", ocid: "ocid1.image.oc1.eu-frankfurt-1.cpu" },
    { name: "Oracle-Linux-8.10-Gen2-GPU-2025.09.16-0-OKE-1.34.1-1234", ocid: "ocid1.image.oc1.eu-frankfurt-1.gpu" },
  ],
};

export const l40sPool: OciGpuPoolArgs = {
  shape: "BM.GPU.L40S.4",
  minNodes: 0,
  maxNodes: 2,
  bootVolumeGiB: 500,
  availabilityDomains: [2, 3],
  dataClass: "personal",
  tainted: true,
};

/** A whole environment in Frankfurt that nothing has to be asked for. */
export function frankfurt(changes: Partial<OciSubstrateArgs> = {}): OciSubstrateArgs {
  return {
    region: "eu-frankfurt-1",
    homeRegion: "eu-frankfurt-1",
    tenancyOcid,
    auth: { method: "ApiKey" },
    kubernetesVersion: "v1.34.1",
    network: { vcnCidr: "10.0.0.0/16", servicesCidr: "10.96.0.0/16", foreignCidrs: [] },
    apiEndpointCidrs: [],
    bastionCidrs: ["198.51.100.0/24"],
    systemPool: {
      shape: "VM.Standard.E5.Flex",
      ocpus: 4,
      memoryGiB: 32,
      minNodes: 3,
      maxNodes: 3,
      bootVolumeGiB: 100,
    },
    gpuPools: { l40s: l40sPool },
    keys: { protection: "HSM", vault: "DEFAULT" },
    buckets: { objects: { versioning: true } },
    mirror: "ocir.eu-frankfurt-1.oci.oraclecloud.com/frnamespace/mirror",
    auditRetentionDays: 365,
    logRetentionDays: 90,
    cloudGuard: true,
    budget: { monthlyAmount: 10_000, alertPercents: [50, 90], recipients: ["ops@example.eu"] },
    discovery: frankfurtDiscovery,
    ...changes,
  };
}

/** What OCI adds to the resources of {@link frankfurt}, and what it answers when it is asked. */
export const frankfurtAnswers: MockAnswers = {
  outputs: {
    "oci:Core/natGateway:NatGateway": { natIp: "203.0.113.7" },
    "oci:Core/vcn:Vcn": { defaultSecurityListId: "default-list-id" },
    "oci:ContainerEngine/cluster:Cluster": {
      endpoints: [{ privateEndpoint: "10.0.0.5:6443", publicEndpoint: "203.0.113.8:6443" }],
    },
    "oci:Kms/vault:Vault": { managementEndpoint: "https://vault-management" },
  },
  functions: {
    "oci:ContainerEngine/getClusterKubeConfig:getClusterKubeConfig": { content: "apiVersion: v1\nkind: Config\n" },
    "oci:CloudGuard/getDetectorRecipes:getDetectorRecipes": {
      detectorRecipeCollections: [
        {
          items: ["IAAS_ACTIVITY_DETECTOR", "IAAS_CONFIGURATION_DETECTOR"].map((detector) => ({
            id: `${detector}-id`,
            owner: "ORACLE",
            detector,
            displayName: detector,
          })),
        },
      ],
    },
    "oci:Identity/getAvailabilityDomains:getAvailabilityDomains": {
      availabilityDomains: (frankfurtDiscovery.availabilityDomains ?? []).map((name) => ({ name })),
    },
    "oci:Core/getServices:getServices": {
      services: [
        { id: "objects-id", name: "OCI FRA Object Storage", cidrBlock: "oci-fra-objectstorage" },
        {
          id: "services-id",
          name: "All FRA Services In Oracle Services Network",
          cidrBlock: "all-fra-services-in-oracle-services-network",
        },
      ],
    },
    "oci:ContainerEngine/getNodePoolOption:getNodePoolOption": {
      sources: (frankfurtDiscovery.nodeImages ?? []).map(({ name, ocid }) => ({ sourceName: name, imageId: ocid })),
    },
    "oci:ObjectStorage/getNamespace:getNamespace": { namespace: "frnamespace" },
  },
};
