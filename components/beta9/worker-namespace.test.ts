import { Provider } from "@pulumi/kubernetes/provider.js";
import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../test/mock-engine.ts";
import { denyAll } from "../guard/namespace-policies.ts";
import { reachability } from "../guard/reachability.ts";
import { Images } from "../images/images.ts";
import { gatewayLabels, workerLabels } from "./control-plane-names.ts";
import { controlPlane, gpuPools, ofKind, theOne, workerNamespace } from "./control-plane-testing.ts";
import { DevicePlugin, type DevicePluginArgs } from "./device-plugin.ts";
import { tolerationsOf } from "./worker-namespace-tolerations.ts";

const usual = await workerNamespace();

describe("the workers' namespace", () => {
  it("gives GPU workers the tolerations that Beta9 can not give them", () => {
    const { metadata, handler, scheduling } = theOne(usual, "RuntimeClass").inputs;
    expect({ name: metadata.name, handler }).toEqual({ name: "beta9-gpu", handler: "nvidia" });
    expect(scheduling.tolerations).toEqual([
      { key: "nvidia.com/gpu", operator: "Equal", value: "present", effect: "NoSchedule" },
    ]);
  });

  it("runs GPU workers by whatever name their nodes know NVIDIA's runtime", async () => {
    expect(theOne(await workerNamespace({ runtimeHandler: "runc" }), "RuntimeClass").inputs.handler).toBe("runc");
  });

  it("lets nothing but workers run, and no more GPUs be asked for than there are", () => {
    expect(theOne(usual, "ResourceQuota").inputs.spec.hard).toMatchObject({
      "count/jobs.batch": "200",
      "requests.nvidia.com/gpu": "12",
      services: "0",
      "count/deployments.apps": "0",
    });
  });

  it("sets no default by which a worker's scratch volume would have it evicted", () => {
    const [limit] = theOne(usual, "LimitRange").inputs.spec.limits;
    expect(Object.keys(limit.default).sort()).toEqual(["cpu", "memory"]);
    expect(Object.keys(limit.defaultRequest).sort()).toEqual(["cpu", "memory"]);
  });

  it("trusts the authorities that it is given, and has no Secret for none", async () => {
    expect(theOne(usual, "Secret").inputs.stringData.secret).toEqual({ "ca.crt": "PEM of the cluster's authority" });
    expect(ofKind(await workerNamespace({ authorities: [] }), "Secret")).toEqual([]);
  });

  it("refuses a number of workers that is none", async () => {
    await expect(workerNamespace({ maxWorkers: 0 })).rejects.toThrow(/maxWorkers 0/);
  });
});

describe("a taint", () => {
  it("is tolerated once, however many pools have it, and exactly as it is", () => {
    expect(tolerationsOf(["b=1:NoExecute", undefined, "a:NoSchedule", "b=1:NoExecute"])).toEqual([
      { key: "a", operator: "Exists", effect: "NoSchedule" },
      { key: "b", operator: "Equal", value: "1", effect: "NoExecute" },
    ]);
  });

  it.each(["", "a=b", "a=b:Sometimes", ":NoSchedule"])("is not %j", (text) => {
    expect(() => tolerationsOf([text])).toThrow(/is no taint/);
  });
});

describe("connections of gateway and workers", async () => {
  const denied = ["beta9", "beta9-workers"].map((namespace) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "deny-all", namespace },
    spec: denyAll,
  }));
  const made = [...usual, ...(await controlPlane())].filter(({ type }) => type.endsWith(":NetworkPolicy"));
  const workerPorts = { cache: 2050, metrics: 9090, lowest: 32768, highest: 60999, ssh: 22 };
  const at = (namespace: string, app: string) => ({ name: app, namespace, labels: { app } });
  const parties = [
    { ...at("beta9", "gateway"), labels: gatewayLabels("prod-fra"), ports: { grpc: 1993, http: 1994, metrics: 9090 } },
    { ...at("beta9-workers", "worker"), labels: workerLabels, ports: workerPorts },
    { ...at("beta9-workers", "other worker"), labels: workerLabels, ports: workerPorts },
    at("beta9", "admin-claim"),
    at("beta9", "stranger"),
    at("monitoring", "prometheus"),
    at("monitoring", "another"),
    { name: "API server", address: "10.16.0.5", ports: { https: 6443, other: 443 } },
    { name: "mirror", address: "198.51.100.7", ports: { https: 443, http: 80 } },
    { name: "elsewhere", address: "192.0.2.1", ports: { https: 443, api: 6443 } },
  ];

  it("are these and no others", () => {
    const all = reachability([...denied, ...made.map(({ inputs }) => inputs)], parties);
    // Where monitoring goes beside the two namespaces is not theirs to say.
    const ways = all.filter((way) => !/^(prometheus|another) → (API server|mirror|elsewhere)/.test(way));
    expect(ways).toEqual(
      [
        "admin-claim → gateway:1994",
        "gateway → API server:6443",
        "gateway → mirror:443",
        ...["worker", "other worker"].flatMap((worker) => [
          `gateway → ${worker}:32768`,
          `gateway → ${worker}:60999`,
          `${worker} → gateway:1993`,
          `${worker} → gateway:1994`,
          `${worker} → mirror:443`,
          `prometheus → ${worker}:9090`,
        ]),
        "worker → other worker:2050",
        "other worker → worker:2050",
        "prometheus → gateway:9090",
      ].sort(),
    );
  });
});

describe("NVIDIA's device plug-in", () => {
  const args: DevicePluginArgs = {
    environment: "prod-fra",
    namespace: "beta9-workers",
    images: new Images("registry.example.eu/mirror"),
    gpuPools,
    runtimeClass: "beta9-gpu",
  };
  const plugin = (changes: Partial<DevicePluginArgs> = {}) =>
    registrationsOf(() => {
      new DevicePlugin("gpus", { ...args, ...changes }, { providers: [new Provider("cluster", {})] });
    });

  it("runs on the nodes of every pool and no others, from the mirror", async () => {
    const { spec } = theOne(await plugin(), "DaemonSet").inputs.spec.template;
    const terms = spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(terms.map((term: { matchExpressions: object[] }) => term.matchExpressions)).toEqual(
      ["a10", "l40s"].map((pool) => [{ key: "eu-gpu-cloud.internal/pool", operator: "In", values: [pool] }]),
    );
    expect(spec.runtimeClassName).toBe("beta9-gpu");
    expect(spec.containers[0].image).toMatch(/^registry\.example\.eu\/mirror\//);
  });

  it("has no more of its node than the kubelet's directory, and no account", async () => {
    const { spec } = theOne(await plugin(), "DaemonSet").inputs.spec.template;
    const [container] = spec.containers;
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(spec.volumes.map((volume: { hostPath: { path: string } }) => volume.hostPath.path)).toEqual([
      "/var/lib/kubelet/device-plugins",
    ]);
    expect(spec.automountServiceAccountToken).toBe(false);
  });

  it("is refused where there are no GPUs", async () => {
    await expect(plugin({ gpuPools: [] })).rejects.toThrow(/no GPU pools/);
  });
});
