import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type Registration, registrationsOf } from "../../../test/mock-engine.ts";
import { AdminClaim } from "./admin-claim.ts";
import type { AdminClaimArgs } from "./args.ts";
import { ends } from "./ends.ts";
import { renderServiceFile } from "./pod.ts";

const canary = "canary-of-the-database-password";
const base: Omit<AdminClaimArgs, "provider"> = {
  environment: "prod-fra",
  namespace: "beta9",
  nodeImage: "mirror.example.eu/library/node@sha256:1",
  psqlImage: "mirror.example.eu/eu-gpu-cloud/postgres:1",
  gateway: { namespace: "beta9", host: "beta9-gateway.beta9.svc", httpPort: 1994, podLabels: { app: "gateway" } },
  kubernetesApi: { peers: [{ cidr: "10.0.0.0/28" }], port: 6443 },
  postgres: {
    host: "postgres.beta9.svc",
    port: 5432,
    database: "beta9",
    username: "beta9",
    password: pulumi.secret(canary),
    tls: true,
  },
};

const claimWith = (over: Partial<AdminClaimArgs> = {}): Promise<Registration[]> =>
  registrationsOf(
    () => {
      const provider = new Provider("cluster", {});
      const claim = new AdminClaim("claim", { ...base, ...over, provider });
      new pulumi.ComponentResource("test:Edge", "edge", {}, { dependsOn: [claim] });
    },
    { outputs: { "kubernetes:core/v1:Secret": { data: {} } } },
  );
const kind = (all: readonly Registration[], name: string) => all.filter((each) => each.type.endsWith(`:${name}`));
const job = (all: readonly Registration[]) => kind(all, "Job")[0]?.inputs;
const containersOf = (all: readonly Registration[]) => {
  const spec = job(all).spec.template.spec;
  return [...spec.initContainers, ...spec.containers];
};

describe("AdminClaim", () => {
  it("may read and patch one Secret, and nothing else in the cluster", async () => {
    const all = await claimWith();
    expect(kind(all, "Role").map((role) => role.inputs.rules)).toEqual([
      [{ apiGroups: [""], resources: ["secrets"], resourceNames: ["beta9-admin-token"], verbs: ["get", "patch"] }],
    ]);
    expect(kind(all, "ClusterRole").concat(kind(all, "ClusterRoleBinding"))).toEqual([]);
  });

  it("makes the edge wait for the Job", async () => {
    const all = await claimWith();
    expect(all.find((each) => each.name === "edge")?.dependencies).toContain("claim-job");
  });

  it("gives psql the database and no Kubernetes token, and the program the token and no database", async () => {
    const mounts = containersOf(await claimWith()).map(({ name, volumeMounts }) => [
      name,
      volumeMounts.map((mount: { name: string }) => mount.name),
    ]);
    expect(mounts).toEqual([
      ["claim", ["program", "kubernetes-api"]],
      ["ledger", ["database", "ledger"]],
      ["settle", ["program", "kubernetes-api", "ledger"]],
    ]);
    expect(job(await claimWith()).spec.template.spec.automountServiceAccountToken).toBe(false);
  });

  it("runs hardened containers with requests and limits", async () => {
    for (const container of containersOf(await claimWith())) {
      expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, runAsNonRoot: true });
      expect(container.resources.limits.memory).toMatch(/Mi$/);
    }
  });

  it("is another Job when program, settings or image change, and the same one otherwise", async () => {
    const name = async (over?: Partial<AdminClaimArgs>) => job(await claimWith(over)).metadata.name;
    const first = await name();
    expect(first).toMatch(/^admin-claim-[0-9a-f]{10}$/);
    expect(await name()).toBe(first);
    expect(await name({ recover: true })).not.toBe(first);
    expect(await name({ nodeImage: "mirror.example.eu/library/node@sha256:2" })).not.toBe(first);
  });

  it("is bounded, and gives up at once where only a person can help", async () => {
    const { spec } = job(await claimWith({ healthTimeoutSeconds: 100 }));
    expect(spec.activeDeadlineSeconds).toBe(700);
    expect(spec.backoffLimit).toBe(5);
    for (const { onExitCodes, action } of spec.podFailurePolicy.rules) {
      expect(action).toBe("FailJob");
      expect(onExitCodes.values).toContain(ends.someoneWasFirst);
      expect(onExitCodes.values).not.toContain(ends.anotherClaim);
    }
  });

  it("opens the way to the gateway and to the Kubernetes API, each with a reason", async () => {
    const policies = kind(await claimWith(), "NetworkPolicy");
    expect(policies.map(({ inputs }) => inputs.metadata.name).sort()).toEqual([
      "claim-admin-claim-to-gateway",
      "claim-gateway-from-admin-claim",
      "claim-to-kubernetes-api",
    ]);
    for (const { inputs } of policies)
      expect(Object.values(inputs.metadata.annotations).join()).toContain("admin claim");
  });

  it("keeps secrets out of everything but Secrets", async () => {
    const storage = {
      bucket: "b",
      endpointUrl: "https://s3.example.eu",
      region: "eu-frankfurt-1",
      accessKey: pulumi.secret("canary-access"),
      secretKey: pulumi.secret("canary-secret"),
    };
    const canaries = /canary-(access|secret|of-the-database-password)/g;
    const found: string[] = [];
    for (const { type, inputs } of await claimWith({ externalStorage: storage })) {
      const seen = JSON.stringify(inputs).match(canaries) ?? [];
      if (type === "kubernetes:core/v1:Secret") found.push(...seen);
      else expect(seen).toEqual([]);
      // What is secret is marked so on its way to the engine.
      expect(JSON.stringify(inputs, (key, value) => (key === "secret" ? undefined : value))).not.toMatch(canaries);
    }
    expect(found.sort()).toEqual(["canary-access", "canary-of-the-database-password", "canary-secret"]);
  });

  it("refuses a wait that never ends", async () => {
    await expect(claimWith({ healthTimeoutSeconds: 0 })).rejects.toThrow("accepted: 1 to 3600");
  });
});

describe("libpq's service file", () => {
  const address = { host: "db", port: 5432, database: "beta9", username: "beta9", password: "p", tls: true };

  it("asks for TLS where the server has it", () => {
    expect(renderServiceFile(address)).toContain("sslmode=require");
    expect(renderServiceFile({ ...address, tls: false })).toContain("sslmode=disable");
  });

  it("refuses a value that would become a line of its own", () => {
    expect(() => renderServiceFile({ ...address, password: "x\nsslmode=disable" })).toThrow("password has a line end");
    expect(() => renderServiceFile({ ...address, host: "db " })).toThrow("host");
  });
});
