import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workerLabels } from "../../components/beta9/control-plane-names.ts";
import { beta9Ports } from "../../components/beta9/gateway-config/ports.ts";
import { parseNetworkPolicy } from "../../components/guard/network-policy-manifest.ts";
import { type Party, reachability } from "../../components/guard/reachability.ts";
import { kitAnnotations } from "../../components/labels.ts";
import type { ProgramRun } from "../../plan/model.ts";
import { objectsOf, planned, stacks, type Workload, workloadsOf } from "./planned.ts";

/** Between the stacks that keep objects in the cluster and outside it, every policy of the kit is in one of the two. */
const tabled = ["prod-fra", "eu-owned"];

const api = { "prod-fra": "10.16.147.2", "eu-owned": "192.0.2.64" } as Readonly<Record<string, string>>;

/** Who is not in the plan: the pods that Beta9 starts, strangers, and the world outside. */
function others(stack: string): Party[] {
  const gateway = { "app.kubernetes.io/name": "beta9-gateway", "app.kubernetes.io/instance": stack };
  const address = "10.16.128.9";
  return [
    {
      name: "worker",
      namespace: "beta9-workers",
      labels: workerLabels,
      address,
      // 32768 stands for the range that containers are reached at.
      ports: { cache: 2050, container: 32_768, ssh: 22 },
    },
    // Another worker: reaching oneself is no connection that a policy sees.
    {
      name: "second worker",
      namespace: "beta9-workers",
      labels: workerLabels,
      address,
      ports: { cache: 2050, container: 32_768, ssh: 22 },
    },
    { name: "unlabelled pod beside the gateway", namespace: "beta9", labels: {}, address, ports: { any: 8080 } },
    {
      name: "unlabelled pod beside the workers",
      namespace: "beta9-workers",
      labels: {},
      address,
      ports: { any: 8080 },
    },
    { name: "stranger that calls itself gateway", namespace: "default", labels: gateway, address },
    { name: "stranger that calls itself worker", namespace: "default", labels: workerLabels, address },
    {
      name: "cluster DNS",
      namespace: "kube-system",
      labels: { "k8s-app": "kube-dns" },
      ports: { dns: 53, metrics: 9153 },
    },
    { name: "Kubernetes API", address: api[stack] ?? "", ports: { https: 6443, kubelet: 10_250 } },
    { name: "mirror", address: "198.51.100.7", ports: { https: 443, http: 80 } },
    { name: "internet", address: "203.0.113.80", ports: { ssh: 22, http: 80, https: 443, api: 6443, mail: 25 } },
    { name: "internet by IPv6", address: "2001:db8::7", ports: { https: 443 } },
    // On every port that something may leave by, so that only its address keeps it closed.
    { name: "instance metadata", address: "169.254.169.254", ports: { http: 80, https: 443, api: 6443 } },
    { name: "instance metadata by IPv6", address: "fd00:ec2::254", ports: { http: 80, https: 443, api: 6443 } },
    { name: "private network", address: "10.16.0.7", ports: { ssh: 22, https: 443, postgres: 5432, redis: 6379 } },
  ];
}

/** Every pod that the stack starts; one that is added later is in the table by itself. */
function parties(stack: string, run: ProgramRun): Party[] {
  return [...workloadsOf(run).map(partyOf), ...others(stack)];
}

function partyOf({ app, namespace, template }: Workload): Party {
  const ports = template.spec.containers
    .flatMap((container) => container.ports ?? [])
    .map(({ name, containerPort }) => [name ?? String(containerPort), containerPort]);
  return {
    name: app,
    namespace,
    labels: template.metadata.labels,
    address: "10.16.128.10",
    ports: Object.fromEntries(ports),
  };
}

function policiesOf(run: ProgramRun) {
  return objectsOf(run)
    .filter(({ kind }) => kind === "NetworkPolicy")
    .map((object) => ({ ...parseNetworkPolicy(object), annotations: object.metadata.annotations ?? {} }));
}

interface Row {
  readonly line: string;
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** Every connection that has one of the kit's pods at an end: what others do among themselves is not the kit's. */
async function reach(stack: string): Promise<Row[]> {
  const run = await planned(stack);
  const everybody = parties(stack, run);
  const guarded = new Set(everybody.filter(isGuarded).map(({ name }) => name));
  return [...new Set(reachability(policiesOf(run), everybody))]
    .map((line) => {
      const [from = "", to = "", port = ""] = line.split(/ → |:(?=\d+$)/);
      return { line, from, to, port: Number(port) };
    })
    .filter(({ from, to }) => from !== "second worker" && (guarded.has(from) || guarded.has(to)));
}

function isGuarded(party: Party): boolean {
  return "namespace" in party && ["beta9", "beta9-workers"].includes(party.namespace);
}

/** Compares with the reviewed table; `UPDATE_GOLDENS=1` writes it instead, for the next review. */
function expectTable(stack: string, lines: readonly string[]): void {
  const text = `${lines.join("\n")}\n`;
  const folder = join(import.meta.dirname, "golden");
  const path = join(folder, `reachability-${stack}.txt`);
  if (process.env.UPDATE_GOLDENS) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, "utf8"));
}

