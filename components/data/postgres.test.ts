import { Provider as Cluster } from "@pulumi/kubernetes/provider.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { ClusterCa } from "../tls/cluster-ca.ts";
import { InClusterPostgres, type InClusterPostgresArgs } from "./postgres.ts";
import { gateway, inClear, manifests, named, outputs } from "./store-testing.ts";

const common = { environment: "test", namespace: "beta9", image: "registry.example.eu/postgres:1", clients: [gateway] };

describe("PostgreSQL in the cluster", () => {
  const inCluster = (args: Partial<InClusterPostgresArgs> = {}) =>
    registrationsOf(
      () => {
        new InClusterPostgres("db", {
          ...common,
          ca: new ClusterCa("ca"),
          volume: { storageClass: "encrypted", encryptedAtRest: true },
          provider: new Cluster("cluster", {}),
          ...args,
        });
      },
      { outputs },
    );
  let all: Registration[];
  beforeAll(async () => {
    all = await inCluster();
  });

  it("makes one server on a protected disk and nothing that nobody needs", () => {
    expect(new Set(all.filter((each) => each.type.startsWith("kubernetes:")).map((each) => each.provider))).toEqual(
      new Set(["cluster"]),
    );
    expect(manifests(all)).toMatchInlineSnapshot(`
      [
        "NetworkPolicy db-gateway-to-postgres",
        "NetworkPolicy db-postgres-from-gateway",
        "PersistentVolumeClaim postgres-data",
        "PodDisruptionBudget postgres",
        "Secret postgres-backup",
        "Secret postgres-config",
        "Secret postgres-tls",
        "Service postgres",
        "StatefulSet postgres",
      ]
    `);
    expect(named(all, "PersistentVolumeClaim", "postgres-data")?.protect).toBe(true);
  });

  it("gives the pod what checks passwords, and no password", () => {
    const config = JSON.stringify(named(all, "Secret", "postgres-config")?.inputs);
    expect(config).toContain("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$");
    expect(config).not.toContain("canary");
    expect(inClear(all)).not.toContain("canary");
    expect(JSON.stringify(named(all, "StatefulSet", "postgres")?.inputs)).not.toContain("canary");
  });

  it("runs a pod that the strictest Pod Security level lets in, its preparation included", () => {
    const { spec } = named(all, "StatefulSet", "postgres")?.inputs.spec.template ?? {};
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" }, fsGroup: 999 },
    });
    for (const container of [...spec.initContainers, ...spec.containers]) {
      expect(container.securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
      });
      expect(container.resources.limits.memory).toBe("2048Mi");
    }
  });

  it("prepares the cluster before every start and stops it without waiting for its clients", () => {
    const { initContainers, containers } = named(all, "StatefulSet", "postgres")?.inputs.spec.template.spec ?? {};
    expect(initContainers[0].command).toEqual(["sh", "/etc/postgresql/prepare.sh"]);
    expect(containers[0].lifecycle.preStop.exec.command).toContain("--mode=fast");
    expect(containers[0].command).toEqual(["postgres", "--config-file=/etc/postgresql/postgresql.conf"]);
  });

  it("is restarted by another configuration, not by the same one", async () => {
    const digest = (made: readonly Registration[]) =>
      JSON.stringify(named(made, "StatefulSet", "postgres")?.inputs.spec.template.metadata.annotations);
    expect(digest(await inCluster())).toBe(digest(all));
    expect(digest(await inCluster({ maxConnections: 100 }))).not.toBe(digest(all));
  });

  it("refuses wrong settings before anything is made, all of them at once", async () => {
    await expect(inCluster({ memoryMiB: 1, owner: "Root" })).rejects.toThrow(/memoryMiB is 1[\s\S]+owner is "Root"/);
  });
});
