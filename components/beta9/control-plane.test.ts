import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { kitAnnotations } from "../labels.ts";
import type { ControlPlaneArgs } from "./control-plane-args.ts";
import { canaries, controlPlane, keyBytes, ofKind, theOne } from "./control-plane-testing.ts";

const usual = await controlPlane();
const deployment = theOne(usual, "Deployment").inputs;
const pod = deployment.spec.template.spec;
const [gateway] = pod.containers;
const [preflight] = pod.initContainers;
const files = theOne(usual, "Secret").inputs.stringData.secret;

describe("the gateway's pods", () => {
  it("load their configuration from a directory in which nothing else stands", () => {
    const mount = gateway.volumeMounts.find((each: { mountPath: string }) => each.mountPath === "/etc/beta9.d");
    const volume = pod.volumes.find((each: { name: string }) => each.name === mount.name);
    expect(volume.secret.items).toEqual([{ key: "config.yaml", path: "config.yaml" }]);
    expect(gateway.env.map((each: { name: string }) => each.name)).not.toContain("CONFIG_JSON");
  });

  it("start anew when any of their files changes, and only then", async () => {
    const digest = (all: typeof usual) =>
      theOne(all, "Deployment").inputs.spec.template.metadata.annotations[kitAnnotations.configDigest];
    expect(digest(usual)).toMatch(/^[0-9a-f]{64}$/);
    expect(digest(await controlPlane())).toBe(digest(usual));
    expect(digest(await controlPlane({ domain: "other.example.eu" }))).not.toBe(digest(usual));
    expect(digest(await controlPlane({ authorities: ["another authority"] }))).not.toBe(digest(usual));
  });

  it("show the account's token to the gateway alone", () => {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(gateway.volumeMounts.map((each: { name: string }) => each.name)).toContain("account");
    expect(preflight.volumeMounts.map((each: { name: string }) => each.name)).toEqual(["program", "preflight"]);
  });

  it("can do nothing to their node", () => {
    for (const container of [gateway, preflight]) {
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(Object.keys(container.resources.limits)).toEqual(expect.arrayContaining(["cpu", "memory"]));
    }
    expect(pod.securityContext.runAsNonRoot).toBe(true);
    expect(pod.volumes.filter((volume: object) => "hostPath" in volume)).toEqual([]);
  });

  it("write to volumes that fit what they asked for", () => {
    const mebibytes = (text: string) => Number(/^(\d+)Mi$/.exec(text)?.[1]);
    const scratch = pod.volumes.flatMap((volume: { emptyDir?: { sizeLimit: string } }) =>
      volume.emptyDir ? [mebibytes(volume.emptyDir.sizeLimit)] : [],
    );
    expect(scratch).toHaveLength(2);
    expect(mebibytes(gateway.resources.limits["ephemeral-storage"])).toBeGreaterThan(scratch[0] + scratch[1]);
  });

  it("run only on processors that their image is made for", () => {
    const [term] = pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(term.matchExpressions).toEqual([{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }]);
  });

  it("get no environment from the Services beside them, which would set BETA9_GATEWAY_PORT", () => {
    expect(pod.enableServiceLinks).toBe(false);
  });

  it("come from the mirror", () => {
    for (const { image } of [gateway, preflight]) expect(image).toMatch(/^registry\.example\.eu\/mirror\//);
  });
});

describe("the check before them", () => {
  it("is a program of the kit's in a ConfigMap without secrets, run with settings from the Secret", () => {
    const program = theOne(usual, "ConfigMap").inputs;
    expect(program.data["program.mjs"]).toContain("noeviction");
    expect(preflight.command).toEqual([
      "node",
      "/program/program.mjs",
      "/program/settings.json",
      "/etc/preflight/preflight.json",
    ]);
    expect(JSON.parse(files["preflight.json"])).toEqual({
      redis: { host: "redis.beta9.svc", port: 6379, username: "beta9", password: "canary-redis" },
      postgres: { host: "postgres.beta9.svc", port: 5432 },
      encryptionKey: `sk_${keyBytes}`,
      authorities: ["PEM of the cluster's authority"],
    });
  });
});

describe("secrets of the control plane", () => {
  it("are nowhere in plain text, not in base64 either", () => {
    const open = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(open);
      if (typeof value !== "object" || value === null) return value;
      if ("secret" in value && Object.keys(value).length === 1) return "[secret]";
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, open(inner)]));
    };
    const text = JSON.stringify(open(usual.map(({ inputs }) => inputs)));
    expect(text).toContain("beta9-config");
    const seen = [...canaries, keyBytes].flatMap((canary) => [canary, Buffer.from(canary).toString("base64")]);
    expect(seen.filter((canary) => text.includes(canary))).toEqual([]);
    // Every one of them did go in.
    expect([...canaries, keyBytes].filter((canary) => !files["config.yaml"].includes(canary))).toEqual([]);
  });

  it("hold an encryption key that outlives a careless destroy", async () => {
    const key = (all: typeof usual) => all.find(({ type }) => type.endsWith(":RandomBytes"));
    expect(key(usual)).toMatchObject({ protect: true, inputs: { length: 32 } });
    expect(parse(files["config.yaml"]).database.postgres.encryptionKey).toBe(`sk_${keyBytes}`);
  });
});

describe("a control plane", () => {
  it("is made by the provider that it was given", () => {
    const foreign = usual.filter(({ type, provider }) => type.startsWith("kubernetes:") && provider !== "cluster");
    expect(foreign.map(({ name }) => name)).toEqual([]);
  });

  it("names and explains every exception from default deny", () => {
    const policies = ofKind(usual, "NetworkPolicy").map(({ inputs }) => inputs);
    expect(policies.map(({ metadata }) => metadata.name).sort()).toEqual([
      "admin-claim-to-beta9",
      "beta9-from-admin-claim",
      "beta9-metrics",
      "beta9-to-kubernetes",
      "beta9-to-mirror",
    ]);
    for (const { metadata } of policies) expect(Object.values(metadata.annotations).join("")).toMatch(/\w{4}/);
  });

  const refused: readonly (readonly [string, Partial<ControlPlaneArgs>, RegExp])[] = [
    ["one replica with high availability", { replicas: 1 }, /replicas is 1: high availability/],
    ["no replica", { highAvailability: false, replicas: 0 }, /replicas 0/],
    ["a domain that is no name", { domain: "gpu example" }, /domain "gpu example"/],
    ["workers of a pool that is not there", { gpuWorkers: { a100: {} } }, /gpuWorkers\.a100: .* a10, l40s/],
  ];
  it.each(refused)("is refused with %s before anything is made", async (_name, changes, message) => {
    await expect(controlPlane(changes)).rejects.toThrow(message);
  });

  it("of a laptop has one gateway", async () => {
    const small = await controlPlane({ highAvailability: false });
    expect(theOne(small, "Deployment").inputs.spec.replicas).toBe(1);
  });
});
