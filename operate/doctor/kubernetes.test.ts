import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ExistingEnvironment } from "../../stacks/environment.ts";
import { runChecks } from "./check.ts";
import { kubernetesChecks } from "./kubernetes.ts";
import { type Answer, contextOf, serveAnswers } from "./testing.ts";

const named = (...names: string[]) => ({ items: names.map((name) => ({ metadata: { name } })) });
const review = (allowed: boolean): Answer => ({ status: 201, body: { status: { allowed } } });
const reviews = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/** A cluster that has everything. */
const well: Readonly<Record<string, Answer>> = {
  "GET /readyz": { body: "ok" },
  "GET /version": { body: { major: "1", minor: "34", gitVersion: "v1.34.1" } },
  "GET /apis/storage.k8s.io/v1/storageclasses": { body: named("encrypted-block") },
  "GET /apis/node.k8s.io/v1/runtimeclasses": { body: named("nvidia") },
  [reviews]: review(true),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubernetes-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const kubeconfig = (server: string, user: object = { token: "hidden" }, context = "gpu-eu") =>
  JSON.stringify({
    contexts: [{ name: context, context: { cluster: "c", user: "u" } }],
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user }],
  });

async function look(text: string | undefined) {
  if (text !== undefined) writeFileSync(join(folder, "config"), text);
  const environment = contextOf("eu-owned").environment as ExistingEnvironment;
  const cloud = { ...environment.cloud, kubeconfig: { path: join(folder, "config"), context: "gpu-eu" } };
  return runChecks(kubernetesChecks({ ...environment, cloud }), 10_000);
}

async function lookAt(changes: Readonly<Record<string, Answer>> = {}, user?: object) {
  const { url, server } = await serveAnswers({ ...well, ...changes });
  try {
    return await look(kubeconfig(url, user));
  } finally {
    server.close();
  }
}
type Lines = Awaited<ReturnType<typeof look>>;
const of = (id: string, lines: Lines) => lines.find((line) => line.id === `kubernetes.${id}`);

describe("a look at a cluster that is there already", () => {
  it("finds everything that can be found", async () => {
    const lines = await lookAt();
    expect(lines.map(({ id, status }) => `${id} ${status}`)).toEqual([
      "kubernetes.kubeconfig ok",
      "kubernetes.api ok",
      "kubernetes.version ok",
      "kubernetes.storage ok",
      "kubernetes.load-balancer unknown",
      "kubernetes.runtime-class ok",
      "kubernetes.rights ok",
      "kubernetes.network-policy unknown",
      "kubernetes.clock ok",
    ]);
    expect(lines.filter(({ status, next }) => status !== "ok" && next === undefined)).toEqual([]);
  });

  it("misses the kubeconfig in one line and asks for it in one step", async () => {
    const lines = await look(undefined);
    expect(of("kubeconfig", lines)).toMatchObject({
      status: "failed",
      what: `there is no ${folder}/config`,
      next: "fetch the kubeconfig from whoever runs the cluster, or correct cloud.kubeconfig.path",
    });
    expect(of("api", lines)).toMatchObject({ status: "unknown", next: "mend kubernetes.kubeconfig first" });
  });

  it("names the contexts that there are, and the one that was probably meant", async () => {
    const line = of("kubeconfig", await look(kubeconfig("http://127.0.0.1:1", {}, "gpu-eu-1")));
    expect(line?.what).toMatch(/has no context "gpu-eu"; it has gpu-eu-1/);
    expect(line?.next).toMatch(/did you mean gpu-eu-1\?/);
  });

  it("says that a cluster can not be reached", async () => {
    const { url, server } = await serveAnswers({});
    await new Promise((closed) => server.close(closed));
    expect(of("api", await look(kubeconfig(url)))).toMatchObject({
      status: "failed",
      what: expect.stringMatching(/can not be reached: .*ECONNREFUSED/),
      next: expect.stringMatching(/a private endpoint needs npm run tunnel/),
    });
  });

  it("says that credentials have expired", async () => {
    const line = of("api", await lookAt({ "GET /readyz": { status: 401 } }));
    expect(line).toMatchObject({ status: "failed", what: expect.stringMatching(/credentials; they may have expired/) });
  });

  it("says that the program which fetches credentials is missing, or fails, without its words", async () => {
    const missing = of("api", await lookAt({}, { exec: { command: join(folder, "no-such-program") } }));
    expect(missing?.what).toMatch(/asks for .*no-such-program, which is not on PATH/);
    const failing = of(
      "api",
      await lookAt({}, { exec: { command: "/bin/sh", args: ["-c", "echo hidden >&2; exit 1"] } }),
    );
    expect(failing?.what).toMatch(/which the kubeconfig asks for credentials, failed/);
    expect(JSON.stringify([missing, failing])).not.toMatch(/hidden/);
  });

  it("takes the credentials that such a program gives", async () => {
    const credential = JSON.stringify({ status: { token: "t" } });
    const lines = await lookAt({}, { exec: { command: "/bin/sh", args: ["-c", `echo '${credential}'`] } });
    expect(of("api", lines)?.status).toBe("ok");
  });

  it("refuses a cluster that is too old", async () => {
    const old = { "GET /version": { body: { major: "1", minor: "29+", gitVersion: "v1.29.4" } } };
    expect(of("version", await lookAt(old))).toMatchObject({
      status: "failed",
      what: expect.stringMatching(/v1\.29\.4/),
    });
  });

  it("names the storage classes that there are", async () => {
    const other = { "GET /apis/storage.k8s.io/v1/storageclasses": { body: named("fast", "slow") } };
    expect(of("storage", await lookAt(other))?.what).toMatch(/no storage class encrypted-block; it has fast, slow/);
  });

  it("names what the credentials may not do", async () => {
    expect(of("rights", await lookAt({ [reviews]: review(false) }))).toMatchObject({
      status: "failed",
      what: expect.stringMatching(/may not create namespaces, create secrets/),
    });
  });
});
