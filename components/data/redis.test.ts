import { Provider } from "@pulumi/kubernetes/provider.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { SecretText } from "../secret-text.ts";
import { ClusterCa } from "../tls/cluster-ca.ts";
import { InClusterRedis, type InClusterRedisArgs } from "./redis.ts";
import { ExternalRedis, type ExternalRedisComponentArgs } from "./redis-external.ts";

const gateway = {
  name: "gateway",
  namespace: "beta9",
  podLabels: { app: "gateway" },
  reason: "state of pools, tokens and tasks",
};

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
    {
      outputs: {
        "random:index/randomPassword:RandomPassword": { result: "canary-password" },
        "tls:index/privateKey:PrivateKey": { privateKeyPem: "canary-key", privateKeyPemPkcs8: "canary-key" },
        "tls:index/selfSignedCert:SelfSignedCert": { certPem: "authority" },
        "tls:index/certRequest:CertRequest": { certRequestPem: "request" },
        "tls:index/locallySignedCert:LocallySignedCert": { certPem: "certificate" },
      },
    },
  );
}
const named = (all: readonly Registration[], kind: string, name: string) =>
  all.find((each) => each.type.endsWith(`:${kind}`) && each.inputs.metadata?.name === name);

describe("Redis in the cluster", () => {
  let all: Registration[];
  beforeAll(async () => {
    all = await inCluster();
  });

  it("makes what a durable store needs and nothing else", () => {
    const made = all.filter((each) => each.type.startsWith("kubernetes:"));
    expect(
      made.map((each) => `${each.type.split(":").at(-1)} ${each.inputs.metadata.name}`).sort(),
    ).toMatchInlineSnapshot(`
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
    expect(made.every((each) => each.provider === "cluster")).toBe(true);
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
    const clear = JSON.stringify(
      all.map((each) => each.inputs),
      (_, value) =>
        value !== null && typeof value === "object" && "secret" in value && Object.keys(value).length === 1
          ? "…"
          : value,
    );
    expect(clear).not.toContain("canary");
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
        named(made, "StatefulSet", "redis")?.inputs.spec.template.metadata.annotations[
          "eu-gpu-cloud.internal/config-digest"
        ],
      );
    expect(digest(all)).toMatch(/[0-9a-f]{64}/);
    expect(digest(await inCluster())).toBe(digest(all));
    expect(digest(await inCluster({ memoryMiB: 512 }))).not.toBe(digest(all));
  });

  it("refuses wrong settings before anything is made, all of them at once", async () => {
    await expect(inCluster({ memoryMiB: 1, diskGiB: 0 })).rejects.toThrow(/memoryMiB is 1[\s\S]+diskGiB is 0/);
  });
});

describe("a Redis of somebody else's", () => {
  const external = (args: Partial<ExternalRedisComponentArgs> = {}) =>
    registrationsOf(() => {
      new ExternalRedis("store", {
        host: "redis.example.eu",
        password: new SecretText("canary"),
        tls: true,
        cidrs: ["192.0.2.10/32"],
        clients: [gateway],
        provider: new Provider("cluster", {}),
        ...args,
      });
    });

  it("makes nothing but the way out to it", async () => {
    const made = (await external({ port: 6380 })).filter((each) => each.type.startsWith("kubernetes:"));
    expect(made.map(({ inputs }) => inputs.spec.egress)).toEqual([
      [{ to: [{ ipBlock: { cidr: "192.0.2.10/32" } }], ports: [{ protocol: "TCP", port: 6380 }] }],
    ]);
  });

  it("is refused without TLS, in words", async () => {
    await expect(external({ tls: false })).rejects.toThrow(/tls is false: Beta9 keeps tokens .* in clear/);
  });

  it("is refused with every other mistake, and no message holds the password", async () => {
    const mistakes = external({
      host: "rediss://redis.example.eu:6380",
      port: 0,
      tls: false,
      caCertificate: "/etc/ssl/ca.pem",
      cidrs: ["0.0.0.0/0", "redis.example.eu", "192.0.2.1/33"],
    });
    await expect(mistakes).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: redis store:
        host "rediss://redis.example.eu:6380" is neither a name nor an address: write it without scheme, port and path
        port is 0, accepted: 1 to 65535
        cidrs: "0.0.0.0/0" is no network such as 192.0.2.10/32 or 2001:db8::10/128
        cidrs: "redis.example.eu" is no network such as 192.0.2.10/32 or 2001:db8::10/128
        cidrs: "192.0.2.1/33" is no network such as 192.0.2.10/32 or 2001:db8::10/128
        tls is false: Beta9 keeps tokens and workspace keys in Redis in clear, and they would cross the network the same way: let the server speak TLS and set tls to true
        caCertificate is no PEM certificate (-----BEGIN CERTIFICATE----- …)]
    `);
    await expect(mistakes).rejects.not.toThrow(/canary/);
    await expect(external({ password: new SecretText("") })).rejects.toThrow(/password is empty/);
  });

  it("may have a certificate of an authority of its own", async () => {
    const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    await expect(external({ caCertificate: pem })).resolves.toBeDefined();
  });
});
