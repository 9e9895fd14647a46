import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { request as requestPlain } from "node:http";
import { type RequestOptions, request as requestTls } from "node:https";
import { promisify } from "node:util";
import { z } from "zod";
import { Refusal, systemCode, wordsOf } from "../refusal.ts";
import type { ClusterAccess } from "./kubeconfig.ts";

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  /** The server's clock when it answered. */
  readonly date: Date | undefined;
}

const execCredential = z.object({
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
  }),
});

interface Credentials {
  readonly token?: string | undefined;
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
}

/** Asks a Kubernetes API. Its only POST is a review, which the API answers and does not keep. */
export class KubernetesClient {
  readonly #access: ClusterAccess;
  #credentials: Promise<Credentials> | undefined;

  constructor(access: ClusterAccess) {
    this.#access = access;
  }

  get server(): string {
    return this.#access.cluster.server;
  }

  /** @throws Refusal when the API can not be reached or the credentials can not be fetched */
  get(path: string, signal: AbortSignal): Promise<ApiAnswer> {
    return this.#send("GET", path, undefined, signal);
  }

  /** Whether the credentials may do something. */
  async mayI(
    attributes: {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly namespace?: string;
    },
    signal: AbortSignal,
  ): Promise<boolean> {
    const review = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: attributes },
    };
    const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    const { status, body } = await this.#send("POST", path, JSON.stringify(review), signal);
    if (status !== 201)
      throw new Refusal(`the API answers ${status} to a review of rights`, "look at the user's rights");
    const answer = z.object({ status: z.object({ allowed: z.boolean() }) }).parse(JSON.parse(body));
    return answer.status.allowed;
  }

  async #send(method: "GET" | "POST", path: string, body: string | undefined, signal: AbortSignal): Promise<ApiAnswer> {
    this.#credentials ??= credentialsOf(this.#access, signal);
    const { token, cert, key } = await this.#credentials;
    const { cluster } = this.#access;
    if (cluster["proxy-url"] !== undefined) {
      throw new Refusal(
        `${cluster.server} is behind a proxy, which this check can not use`,
        "kubectl get --raw /readyz",
      );
    }
    const ca = await contentOf(cluster["certificate-authority-data"], cluster["certificate-authority"]);
    const options: RequestOptions = {
      method,
      signal,
      headers: {
        accept: "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      rejectUnauthorized: !cluster["insecure-skip-tls-verify"],
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(cluster["tls-server-name"] === undefined ? {} : { servername: cluster["tls-server-name"] }),
    };
    try {
      return await send(new URL(path, cluster.server), options, body);
    } catch (error) {
      if (signal.aborted) throw error;
      throw new Refusal(`${cluster.server} can not be reached: ${wordsOf(error)}`, unreachableNext(error));
    }
  }
}

function unreachableNext(error: unknown): string {
  const code = systemCode(error) ?? "";
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(code))
    return "fetch the kubeconfig anew: its certificate authority is not the cluster's";
  return "look whether the cluster runs and a firewall is between; a private endpoint needs npm run tunnel";
}

function send(url: URL, options: RequestOptions, body: string | undefined): Promise<ApiAnswer> {
  return new Promise((answered, fail) => {
    const request = (url.protocol === "http:" ? requestPlain : requestTls)(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.once("error", fail);
      response.once("end", () => {
        const { date } = response.headers;
        answered({
          status: response.statusCode ?? 0,
          body: text,
          date: date === undefined ? undefined : new Date(date),
        });
      });
    });
    request.once("error", fail);
    request.end(body);
  });
}

async function credentialsOf({ user }: ClusterAccess, signal: AbortSignal): Promise<Credentials> {
  if (user.exec !== undefined) return askPlugin(user.exec, signal);
  const token = user.token ?? (user.tokenFile === undefined ? undefined : (await readText(user.tokenFile)).trim());
  const cert = await contentOf(user["client-certificate-data"], user["client-certificate"]);
  const key = await contentOf(user["client-key-data"], user["client-key"]);
  return { token, cert, key };
}

/** Runs the program that the kubeconfig names, as kubectl does. */
async function askPlugin(exec: NonNullable<ClusterAccess["user"]["exec"]>, signal: AbortSignal): Promise<Credentials> {
  const own = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  const apiVersion = exec.apiVersion ?? "client.authentication.k8s.io/v1";
  const info = JSON.stringify({ apiVersion, kind: "ExecCredential", spec: { interactive: false } });
  let text: string;
  try {
    const env = { ...process.env, ...own, KUBERNETES_EXEC_INFO: info };
    text = (await promisify(execFile)(exec.command, exec.args ?? [], { signal, env })).stdout;
  } catch (error) {
    if (signal.aborted) throw error;
    if (systemCode(error) === "ENOENT")
      throw new Refusal(`the kubeconfig asks for ${exec.command}, which is not on PATH`, `install ${exec.command}`);
    throw new Refusal(
      `${exec.command}, which the kubeconfig asks for credentials, failed`,
      `run it yourself and read its words`,
    );
  }
  const answer = execCredential.safeParse(jsonOf(text));
  if (!answer.success)
    throw new Refusal(`${exec.command} answered with no credential`, "run it yourself and read its words");
  const { token, clientCertificateData: cert, clientKeyData: key } = answer.data.status;
  return { token, cert, key };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function contentOf(data: string | undefined, path: string | undefined): Promise<Buffer | undefined> {
  if (data !== undefined) return Buffer.from(data, "base64");
  return path === undefined ? undefined : Buffer.from(await readText(path));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Refusal(
      `${path}, which the kubeconfig names, can not be read (${systemCode(error)})`,
      "fetch the kubeconfig anew",
    );
  }
}
