import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KubernetesVersion, kubernetesVersions } from "../../tools/toolchain/programs.ts";
import { provide } from "../../tools/toolchain/provide.ts";
import { certificate, freePort } from "../loopback.ts";
import { renderKubeconfig } from "./kubeconfig.ts";
import { type ApiAnswer, KubernetesApi, type RequestOptions } from "./kubernetes-api.ts";
import { ServerProcess } from "./server-process.ts";
import { until } from "./until.ts";

export interface ClusterOptions {
  /** @default the newest one */
  readonly version?: KubernetesVersion;
  /**
   * Whether Deployments get pods, service accounts get their defaults, quotas count and deleted namespaces go away. It is
   * of the newest version. @default false – most questions are answered by the API server alone
   */
  readonly controllerManager?: boolean;
}

/** A Kubernetes API server on loopback with a store of its own and no nodes: pods are admitted and never run. */
export interface Cluster {
  readonly url: string;
  readonly caPem: string;
  /** Of the administrator, readable for the owner of the process alone. */
  readonly kubeconfigPath: string;
  /** Text of a kubeconfig with which the administrator impersonates a user. */
  kubeconfig(user: { readonly name: string; readonly groups?: readonly string[] }): string;
  request(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<ApiAnswer>;
  stop(): Promise<void>;
}

/**
 * Starts etcd and kube-apiserver, with RBAC and the admission plug-ins that are on by default (Pod Security, quotas, limit
 * ranges, ValidatingAdmissionPolicies), and resolves when all of it is ready.
 * @throws Error with what the servers said last when one of them does not start
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { version = kubernetesVersions[0], controllerManager = false } = options;
  const programs = {
    etcd: await provide("etcd"),
    apiServer: await provide(`kube-apiserver-${version}`),
    controllers: controllerManager ? await provide("kube-controller-manager-1.37") : undefined,
  };
  const folder = mkdtempSync(join(tmpdir(), "cluster-"));
  const servers: ServerProcess[] = [];
  const tokenOfAdmin = randomBytes(24).toString("base64url");
  const files = writeFiles(folder, tokenOfAdmin);
  const [etcdPort, peerPort, port, controllersPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const url = `https://127.0.0.1:${port}`;
  const caPem = readFileSync(files.ca, "utf8");
  const api = new KubernetesApi(url, caPem, tokenOfAdmin);
  const access = { url, caPem, token: tokenOfAdmin };
  const kubeconfigPath = join(folder, "kubeconfig");
  writeFileSync(kubeconfigPath, renderKubeconfig(access), { mode: 0o600 });

  const stop = async () => {
    api.close();
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const started = (what: string, path: string) =>
    until(what, async () => {
      for (const server of servers) server.mustRun();
      const answer = await api.request("GET", path).catch(unlessRefused);
      return answer?.status === 200 ? undefined : servers.map((server) => server.lastWords()).join("\n");
    });
  try {
    servers.push(
      new ServerProcess("etcd", programs.etcd, etcdArguments(folder, etcdPort, peerPort)),
      new ServerProcess("kube-apiserver", programs.apiServer, apiServerArguments(folder, files, port, etcdPort)),
    );
    await started("the API server is ready", "/readyz");
    if (programs.controllers !== undefined) {
      const args = controllerArguments(folder, files, kubeconfigPath, controllersPort);
      servers.push(new ServerProcess("kube-controller-manager", programs.controllers, args));
      await started("controllers work", "/api/v1/namespaces/default/serviceaccounts/default");
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    caPem,
    kubeconfigPath,
    kubeconfig: (user) => renderKubeconfig({ ...access, as: user }),
    request: (...args) => api.request(...args),
    stop,
  };
}

/** A server that does not listen yet is no error. */
function unlessRefused(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ECONNREFUSED") throw error;
}

interface Files {
  readonly ca: string;
  readonly crt: string;
  readonly key: string;
  readonly tokens: string;
  readonly accountKey: string;
}

function writeFiles(folder: string, tokenOfAdmin: string): Files {
  const { ca, crt, key } = certificate(folder);
  const tokens = join(folder, "tokens.csv");
  writeFileSync(tokens, `${tokenOfAdmin},administrator,administrator,"system:masters"\n`, { mode: 0o600 });
  const accountKey = join(folder, "service-accounts.key");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(accountKey, privateKey.export({ format: "pem", type: "sec1" }), { mode: 0o600 });
  return { ca, crt, key, tokens, accountKey };
}

function etcdArguments(folder: string, port: number, peerPort: number): string[] {
  const client = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    // Nobody restarts it on its data.
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
}

function apiServerArguments(folder: string, files: Files, port: number, etcdPort: number): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    // No endpoint of Service `kubernetes` may be a loopback address.
    "--endpoint-reconciler-type=none",
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    `--tls-cert-file=${files.crt}`,
    `--tls-private-key-file=${files.key}`,
    `--token-auth-file=${files.tokens}`,
    "--anonymous-auth=false",
    "--authorization-mode=RBAC",
    "--enable-admission-plugins=NodeRestriction",
    // As clusters have it: Pod Security and the kit's policies decide, not the server as a whole.
    "--allow-privileged=true",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${files.accountKey}`,
    `--service-account-signing-key-file=${files.accountKey}`,
    "--service-cluster-ip-range=10.96.0.0/16",
  ];
}

function controllerArguments(folder: string, files: Files, kubeconfig: string, port: number): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    "--leader-elect=false",
    // Otherwise a namespace is looked at again only when its pods' grace periods could be over, which no node observes.
    "--namespace-sync-period=1s",
    `--root-ca-file=${files.ca}`,
    `--service-account-private-key-file=${files.accountKey}`,
  ];
}
