import { describe } from "vitest";
import { deploymentOf } from "../deployment.ts";
import { itChanges, itDeploys, itGoes } from "./life.ts";

describe("local on the real engine", () => {
  const deployment = deploymentOf("local");

  itDeploys(deployment);

  const replicas = { from: "highAvailability: false", to: "highAvailability: false\n    replicas: 3" };
  itChanges(deployment, "another number of gateways", replicas, {
    "local-control-plane-gateway": ["spec.replicas"],
  });

  const digest = {
    file: "components/images/catalogue.json",
    from: "081c2f5cb575efc901aa80ff9cdbd1ec6a301682fd35e1ebb4b0990a4a4a8507",
    to: "a".repeat(64),
  };
  itChanges(deployment, "another digest of Redis' image", digest, {
    "local-redis-server": ["spec.template.spec.containers[0].image"],
    // It dumps with the tools of the server's own version.
    "local-backup-redis": ["spec.jobTemplate.spec.template.spec.initContainers[0].image"],
  });

  itGoes(deployment);
});
