import { describe } from "vitest";
import { deploymentOf } from "../deployment.ts";
import { itDeploys, itGoesWithoutItsCluster } from "./life.ts";

describe("sovereign-fra on the real engine", () => {
  const deployment = deploymentOf("sovereign-fra");
  itDeploys(deployment);
  itGoesWithoutItsCluster(deployment);
});
