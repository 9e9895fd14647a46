import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { WorkerPoolConfig } from "../../components/beta9/gateway-config/config.ts";
import { SecretText } from "../../components/secret-text.ts";
import type { RawConfig } from "../../stacks/environment.ts";
import type { Registration } from "../mock-engine.ts";
import { kitDir } from "./project.ts";
import { rendered, sectionsOf } from "./rendered.ts";

/** What a stack registers with keys of its file changed. */
function withKeys(stack: string, keys: Readonly<Record<string, object>>): Promise<Registration[]> {
  const sections = sectionsOf(kitDir, stack);
  const changed = Object.entries(keys).map(([section, value]) => [
    section,
    { ...(sections[section] as object | undefined), ...value },
  ]);
  return rendered(stack, { ...sections, ...Object.fromEntries(changed) } as RawConfig);
}

function kinds(all: readonly Registration[], ...names: string[]): Registration[] {
  return all.filter(({ type }) => type.startsWith("kubernetes:") && names.some((name) => type.endsWith(`:${name}`)));
}

/** The value of a secret property, as providers get it. */
function revealed(value: unknown): unknown {
  return typeof value === "object" && value !== null && "secret" in value ? value.secret : value;
}

function configOf(all: readonly Registration[]) {
  const secret = kinds(all, "Secret").find(({ inputs }) => inputs.metadata.name === "beta9-config");
  const files = revealed(secret?.inputs.stringData) as Record<string, unknown>;
  return { secret, config: parse(String(revealed(files["config.yaml"]))) };
}

describe("a mirror that asks for a login", () => {
  const pull = { username: "puller", password: new SecretText("CANARYmirror") };
  const all = withKeys("prod-fra", { images: { pull } });

  it("is pulled from with it by every pod that the kit starts", async () => {
    const pods = kinds(await all, "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob").map(
      ({ type, inputs }) => {
        const { spec } = inputs;
        const template = type.endsWith(":CronJob") ? spec.jobTemplate.spec.template : spec.template;
        return [inputs.metadata.name, template.spec.imagePullSecrets];
      },
    );
    expect(pods.length).toBeGreaterThan(6);
    expect(pods.filter(([, secrets]) => JSON.stringify(secrets) !== '[{"name":"mirror-login"}]')).toEqual([]);
  });

  it("is in both namespaces, in the form that kubelets and buildah read, and secret", async () => {
    const secrets = kinds(await all, "Secret").filter(({ inputs }) => inputs.metadata.name === "mirror-login");
    expect(secrets.map(({ inputs }) => inputs.metadata.namespace).sort()).toEqual(["beta9", "beta9-workers"]);
    for (const { inputs } of secrets) {
      expect(inputs.type).toBe("kubernetes.io/dockerconfigjson");
      const login = revealed((revealed(inputs.stringData) as Record<string, unknown>)[".dockerconfigjson"]);
      const auth = Buffer.from("puller:CANARYmirror").toString("base64");
      expect(JSON.parse(String(login))).toEqual({ auths: { "registry.example.eu": { auth } } });
    }
    const inClear = (await all).filter(({ type }) => !type.endsWith(":Secret"));
    expect(JSON.stringify(inClear.map(({ inputs }) => inputs))).not.toContain("CANARYmirror");
  });

  it("is pulled from with it by workers, and by the builds in them", async () => {
    const { worker } = configOf(await all).config;
    expect(worker.imagePullSecrets).toEqual(["mirror-login"]);
    for (const { jobSpec } of Object.values<WorkerPoolConfig>(worker.pools)) {
      const file = jobSpec.env.find(({ name }) => name === "REGISTRY_AUTH_FILE")?.value;
      const mount = jobSpec.volumeMounts.find(({ name }) => name === "mirror-login");
      expect(file).toBe(`${mount?.mountPath}/.dockerconfigjson`);
      expect(jobSpec.volumes).toContainEqual({ name: "mirror-login", secret: { secretName: "mirror-login" } });
    }
  });

  it("leaves pods as they are where it asks for none", async () => {
    const without = await rendered("prod-fra");
    expect(JSON.stringify(without.map(({ inputs }) => inputs))).not.toContain("mirror-login");
  });
});

