import { beforeAll, describe } from "vitest";
import { deploymentOf } from "../deployment.ts";
import { itDeploys, itGoes } from "./life.ts";

describe("eu-owned on the real engine, with a mirror that the kit fills", () => {
  const deployment = deploymentOf("eu-owned");

  beforeAll(async () => {
    const set = (key: string, ...value: string[]) =>
      deployment().mustRun(["config", "set", "--path", `eu-gpu-cloud:images.push.${key}`, ...value]);
    await set("username", "mirror-writer");
    await set("password", "a password that is no secret", "--secret");
  });

  itDeploys(deployment);
  itGoes(deployment);
});
