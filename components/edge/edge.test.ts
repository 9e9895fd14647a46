import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Registration, registrationsOf } from "../../test/mock-engine.ts";
import { denyAll } from "../guard/namespace-policies.ts";
import { reachability } from "../guard/reachability.ts";
import { Images } from "../images/images.ts";
import { ClusterCa } from "../tls/cluster-ca.ts";
import { actalisDirectory } from "./acme.ts";
import type { EdgeArgs } from "./args.ts";
import { Edge } from "./edge.ts";

/** Stands for whatever must have happened before the edge appears. */
class Claim extends pulumi.CustomResource {
  constructor() {
    super("test:index:Claim", "claim");
  }
}

const common = {
  environment: "prod-fra",
  namespace: "beta9",
  domain: "gpu.example.eu",
  images: new Images("registry.example.eu/mirror"),
  gateway: { host: "gateway.beta9.svc", podLabels: { "app.kubernetes.io/name": "gateway" } },
};

const fromSecret = { from: "secret", secretName: "gpu-tls" } as const;
const binding = { keyId: "kid-canary", hmacKey: "hmac-canary" };
const fromAcme = {
  from: "acme",
  directoryUrl: actalisDirectory,
  email: "ops@example.eu",
  challenge: "tls-alpn-01",
  storageClass: "encrypted",
  binding,
} as const;

async function registered(given: Partial<EdgeArgs> = {}): Promise<Registration[]> {
  return registrationsOf(() => {
    const provider = new Provider("cluster", {});
    const loadBalancer = { class: "nlb", annotations: { subnet: "public" } };
    const args = { ...common, certificate: fromSecret, loadBalancer, after: [new Claim()] };
    new Edge("edge", { ...args, ...given }, { provider });
  });
}

type Items = { readonly items: readonly { readonly path: string }[] };
const ofKind = (all: readonly Registration[], kind: string) => all.filter((each) => each.type.endsWith(`:${kind}`));
const one = (all: readonly Registration[], kind: string) => {
  const found = ofKind(all, kind);
  expect(found).toHaveLength(1);
  return found[0]?.inputs;
};

