import { describe, expect, it } from "vitest";
import {
  execProbe,
  hardenedContainer,
  hardenedPod,
  httpProbe,
  labelsFor,
  resources,
  spreadAcrossNodes,
  tcpProbe,
} from "./hardened.ts";

describe("a hardened pod", () => {
  // https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, and a read-only root.
  it("asks for nothing that the level restricted forbids", () => {
    expect(hardenedContainer({ uid: 999 })).toEqual({
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 999,
      runAsGroup: 999,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(hardenedPod(999)).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 999,
      fsGroup: 999,
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("leaves the user to the pod when a container names none", () => {
    expect(Object.keys(hardenedContainer())).not.toContain("runAsUser");
  });

  it.each([0, -1, 1.5, 2 ** 31])("user %d is refused", (uid) => {
    expect(() => hardenedPod(uid)).toThrow(`${uid} is no unprivileged user id`);
    expect(() => hardenedContainer({ uid })).toThrow(RangeError);
  });
});

describe("resources", () => {
  it("bound CPU above its request, and memory and disk at theirs", () => {
    expect(resources({ cpuMillis: 250, memoryMiB: 512 })).toEqual({
      requests: { cpu: "250m", memory: "512Mi", "ephemeral-storage": "128Mi" },
      limits: { cpu: "1000m", memory: "512Mi", "ephemeral-storage": "128Mi" },
    });
    expect(resources({ cpuMillis: 1, memoryMiB: 1, cpuLimitMillis: 1, ephemeralMiB: 64 }).limits).toEqual({
      cpu: "1m",
      memory: "1Mi",
      "ephemeral-storage": "64Mi",
    });
  });

  it.each([
    [{ cpuMillis: 0.5, memoryMiB: 1 }, "cpuMillis 0.5"],
    [{ cpuMillis: 1, memoryMiB: 0 }, "memoryMiB 0"],
    [{ cpuMillis: 100, memoryMiB: 1, cpuLimitMillis: 50 }, "cpuLimitMillis 50 is below cpuMillis 100"],
  ])("%j is refused", (needs, expected) => {
    expect(() => resources(needs)).toThrow(expected);
  });
});

describe("probes", () => {
  it("ask by HTTP, by a connection or by a command, as often as told", () => {
    expect(httpProbe("/healthz", 1994, { periodSeconds: 5 })).toEqual({
      httpGet: { path: "/healthz", port: 1994, scheme: "HTTP" },
      periodSeconds: 5,
    });
    expect(httpProbe("/", "https", { scheme: "HTTPS" }).httpGet.scheme).toBe("HTTPS");
    expect(tcpProbe(6379, { failureThreshold: 6 })).toEqual({ tcpSocket: { port: 6379 }, failureThreshold: 6 });
    expect(execProbe(["pg_isready"])).toEqual({ exec: { command: ["pg_isready"] } });
  });
});

describe("replicas", () => {
  const labels = labelsFor("gateway", "prod-fra");

  it("carry labels that tell components and environments apart", () => {
    expect(labels).toMatchObject({ "app.kubernetes.io/name": "gateway", "app.kubernetes.io/instance": "prod-fra" });
    expect(labelsFor("gateway", "local")).not.toEqual(labels);
  });

  it("stand apart by node and by zone where they can, counting their own revision alone", () => {
    const constraints = spreadAcrossNodes(labels);
    expect(constraints.map(({ topologyKey }) => topologyKey)).toEqual([
      "kubernetes.io/hostname",
      "topology.kubernetes.io/zone",
    ]);
    for (const constraint of constraints) {
      expect(constraint).toMatchObject({
        maxSkew: 1,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
        matchLabelKeys: ["pod-template-hash"],
      });
    }
  });
});
