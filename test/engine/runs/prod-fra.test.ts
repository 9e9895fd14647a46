import { describe } from "vitest";
import { deploymentOf } from "../deployment.ts";
import { itChanges, itDeploys, itGoes } from "./life.ts";

const configDigest = 'spec.template.metadata.annotations["eu-gpu-cloud.internal/config-digest"]';

describe("prod-fra on the real engine", () => {
  const deployment = deploymentOf("prod-fra");

  itDeploys(deployment);

  const bound = { from: "maxNodes: 4", to: "maxNodes: 5" };
  itChanges(deployment, "another bound of a GPU pool", bound, {
    "prod-fra-gpu-a10-pool": ["freeformTags.eu-gpu-cloud-max-nodes"],
    "prod-fra-addons-autoscaler": ["configurations[0].value"],
    "prod-fra-worker-space-quota": ['spec.hard["requests.nvidia.com/gpu"]'],
    "prod-fra-control-plane-config": ['data["config.yaml"]'],
    "prod-fra-control-plane-gateway": [configDigest],
  });

  const version = { from: "kubernetesVersion: v1.34.1", to: "kubernetesVersion: v1.34.2" };
  itChanges(deployment, "another version of Kubernetes", version, {
    "prod-fra-cluster-cluster": ["kubernetesVersion"],
    "prod-fra-system-pool": ["kubernetesVersion", "nodeSourceDetails.imageId"],
    "prod-fra-gpu-a10-pool": ["kubernetesVersion", "nodeSourceDetails.imageId"],
    "prod-fra-gpu-l40s-pool": ["kubernetesVersion", "nodeSourceDetails.imageId"],
  });

  itGoes(deployment);
});