describe("options of the stack file", () => {
  it("make OCI's balancer tell addresses, and the edge believe those who can have told them", async () => {
    const all = await withKeys("prod-fra", { edge: { clientAddresses: "proxy-protocol", limits: { burst: 7 } } });
    const service = kinds(all, "Service").find(({ inputs }) => inputs.metadata.name === "edge");
    expect(service?.inputs.metadata.annotations["oci-network-load-balancer.oraclecloud.com/is-ppv2-enabled"]).toBe(
      "true",
    );
    const files = kinds(all, "Secret").find(({ inputs }) => inputs.metadata.name === "edge-static")?.inputs.stringData;
    const { proxyProtocol } = parse(String(revealed((revealed(files) as Record<string, unknown>)["traefik.yaml"])))
      .entryPoints.https;
    // Nodes, whose addresses kube-proxy puts in, and the balancer's own subnet.
    expect(proxyProtocol.trustedIPs).toHaveLength(2);
    const routing = kinds(all, "ConfigMap").find(({ inputs }) => inputs.metadata.name === "edge-dynamic")?.inputs.data;
    expect(JSON.stringify(routing)).toContain("burst: 7");
  });

  it("reach the workers: how many, how large, how long they may wait, who runs where", async () => {
    const all = await withKeys("prod-fra", {
      controlPlane: {
        workers: { most: 30, nodeStartMinutes: 45, cpu: { memoryMiB: 2048, warm: true }, build: { cpuMillis: 3000 } },
      },
      gpuPools: {
        a10: { shape: "VM.GPU.A10.2", maxNodes: 4, workers: { gpus: 2, warmGpus: 2, priority: 9, onlyByName: true } },
      },
    });
    const { worker, imageService } = configOf(all).config;
    expect(worker.cleanupPendingWorkerAgeLimit).toBe("45m");
    const { default: cpu, a10 } = worker.pools;
    expect(cpu.poolSizing).toMatchObject({
      defaultWorkerCPU: "1000m",
      defaultWorkerMemory: "2048Mi",
      minFreeMemory: "2048Mi",
    });
    expect(imageService.buildContainerCpu).toBe(3000);
    expect(a10).toMatchObject({ priority: 9, requiresPoolSelector: true });
    expect(a10.poolSizing).toMatchObject({ defaultWorkerGpuCount: "2", minFreeGPU: "2", defaultWorkerCPU: "4000m" });
    const quota = kinds(all, "ResourceQuota").find(({ inputs }) => inputs.metadata.name === "workers");
    expect(quota?.inputs.spec.hard["count/jobs.batch"]).toBe("30");
  });

  it("open metrics of gateway, edge and workers to the pods that are named, and to nobody else", async () => {
    const metricsFrom = { namespace: "monitoring", podLabels: { app: "prometheus" } };
    const all = await withKeys("eu-owned", { controlPlane: { metricsFrom } });
    const scraped = kinds(all, "NetworkPolicy").filter(({ inputs }) => JSON.stringify(inputs).includes("monitoring"));
    expect(scraped.map(({ inputs }) => inputs.spec.ingress[0].ports[0].port).sort()).toEqual([9090, 9090, 9100]);
    expect(configOf(all).config.monitoring.prometheus.scrapeWorkers).toBe(true);
  });

  it("send events where they say, with a way there for the gateway alone, and show the place", async () => {
    const events = {
      url: "https://events.example.eu:8443/beta9",
      authorization: new SecretText("CANARYevents"),
      cidrs: ["198.51.100.9/32"],
    };
    const all = await withKeys("eu-owned", { controlPlane: { events } });
    const { secret, config } = configOf(all);
    expect(config.events.callbacks).toEqual([
      { url: events.url, format: "cloud_event", eventTypes: [], headers: { Authorization: "CANARYevents" } },
    ]);
    expect(Object.values(secret?.inputs.metadata.annotations)).toContain(events.url);
    const ways = kinds(all, "NetworkPolicy").filter(({ inputs }) => JSON.stringify(inputs).includes("198.51.100.9/32"));
    expect(ways.map(({ inputs }) => [inputs.metadata.namespace, inputs.spec.egress[0].ports[0].port])).toEqual([
      ["beta9", 8443],
    ]);
  });

  it("replace the keys of OCI's object store", async () => {
    const store = { mode: "oci", keyGeneration: 2 };
    const keys = (await withKeys("prod-fra", { objectStore: { store } })).filter(({ type }) =>
      type.includes("customerSecretKey"),
    );
    expect(keys.every(({ name }) => name.endsWith("-key-2"))).toBe(true);
    expect(keys.length).toBeGreaterThan(1);
  });
});