const outside = [
  "internet",
  "internet by IPv6",
  "private network",
  "mirror",
  "Kubernetes API",
  "instance metadata",
  "instance metadata by IPv6",
];
const strangers = ["stranger that calls itself gateway", "stranger that calls itself worker", "cluster DNS"];

describe.each(tabled)("who reaches whom in %s", (stack) => {
  it("is what was reviewed", async () => {
    const lines = (await reach(stack)).map(({ line }) => line);
    expectTable(stack, lines);
  });

  it("leads from outside to the edge's one port and nowhere else", async () => {
    const table = await reach(stack);
    const entered = table.filter(({ from }) => [...outside, ...strangers].includes(from));
    expect(new Set(entered.map(({ to, port }) => `${to}:${port}`))).toEqual(new Set(["edge:8443"]));
  });

  it("keeps workers from Redis and PostgreSQL", async () => {
    const reached = (await reach(stack)).filter(({ to }) => to === "redis" || to === "postgres");
    expect(reached.map(({ from }) => from)).not.toContain("worker");
    expect(new Set(reached.filter(({ to }) => to === "redis").map(({ from }) => from))).toEqual(
      new Set(["beta9-gateway", "redis-backup"]),
    );
    expect(new Set(reached.filter(({ to }) => to === "postgres").map(({ from }) => from))).toEqual(
      new Set(["beta9-gateway", "admin-claim", "postgres-backup", "registry-retention"]),
    );
  });

  it("opens metrics to nobody and the workers' cache to workers alone", async () => {
    const table = await reach(stack);
    const senders = (port: number) => table.filter((row) => row.port === port).map(({ from }) => from);
    expect(senders(beta9Ports.metrics)).toEqual([]);
    expect(senders(9100)).toEqual([]);
    expect(senders(2050)).toEqual(["worker"]);
  });

  it("gives a pod without labels nothing but names", async () => {
    const table = await reach(stack);
    const unlabelled = table.filter(({ from, to }) => `${from} ${to}`.includes("unlabelled"));
    expect(unlabelled.map(({ to, port }) => `${to}:${port}`)).toEqual(["cluster DNS:53", "cluster DNS:53"]);
  });

  it("keeps everybody from the cloud's instance metadata", async () => {
    const asked = (await reach(stack)).filter(({ to }) => to.startsWith("instance metadata"));
    expect(asked.map(({ line }) => line)).toEqual([]);
  });

  it("lets every pod that keeps objects reach the store", async () => {
    const table = await reach(stack);
    const store = stack === "prod-fra" ? "internet:443" : "garage:3943";
    const senders = table.filter(({ to, port }) => `${to}:${port}` === store).map(({ from }) => from);
    expect(senders).toEqual(
      expect.arrayContaining([
        "beta9-gateway",
        "worker",
        "registry",
        "registry-gc",
        "registry-retention",
        "redis-backup",
        "postgres-backup",
      ]),
    );
  });
});

describe.each(stacks)("the network policies of %s", (stack) => {
  it("deny everything by default in both namespaces", async () => {
    const denying = policiesOf(await planned(stack)).filter(
      ({ spec }) => Object.keys(spec.podSelector).length === 0 && !spec.ingress && !spec.egress,
    );
    expect(denying.map(({ metadata }) => metadata.namespace).sort()).toEqual(["beta9", "beta9-workers"]);
    for (const { spec } of denying) expect(spec.policyTypes).toEqual(["Ingress", "Egress"]);
  });

  it("open each way once", async () => {
    const opened = new Map<string, string[]>();
    for (const { metadata, spec } of policiesOf(await planned(stack))) {
      const { namespace, name } = metadata;
      for (const [direction, rules] of Object.entries({ ingress: spec.ingress, egress: spec.egress })) {
        for (const rule of rules ?? []) {
          const way = JSON.stringify([namespace, spec.podSelector, direction, inPlace(rule, namespace)]);
          opened.set(way, [...(opened.get(way) ?? []), name]);
        }
      }
    }
    expect([...opened.values()].filter((names) => names.length > 1)).toEqual([]);
  });

  it("say why each opening is there", async () => {
    const openings = policiesOf(await planned(stack)).filter(({ spec }) => spec.ingress || spec.egress);
    const silent = openings.filter(({ annotations }) => (annotations[kitAnnotations.reason] ?? "").trim().length < 10);
    expect(silent.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([]);
  });

  it("stand in the two namespaces that the kit makes", async () => {
    const places = policiesOf(await planned(stack)).map(({ metadata }) => metadata.namespace);
    expect([...new Set(places)].sort()).toEqual(["beta9", "beta9-workers"]);
  });
});

/** A rule without what it need not say: pods of the policy's own namespace are the same with and without its name. */
function inPlace(rule: unknown, namespace: string): unknown {
  const own = JSON.stringify({ matchLabels: { "kubernetes.io/metadata.name": namespace } });
  return JSON.parse(JSON.stringify(rule), (key, value: unknown) =>
    key === "namespaceSelector" && JSON.stringify(value) === own ? undefined : value,
  );
}
