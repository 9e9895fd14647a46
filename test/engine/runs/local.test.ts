import { describe } from "vitest";
import { deploymentOf } from "../deployment.ts";
import { itDeploys, itGoes } from "./life.ts";

describe("local on the real engine", () => {
  const deployment = deploymentOf("local");
  itDeploys(deployment);
  itGoes(deployment);
});
