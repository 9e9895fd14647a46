import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { ExistingSubstrate, type ExistingSubstrateArgs } from "./existing-substrate.ts";

const cluster: ExistingSubstrateArgs = {
  kubeconfig: { path: "/nowhere/kubeconfig", context: "berlin" },
  storageClass: "encrypted",
  storageEncryptedAtRest: true,
  bringsDevicePlugin: true,
  kubernetesApi: { cidrs: [], port: 6443 },
  loadBalancer: { class: "metallb", annotations: { "example.eu/pool": "public" } },
  development: false,
  operator: "Example Hosting GmbH",
  region: "berlin-1",
  country: "DE",
  parentCompany: "Example Holding AG",
  parentCountry: "DE",
  egress: { addresses: ["192.0.2.10"], mirrorCidrs: [], path: "provider's gateway" },
  gpuPools: {
    l40s: {
      gpu: "L40S",
      gpusPerNode: 4,
      minNodes: 1,
      maxNodes: 2,
      nodeSelector: { gpu: "l40s" },
      dataClass: "personal",
    },
  },
};

async function declare(args: ExistingSubstrateArgs) {
  const made: ExistingSubstrate[] = [];
  const registrations = await registrationsOf(() => {
    made.push(new ExistingSubstrate("cluster", args));
  });
  const [substrate] = made;
  if (!substrate) throw new Error("nothing was made");
  return { registrations, substrate };
}
const settled = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

describe("ExistingSubstrate", () => {
  it("makes nothing but a provider for the named context of a file that it does not read", async () => {
    const { registrations } = await declare(cluster);
    expect(registrations.map(({ type, name }) => [type, name])).toEqual([
      ["sgc:existing:ExistingSubstrate", "cluster"],
      ["pulumi:providers:kubernetes", "cluster-kubernetes"],
    ]);
    expect(registrations[1]?.inputs).toEqual({
      kubeconfig: "/nowhere/kubeconfig",
      context: "berlin",
      enableSecretMutable: "true",
      enableConfigMapMutable: "true",
    });
  });

  it("hands on what was declared", async () => {
    const { substrate } = await declare(cluster);
    expect(substrate.jurisdiction).toEqual({
      posture: "eu-owned",
      country: "DE",
      region: "berlin-1",
      operator: "Example Hosting GmbH",
      parentCompany: "Example Holding AG",
      parentCountry: "DE",
    });
    expect(substrate.gpuPools.l40s).toEqual({ name: "l40s", country: "DE", ...cluster.gpuPools.l40s });
    expect(substrate.loadBalancer.class).toBe("metallb");
    expect(substrate.loadBalancer.annotations).toEqual({ "example.eu/pool": "public" });
    expect(await settled(substrate.egress.addresses)).toEqual(["192.0.2.10"]);
    expect(await settled(substrate.storage.class)).toBe("encrypted");
    expect(await pulumi.isSecret(substrate.kubeconfig)).toBe(true);
  });

  it("claims nothing for a country that nobody declared, neither of the cluster nor of its pools", async () => {
    const { substrate } = await declare({ ...cluster, country: undefined });
    expect(substrate.jurisdiction.posture).toBe("out-of-area");
    expect(substrate.gpuPools.l40s?.country).toBeUndefined();
  });

  it("refuses a GPU that Beta9 never schedules to, a selector of every node, and a kubeconfig given as text", async () => {
    const l40s = {
      gpu: "RTX3090",
      gpusPerNode: 1,
      minNodes: 0,
      maxNodes: 1,
      nodeSelector: {},
      dataClass: "public",
    } as const;
    const message = await declare({
      ...cluster,
      kubeconfig: { path: "apiVersion: v1\nkind: Config\n", context: "berlin" },
      gpuPools: { l40s },
    }).catch(String);
    expect(message).toContain("kubeconfig.path is not the path of a file");
    expect(message).toContain('gpuPools.l40s.gpu is "RTX3090"');
    expect(message).toContain("which selects every node");
    expect(message).not.toContain("apiVersion");
  });
});
