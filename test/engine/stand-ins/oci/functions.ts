import { readFileSync } from "node:fs";
import { join } from "node:path";
import { regionById } from "../../../../components/substrate/oci/regions.ts";
import type { PropertyMap } from "../../../../plan/engine/codec.ts";
import { SecretValue } from "../../../../plan/engine/values.ts";
import { textOf } from "../base/plain-value.ts";
import { cloudsFolder } from "../base/serve.ts";
import type { Tenancy } from "./resources.ts";

/** Where a workspace puts the kubeconfig of the API server that stands for every OKE cluster. */
export const kubeconfigFile = "kubeconfig";

/** Kubernetes versions that the stand-in has node images of. */
const imageVersions = ["1.33.1", "1.34.1", "1.34.2", "1.35.2"];

/** Provider functions that the kit calls. The form of names is Oracle's; the numbers mean nothing. */
export const ociFunctions: Readonly<Record<string, (tenancy: Tenancy, args: PropertyMap) => PropertyMap>> = {
  "oci:CloudGuard/getDetectorRecipes:getDetectorRecipes": ({ realm }) => ({
    detectorRecipeCollections: [
      {
        items: ["IAAS_ACTIVITY_DETECTOR", "IAAS_CONFIGURATION_DETECTOR", "IAAS_THREAT_DETECTOR"].map((detector) => ({
          id: `ocid1.cloudguarddetectorrecipe.${realm}..aaaaaaaa${detector.toLowerCase().replaceAll("_", "")}`,
          owner: "ORACLE",
          detector,
          displayName: `OCI ${detector} (Oracle managed)`,
        })),
      },
    ],
  }),
  "oci:ContainerEngine/getClusterKubeConfig:getClusterKubeConfig": () => ({
    content: new SecretValue(readFileSync(join(cloudsFolder(), kubeconfigFile), "utf8")),
  }),
  "oci:ContainerEngine/getNodePoolOption:getNodePoolOption": ({ realm, region }) => ({
    kubernetesVersions: imageVersions.map((version) => `v${version}`),
    sources: imageVersions.flatMap((version) =>
      ["", "Gen2-GPU-", "aarch64-"].map((kind) => ({
        sourceType: "IMAGE",
        sourceName: `Oracle-Linux-8.10-${kind}2025.09.16-0-OKE-${version}-1234`,
        imageId: `ocid1.image.${realm}.${region}.aaaaaaaa${kind.replaceAll("-", "").toLowerCase()}${version.replaceAll(".", "")}`,
      })),
    ),
  }),
  "oci:Core/getServices:getServices": ({ realm, region }) => {
    const key = regionById(region)?.key ?? region;
    const bundle = (name: string, cidrBlock: string) => ({
      id: `ocid1.service.${realm}.${region}.aaaaaaaa${cidrBlock.replaceAll("-", "")}`,
      name,
      cidrBlock,
    });
    return {
      services: [
        bundle(`OCI ${key.toUpperCase()} Object Storage`, `oci-${key}-objectstorage`),
        bundle(
          `All ${key.toUpperCase()} Services In Oracle Services Network`,
          `all-${key}-services-in-oracle-services-network`,
        ),
      ],
    };
  },
  "oci:Identity/getAvailabilityDomains:getAvailabilityDomains": ({ region }) => {
    const count = regionById(region)?.availabilityDomains ?? 1;
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    return {
      availabilityDomains: numbers.map((number) => ({ name: `Uocm:${region.toUpperCase()}-AD-${number}` })),
    };
  },
  "oci:ObjectStorage/getNamespace:getNamespace": (_tenancy, args) => {
    if (textOf(args, "compartmentId") === "") throw new Error("getNamespace without a compartment");
    return { namespace: "frstandin0001" };
  },
};
