import { Provider } from "@pulumi/kubernetes/provider.js";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../../test/mock-engine.ts";
import { ApiPools, type ApiPoolsArgs } from "./api-pools.ts";
import { poolSettings } from "./settings.ts";

const poolsWith = (over: Partial<ApiPoolsArgs> = {}): Promise<Registration[]> =>
  registrationsOf(() => {
    const provider = new Provider("cluster", {});
    new ApiPools("pools", {
      environment: "prod-fra",
      namespace: "beta9",
      nodeImage: "mirror.example.eu/library/node@sha256:1",
      gateway: { namespace: "beta9", host: "beta9-gateway.beta9.svc", httpPort: 1994, podLabels: { app: "gateway" } },
      tokenSecretName: "beta9-admin-token",
      private: [{ name: "eu-de-rtx4090", gpu: "RTX4090" }],
      ...over,
      provider,
    });
  });
const one = (all: readonly Registration[], type: string) => all.find((each) => each.type.endsWith(`:${type}`))?.inputs;

describe("ApiPools", () => {
  it("makes the pools when they change, and keeps them so every ten minutes, one run at a time", async () => {
    const all = await poolsWith();
    const cron = one(all, "CronJob").spec;
    expect([cron.schedule, cron.concurrencyPolicy]).toEqual(["*/10 * * * *", "Forbid"]);
    expect(cron.jobTemplate.spec.template.spec).toEqual(one(all, "Job").spec.template.spec);
    const changed = await poolsWith({ private: [] });
    expect(one(changed, "Job").metadata.name).not.toBe(one(all, "Job").metadata.name);
  });

  it("hands its program settings that it understands, and the token as a file", async () => {
    const all = await poolsWith({
      managed: [{ name: "own-a10" }],
      file: [{ name: "build", expected: { mode: "local" } }],
    });
    const settings = JSON.parse(one(all, "ConfigMap").data["settings.json"]);
    expect(poolSettings.safeParse(settings).success).toBe(true);
    const { volumes, automountServiceAccountToken } = one(all, "Job").spec.template.spec;
    expect(automountServiceAccountToken).toBe(false);
    expect(volumes[1].secret).toMatchObject({
      secretName: "beta9-admin-token",
      items: [{ key: "token", path: "token" }],
    });
  });

  it("says everything that is wrong with the pools at once, before anything is deployed", async () => {
    const wrong = [{ name: "eu-a", gpu: "RTX3090" }, { name: "de-b" }];
    await expect(poolsWith({ private: wrong })).rejects.toThrow(/RTX3090[\s\S]*must begin with/);
  });
});
