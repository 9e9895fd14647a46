import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { catalogue } from "../images/images.ts";
import {
  canaries,
  controlPlane,
  controlPlaneArgs,
  gpuPools,
  ofKind,
  theOne,
  workerNamespace,
} from "./control-plane-testing.ts";
import unsafeDefaults from "./gateway-config/unsafe-defaults.json" with { type: "json" };
import { beta9GpuNames } from "./gpu-names.ts";

const plane = await controlPlane();
const workers = await workerNamespace();
const config = parse(theOne(plane, "Secret").inputs.stringData.secret["config.yaml"]);
const deployment = theOne(plane, "Deployment").inputs.spec;
const pod = deployment.template.spec;
const [gateway] = pod.containers;
const environment = Object.fromEntries(
  gateway.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
);

/** The points of Beta9's that its own chart gets wrong and that are the control plane's to get right. */
describe("what a control plane must get right", () => {
  it("2: no shared secrets: keys and tokens are generated, published defaults are none of them", () => {
    const kinds = plane.map(({ type }) => type);
    expect(kinds).toContain("random:index/randomBytes:RandomBytes");
    expect(kinds).toContain("random:index/randomPassword:RandomPassword");
    const { postgres, redis } = config.database;
    const secrets = [
      postgres.password,
      postgres.encryptionKey,
      redis.password,
      config.storage.workspaceStorage.defaultSecretKey,
      config.imageService.registries.s3.secretKey,
      config.cache.coordinator.token,
    ];
    for (const secret of secrets) {
      expect(secret).toBeTruthy();
      expect(unsafeDefaults.publishedSecrets).not.toContain(secret);
    }
  });

  it("3: no JuiceFS, no localstack: storage is local and the gateway unprivileged; volumes go to S3", () => {
    expect(config.storage.mode).toBe("local");
    expect(config.fileService).toMatchObject({ enabled: true, endpointUrl: "https://s3.gpu.example.eu" });
    // Beta9 reads the switch as off while the bucket is empty.
    expect(config.fileService.bucketName).not.toBe("");
    expect(pod.securityContext.runAsNonRoot).toBe(true);
    expect(gateway.securityContext.privileged).toBe(false);
  });

  it("4: S3 that works: no trailing checksums, real region, presigned URLs that users reach", () => {
    const checksums = {
      AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
      AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
    };
    expect(environment).toMatchObject(checksums);
    for (const pool of Object.values<{ jobSpec: { env: { name: string; value: string }[] } }>(config.worker.pools)) {
      expect(Object.fromEntries(pool.jobSpec.env.map(({ name, value }) => [name, value]))).toMatchObject(checksums);
    }
    const { defaultEndpointUrl, defaultPresignedEndpointUrl, defaultRegion } = config.storage.workspaceStorage;
    expect([defaultEndpointUrl, defaultPresignedEndpointUrl, defaultRegion]).toEqual([
      "https://s3.beta9.svc:3900",
      "https://s3.gpu.example.eu",
      "eu-frankfurt-1",
    ]);
    expect(config.imageService.registries.s3).toMatchObject({ region: "eu-frankfurt-1", forcePathStyle: true });
  });

  it("5: TLS and naming: one host on 443 for gRPC and HTTP, narrow CORS, metrics and pod TCP private", () => {
    const { grpc, http } = config.gateway;
    for (const each of [grpc, http]) {
      expect(each).toMatchObject({ externalHost: "gpu.example.eu", externalPort: 443, tls: true });
    }
    expect(http.cors.allowOrigins).toEqual(["https://gpu.example.eu"]);
    expect(JSON.stringify(http.cors)).not.toContain("*");
    expect(config.abstractions.pod.tcp.enabled).toBe(false);
    const ports = Object.fromEntries(
      ofKind(plane, "Service").map(({ inputs: { metadata, spec } }) => [
        metadata.name,
        { type: spec.type ?? "ClusterIP", ports: spec.ports.map(({ port }: { port: number }) => port) },
      ]),
    );
    expect(ports).toEqual({
      "beta9-gateway": { type: "ClusterIP", ports: [1993, 1994] },
      "beta9-gateway-metrics": { type: "ClusterIP", ports: [9090] },
    });
  });

  it("6: least privilege: a Role in one namespace, a worker account with nothing, no token where none is due", () => {
    expect(theOne(plane, "Role").inputs).toMatchObject({
      metadata: { namespace: "beta9-workers" },
      rules: [
        { apiGroups: ["batch"], resources: ["jobs"], verbs: ["create", "list", "delete"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["list"] },
      ],
    });
    expect(theOne(plane, "RoleBinding").inputs.subjects).toEqual([
      { kind: "ServiceAccount", name: "beta9-gateway", namespace: "beta9" },
    ]);
    const all = [...plane, ...workers];
    expect([...ofKind(all, "ClusterRole"), ...ofKind(all, "ClusterRoleBinding")]).toEqual([]);
    expect(ofKind(workers, "RoleBinding")).toEqual([]);
    for (const account of ofKind(all, "ServiceAccount")) {
      expect(account.inputs.automountServiceAccountToken).toBe(false);
    }
    expect(config.worker.serviceAccountName).toBe(theOne(workers, "ServiceAccount").inputs.metadata.name);
  });

  it("7: GPU pools that schedule: resources enforced, RuntimeClass with the taint's toleration, known GPUs, cold build", () => {
    expect(config.worker).toMatchObject({
      jobResourcesEnforced: true,
      containerResourceLimits: { cpuEnforced: true, memoryEnforced: true },
    });
    const runtime = theOne(workers, "RuntimeClass").inputs;
    expect(runtime.scheduling.tolerations).not.toEqual([]);
    for (const { name, gpu, nodeSelector } of gpuPools) {
      expect(config.worker.pools[name]).toMatchObject({
        mode: "local",
        gpuType: gpu,
        runtime: runtime.metadata.name,
        jobSpec: { nodeSelector },
      });
      expect(beta9GpuNames).toContain(config.worker.pools[name].gpuType);
    }
    expect(config.worker.pools.a10.poolSizing.minFreeGPU).toBe("1");
    expect(config.worker.pools.l40s.poolSizing.minFreeGPU).toBe("0");
    expect(config.worker.pools.build.poolSizing).toMatchObject({
      defaultWorkerCPU: "2000m",
      defaultWorkerMemory: "6144Mi",
      minFreeCPU: "0m",
      minFreeMemory: "0Mi",
    });
  });

  it("7: workers of pools for personal data demand nodes that may hold it, or admission refuses them", () => {
    for (const { name, country, dataClass, nodeSelector } of gpuPools) {
      expect(config.worker.pools[name].jobSpec.nodeSelector).toEqual({
        ...nodeSelector,
        "eu-gpu-cloud.internal/country": country,
        "eu-gpu-cloud.internal/data-class": dataClass,
      });
    }
  });

  it("8: images under control: mirrored, gateway and worker each by its own tag, command explicit, TLS verified", () => {
    const tagOf = (name: string) => catalogue.find((image) => image.name === name)?.tag;
    const { imageRegistry, imageName, imageTag } = config.worker;
    expect(`${imageRegistry}/${imageName}`).toMatch(/^registry\.example\.eu\/mirror\/.*beta9-worker$/);
    expect(imageTag.startsWith(tagOf("beta9-worker"))).toBe(true);
    expect(tagOf("beta9-worker")).not.toBe(tagOf("beta9-gateway"));
    expect(gateway.image).toBe(controlPlaneArgs().images.reference("beta9-gateway"));
    expect(gateway.command).toEqual(["/usr/local/bin/gateway"]);
    expect(config.imageService).toMatchObject({
      enableTLS: true,
      buildRegistry: "registry.gpu.example.eu",
      buildRegistryInsecure: false,
      registryStore: "s3",
      clipVersion: 2,
    });
    expect(config.imageService.runner.baseImageRegistry).toMatch(/^registry\.example\.eu\/mirror/);
  });

  it("9: state: Redis and PostgreSQL over TLS at any address, proved before the gateway starts", () => {
    expect(config.database.redis).toMatchObject({ enableTLS: true, insecureSkipVerify: false });
    expect(config.database.postgres.enableTLS).toBe(true);
    expect(pod.initContainers.map(({ name }: { name: string }) => name)).toEqual(["preflight"]);
  });

  it("10: contributors: no pool of machines that the platform would trust with every workspace", () => {
    const modes = Object.values<{ mode: string }>(config.worker.pools).map(({ mode }) => mode);
    expect(new Set(modes)).toEqual(new Set(["local"]));
    expect(config.tailscale).toMatchObject({ enabled: true, controlUrl: "https://mesh.gpu.example.eu" });
  });

  it("10: no mesh unless one is given", async () => {
    const { mesh: _mesh, ...rest } = controlPlaneArgs();
    const without = await controlPlane({ ...rest, mesh: undefined as never });
    const file = parse(theOne(without, "Secret").inputs.stringData.secret["config.yaml"]);
    expect(file.tailscale).toMatchObject({ enabled: false, authKey: "" });
  });

  it("11: EU-only egress: no event store, purchases or logs abroad, own sinks, and no way out but the named ones", () => {
    expect(config.database.s2).toEqual({ apiKey: "", logApiKey: "", eventApiKey: "" });
    expect(config.scheduling.failover.enabled).toBe(false);
    expect(environment.TS_NO_LOGS_NO_SUPPORT).toBe("true");
    expect(config.events.callbacks).toHaveLength(1);
    const ways = [...plane, ...workers]
      .filter(({ type, inputs }) => type.endsWith(":NetworkPolicy") && inputs.spec.egress)
      .flatMap(({ inputs }) => inputs.spec.egress.flatMap(({ to }: { to: { ipBlock?: { cidr: string } }[] }) => to))
      .flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr] : []));
    expect([...new Set(ways)].sort()).toEqual(["10.16.0.0/28", "198.51.100.0/24"]);
  });

  it("12: operability: two gateways, surge 1, budget, spread, 195 s of grace, health by HTTP, JSON logs, config as a file", () => {
    expect(deployment.replicas).toBe(2);
    expect(deployment.strategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
    expect(theOne(plane, "PodDisruptionBudget").inputs.spec.maxUnavailable).toBe(1);
    expect(pod.topologySpreadConstraints.map(({ topologyKey }: { topologyKey: string }) => topologyKey)).toEqual([
      "kubernetes.io/hostname",
      "topology.kubernetes.io/zone",
    ]);
    expect(pod.terminationGracePeriodSeconds).toBe(195);
    expect(gateway.readinessProbe.httpGet).toMatchObject({ path: "/api/v1/health", port: "http" });
    expect(gateway.livenessProbe.httpGet).toMatchObject({ path: "/api/v1/health/live", port: "http" });
    expect([config.prettyLogs, config.gateway.http.enablePrettyLogs, config.debugMode]).toEqual([false, false, false]);
    expect(config.cache.coordinator.token).toBe(canaries[5]);
    expect(environment).not.toHaveProperty("CONFIG_JSON");
  });
});
