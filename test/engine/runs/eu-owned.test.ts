import { describe } from "vitest";
import { deploymentOf } from "../deployment.ts";
import { itDeploys, itGoes } from "./life.ts";

describe("eu-owned on the real engine", () => {
  const deployment = deploymentOf("eu-owned");
  itDeploys(deployment);
  itGoes(deployment);
});
