import { Provider } from "@pulumi/kubernetes/provider.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { kitAnnotations } from "../labels.ts";
import { ClusterCa } from "../tls/cluster-ca.ts";
import { InClusterRedis, type InClusterRedisArgs } from "./redis.ts";
import { gateway, inClear, manifests, named, outputs } from "./store-testing.ts";

function inCluster(args: Partial<InClusterRedisArgs> = {}): Promise<Registration[]> {
  return registrationsOf(
    () => {
      const provider = new Provider("cluster", {});
      new InClusterRedis("store", {
        environment: "test",
        namespace: "beta9",
        image: "registry.example.eu/mirror/valkey@sha256:0",
        ca: new ClusterCa("ca"),
        clients: [gateway],
        volume: { storageClass: "encrypted", encryptedAtRest: true },
        provider,
        ...args,
      });
    },
    { outputs },
  );
}

describe("Redis in the cluster", () => {
  let all: Registration[];
  beforeAll(async () => {
    all = await inCluster();
  });

  it("makes what a durable store needs and nothing else", () => {
    expect(new Set(all.filter((each) => each.type.startsWith("kubernetes:")).map((each) => each.provider))).toEqual(
      new Set(["cluster"]),
    );
    expect(manifests(all)).toMatchInlineSnapshot(`
        [
          "NetworkPolicy store-gateway-to-redis",
          "NetworkPolicy store-redis-from-gateway",
          "PersistentVolumeClaim redis-data",
          "PodDisruptionBudget redis",
          "Secret redis-backup",
          "Secret redis-config",
          "Secret redis-probe",
          "Secret redis-tls",
          "Service redis",
          "StatefulSet redis",
        ]
      `);
  });

  it("protects the claim that holds the data, on the class that encrypts", () => {
    const claim = named(all, "PersistentVolumeClaim", "redis-data");
    expect(claim?.protect).toBe(true);
    expect(claim?.inputs.spec).toEqual({
      accessModes: ["ReadWriteOnce"],
      storageClassName: "encrypted",
      resources: { requests: { storage: "20Gi" } },
    });
  });

  it("sends the engine no password outside a secret", () => {
    expect(inClear(all)).not.toContain("canary");
    expect(JSON.stringify(named(all, "StatefulSet", "redis")?.inputs)).not.toContain("canary");
  });

  it("writes no password into the configuration, hashed ones aside", () => {
    const config = named(all, "Secret", "redis-config");
    expect(JSON.stringify(config?.inputs)).not.toContain("canary");
    expect(config?.inputs.stringData.secret["redis.conf"]).toContain("appendfsync always");
  });

  it("runs a pod that the strictest Pod Security level lets in", () => {
    const { spec } = named(all, "StatefulSet", "redis")?.inputs.spec.template ?? {};
    const [container] = spec.containers;
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" }, fsGroup: 999 },
    });
    expect(container.securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.resources.limits.memory).toBe("2176Mi");
    expect(container.resources.requests.memory).toBe("2176Mi");
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
      expect(container[probe].exec.command[1]).toBe("/etc/redis/probe.sh");
    }
  });

  it("opens the way between each client and the server at both ends", () => {
    const policies = all.filter((each) => each.type.endsWith(":NetworkPolicy"));
    expect(policies.map(({ inputs }) => [inputs.metadata.name, inputs.spec])).toMatchInlineSnapshot(`
      [
        [
          "store-gateway-to-redis",
          {
            "egress": [
              {
                "ports": [
                  {
                    "port": 6379,
                    "protocol": "TCP",
                  },
                ],
                "to": [
                  {
                    "namespaceSelector": {
                      "matchLabels": {
                        "kubernetes.io/metadata.name": "beta9",
                      },
                    },
                    "podSelector": {
                      "matchLabels": {
                        "app.kubernetes.io/instance": "test",
                        "app.kubernetes.io/name": "redis",
                        "app.kubernetes.io/part-of": "eu-gpu-cloud",
                      },
                    },
                  },
                ],
              },
            ],
            "podSelector": {
              "matchLabels": {
                "app": "gateway",
              },
            },
            "policyTypes": [
              "Egress",
            ],
          },
        ],
        [
          "store-redis-from-gateway",
          {
            "ingress": [
              {
                "from": [
                  {
                    "namespaceSelector": {
                      "matchLabels": {
                        "kubernetes.io/metadata.name": "beta9",
                      },
                    },
                    "podSelector": {
                      "matchLabels": {
                        "app": "gateway",
                      },
                    },
                  },
                ],
                "ports": [
                  {
                    "port": 6379,
                    "protocol": "TCP",
                  },
                ],
              },
            ],
            "podSelector": {
              "matchLabels": {
                "app.kubernetes.io/instance": "test",
                "app.kubernetes.io/name": "redis",
                "app.kubernetes.io/part-of": "eu-gpu-cloud",
              },
            },
            "policyTypes": [
              "Ingress",
            ],
          },
        ],
      ]
    `);
  });

  it("restarts the server when its configuration or its certificate changes", async () => {
    const digest = (made: readonly Registration[]) =>
      JSON.stringify(
        named(made, "StatefulSet", "redis")?.inputs.spec.template.metadata.annotations[kitAnnotations.configDigest],
      );
    expect(digest(all)).toMatch(/[0-9a-f]{64}/);
    expect(digest(await inCluster())).toBe(digest(all));
    expect(digest(await inCluster({ memoryMiB: 512 }))).not.toBe(digest(all));
  });

  it("refuses wrong settings before anything is made, all of them at once", async () => {
    await expect(inCluster({ memoryMiB: 1, diskGiB: 0 })).rejects.toThrow(/memoryMiB is 1[\s\S]+diskGiB is 0/);
  });
});