describe("the edge", () => {
  it("is the one public Service, on port 443 alone", async () => {
    const { metadata, spec } = one(await registered(), "Service");
    expect(metadata).toMatchObject({ name: "edge", annotations: { subnet: "public" } });
    expect(spec).toMatchObject({
      type: "LoadBalancer",
      loadBalancerClass: "nlb",
      externalTrafficPolicy: "Cluster",
      ports: [{ name: "https", port: 443, targetPort: "https" }],
    });
  });

  it("appears only after the admin workspace was claimed", async () => {
    const all = await registered();
    for (const kind of ["Service", "Deployment", "NetworkPolicy"]) {
      for (const each of ofKind(all, kind)) expect(each.dependencies).toContain("claim");
    }
  });

  it("runs twice, apart, and never both down on purpose", async () => {
    const all = await registered();
    const { replicas, strategy, template } = one(all, "Deployment").spec;
    expect([replicas, strategy.rollingUpdate]).toEqual([2, { maxSurge: 1, maxUnavailable: 0 }]);
    expect(template.spec.topologySpreadConstraints).toHaveLength(2);
    expect(one(all, "PodDisruptionBudget").spec.maxUnavailable).toBe(1);
  });

  it("has no right in the cluster, no root and no capability", async () => {
    const { spec } = one(await registered(), "Deployment").spec.template;
    expect(spec).toMatchObject({ automountServiceAccountToken: false, terminationGracePeriodSeconds: 195 });
    const [container] = spec.containers;
    expect(container.securityContext).toMatchObject({
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.ports.filter((port: { containerPort: number }) => port.containerPort < 1024)).toEqual([]);
    expect(container.image).toMatch(/^registry\.example\.eu\/mirror\//);
    expect(container.resources.limits.memory).toBe(container.resources.requests.memory);
  });

  it("serves routing and certificate from one watched directory", async () => {
    const { volumes } = one(await registered(), "Deployment").spec.template.spec;
    const { projected } = volumes.find((volume: { name: string }) => volume.name === "dynamic");
    const paths = projected.sources.flatMap(({ configMap, secret }: { configMap?: Items; secret?: Items }) =>
      (configMap ?? secret)?.items.map(({ path }) => path),
    );
    expect(paths).toEqual(["routing/routing.yaml", "tls.crt", "tls.key"]);
  });

  it("lets clients in, goes to the gateway, and nowhere else", async () => {
    const all = await registered();
    const edge = {
      name: "edge",
      namespace: "beta9",
      labels: one(all, "Deployment").spec.template.metadata.labels,
      ports: { https: 8443, private: 9100 },
    };
    const parties = [
      edge,
      { ...edge, name: "gateway", labels: common.gateway.podLabels, ports: { grpc: 1993, http: 1994, metrics: 9090 } },
      { ...edge, name: "redis", labels: { "app.kubernetes.io/name": "redis" }, ports: { redis: 6379 } },
      { name: "internet", address: "198.51.100.7", ports: { https: 443 } },
    ];
    const policies = ofKind(all, "NetworkPolicy").map(({ inputs }) => inputs);
    const deny = { metadata: { name: "deny-all", namespace: "beta9" }, spec: denyAll };
    expect(reachability([deny, ...policies], parties)).toEqual([
      "edge → gateway:1993",
      "edge → gateway:1994",
      "internet → edge:8443",
    ]);
  });

  it("starts anew when its install configuration changes", async () => {
    const mark = async (given: Partial<EdgeArgs>) =>
      one(await registered(given), "Deployment").spec.template.metadata.annotations;
    expect(await mark({ clientAddresses: { proxyProtocolFrom: ["10.0.0.0/24"] } })).not.toEqual(await mark({}));
  });
});

describe("an edge whose certificate comes by ACME", () => {
  it("is the only writer of its storage", async () => {
    const all = await registered({ certificate: fromAcme });
    const { replicas, strategy } = one(all, "Deployment").spec;
    expect([replicas, strategy]).toEqual([1, { type: "Recreate" }]);
    expect(ofKind(all, "PodDisruptionBudget")).toEqual([]);
    expect(one(all, "PersistentVolumeClaim").spec).toMatchObject({
      accessModes: ["ReadWriteOnce"],
      storageClassName: "encrypted",
    });
    await expect(registered({ certificate: fromAcme, replicas: 2 })).rejects.toThrow(/2 replicas can not share/);
  });

  it("shows the account's binding to nobody", async () => {
    const all = await registered({ certificate: fromAcme });
    const text = one(all, "Secret").stringData.secret["traefik.yaml"];
    expect(parse(text).certificatesResolvers.acme.acme.eab).toEqual({ kid: "kid-canary", hmacEncoded: "hmac-canary" });
    expect(JSON.stringify(all.filter((each) => !each.type.endsWith(":Secret")))).not.toContain("canary");
  });

  it("may reach its authority outside, and no private address", async () => {
    const policies = ofKind(await registered({ certificate: fromAcme }), "NetworkPolicy");
    const [policy] = policies.filter(({ inputs }) => inputs.metadata.name === "edge-to-certificate-authority");
    expect(policy?.inputs.spec.egress[0].to[0].ipBlock.except).toContain("169.254.0.0/16");
  });

  it("opens port 80 only for the challenge that needs it", async () => {
    const { ports } = one(await registered({ certificate: { ...fromAcme, challenge: "http-01" } }), "Service").spec;
    expect(ports.map(({ port }: { port: number }) => port)).toEqual([443, 80]);
  });
});

describe("an edge on a laptop", () => {
  it("has a certificate of the cluster's authority for every name that it serves", async () => {
    const all = await registrationsOf(() => {
      const provider = new Provider("cluster", {});
      const authority = new ClusterCa("ca", {}, { provider });
      const routes = [
        {
          name: "registry",
          host: "registry.gpu.example.eu",
          url: "https://registry.beta9.svc:5000",
          podLabels: { "app.kubernetes.io/name": "registry" },
          ports: [5000],
          caCertificate: "-----BEGIN CERTIFICATE-----",
        },
      ] as const;
      const loadBalancer = { annotations: {} };
      const certificate = { from: "cluster-ca", authority, provider } as const;
      new Edge("edge", { ...common, certificate, loadBalancer, routes, replicas: 1, after: [] }, { provider });
    });
    const request = one(all, "CertRequest");
    expect(request.dnsNames).toEqual(["gpu.example.eu", "registry.gpu.example.eu"]);
    const { data } = one(all, "ConfigMap");
    expect(data["registry-ca.crt"]).toContain("BEGIN CERTIFICATE");
    expect(parse(data["routing.yaml"]).http.serversTransports.registry.rootCAs).toEqual([
      "/etc/traefik/dynamic/registry-ca.crt",
    ]);
  });
});

it("one mistake is one clear error", async () => {
  await expect(registered({ port: 8443 })).rejects.toThrow(/port is 8443, accepted: 443/);
});
