import { describe } from "vitest";
import { deploymentOf } from "../deployment.ts";
import { itDeploys, itGoes } from "./life.ts";

describe("prod-fra on the real engine", () => {
  const deployment = deploymentOf("prod-fra");
  itDeploys(deployment);
  itGoes(deployment);
});
