import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CheckResult } from "../../components/beta9/smoke/run-checks.ts";
import { SecretText } from "../../components/secret-text.ts";
import type { Outputs } from "../../stacks/outputs.ts";
import { sampleOutputs } from "../../stacks/testing/sample-outputs.ts";
import { FakeGateway } from "../beta9/fake-gateway.ts";
import { signatureCanary } from "../beta9/fake-volumes.ts";
import { kitDir } from "../plan/project.ts";
import { domain, type RunningEdge, type StartOptions, startEdge, until } from "./traefik-server.ts";

let directory: string;
let gateway: FakeGateway;
let grpcServer: grpc.Server;
let servers: Server[];
let behind: Pick<StartOptions, "gateway" | "routes" | "readyPath">;
let edge: RunningEdge;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "smoke-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

beforeEach(async () => {
  gateway = await FakeGateway.start();
  const admin = await gateway.claim();
  if (admin) admin.workspace.hasStorage = true;
  grpcServer = grpcSide();
  const grpcPort = await bind(grpcServer);
  servers = [
    createServer(storeSide),
    createServer((_, answer) => answer.writeHead(401, { "www-authenticate": 'Basic realm="registry"' }).end()),
  ];
  const [storeUrl = "", registryUrl = ""] = await Promise.all(servers.map(listen));
  behind = {
    gateway: { grpcUrl: `h2c://127.0.0.1:${grpcPort}`, httpUrl: gateway.url },
    routes: [
      { name: "store", host: `s3.${domain}`, url: storeUrl },
      { name: "registry", host: `registry.${domain}`, url: registryUrl },
    ],
    readyPath: "/api/v1/health",
  };
});

afterEach(async () => {
  await edge?.stop();
  grpcServer.forceShutdown();
  await gateway.close();
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

/** The fake gateway's gRPC side on a port. */
function grpcSide(): grpc.Server {
  const server = new grpc.Server();
  const bytes = (value: Buffer) => value;
  for (const path of ["/gateway.GatewayService/ListPools", "/volume.VolumeService/DeleteVolume"]) {
    const method = { path, requestStream: false, responseStream: false } as const;
    const form = {
      requestSerialize: bytes,
      requestDeserialize: bytes,
      responseSerialize: bytes,
      responseDeserialize: bytes,
    };
    const handle: grpc.handleUnaryCall<Buffer, Buffer> = ({ metadata, request }, done) => {
      const [authorization = ""] = metadata.get("authorization").map(String);
      const token = new SecretText(authorization.replace(/^Bearer /, ""));
      const answer = gateway.grpc({ path, token, message: request });
      if ("code" in answer) done({ code: answer.code, details: answer.words });
      else done(null, answer.message);
    };
    server.addService({ call: { ...method, ...form } }, { call: handle });
  }
  return server;
}

function bind(server: grpc.Server): Promise<number> {
  return new Promise((done, fail) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? fail(error) : done(port),
    ),
  );
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const storeSide: RequestListener = async (incoming, answer) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { status, headers, body } = gateway.volumes.serve(
    incoming.method ?? "",
    incoming.url ?? "",
    Buffer.concat(chunks),
  );
  answer.writeHead(status, headers).end(body);
};

interface Smoke {
  readonly status: number;
  readonly failed: readonly string[];
  readonly checks: readonly CheckResult[];
  readonly said: string;
}

/** The verb itself, as a person runs it against an edge that DNS does not lead to. */
async function smoke(change: Partial<Outputs> = {}): Promise<Smoke> {
  const [token = ""] = gateway.adminTokens;
  const outputs = sampleOutputs(token);
  const { sdk, gateway: facts } = outputs;
  const given = { ...outputs, sdk, gateway: { ...facts, authority: edge.ca }, ...change };
  const args = [
    "--import",
    "tsx",
    "scripts/smoke.ts",
    "--outputs",
    "-",
    "--json",
    "--connect",
    `127.0.0.1:${edge.port}`,
  ];
  return new Promise((done) => {
    const child = execFile(process.execPath, args, { cwd: kitDir }, (error, stdout, stderr) => {
      const { checks } = JSON.parse(stdout) as { checks: CheckResult[] };
      const failed = checks.filter(({ state }) => state === "failed").map(({ name }) => name);
      done({ status: Number(error?.code ?? 0), failed, checks, said: stdout + stderr });
    });
    child.stdin?.end(JSON.stringify(given));
  });
}

const start = async (name: string, options: Partial<StartOptions> = {}) => {
  edge = await startEdge(join(directory, name), { ...behind, ...options });
};

describe("the smoke test, through the edge that the kit renders", () => {
  it("finds a good platform well, leaves nothing behind and shows no secret", async () => {
    await start("well");
    const { status, failed, checks, said } = await smoke();
    expect({ status, failed }).toEqual({ status: 0, failed: [] });
    expect(checks.map(({ state }) => state)).not.toContain("skipped");
    expect([gateway.volumes.volumes.size, gateway.volumes.objects.size, gateway.claims]).toEqual([0, 0, 0]);
    for (const secret of [...gateway.adminTokens, signatureCanary]) expect(said).not.toContain(secret);
  });

  it.each([
    ["/install/agent", "/install/agent/refused-probe with 404"],
    ["GatewayService/Authorize", "gRPC /gateway.GatewayService/Authorize/refused-probe with status 12"],
    ["/api/v1/gateway/auth/authorize", "/api/v1/gateway/auth/authorize/refused-probe with 404"],
  ])("finds an edge that no longer refuses %s, and claims nothing by it", async (path, says) => {
    await start(`open-${path.length}`, { editRouting: (text) => text.replace(path, "never-asked-for") });
    gateway.tokens.length = 0;
    gateway.workspaces.length = 0;
    const { failed, checks } = await smoke({ sdk: { ...sampleOutputs("t".repeat(88)).sdk } });
    expect(failed).toEqual(["refused-paths", "token"]);
    expect(checks.find(({ name }) => name === "refused-paths")?.says).toContain(says);
    expect([gateway.claims, gateway.workspaces.length]).toEqual([0, 0]);
  });

  it("finds an expired certificate", async () => {
    await start("expired");
    edge.renewCertificate("ended");
    await until(async () => (await edge.ask("/").catch((error: Error) => error)) instanceof Error);
    const { failed, checks } = await smoke();
    expect(failed).toEqual(["tls"]);
    expect(checks.find(({ name }) => name === "tls")?.says).toContain("CERT_HAS_EXPIRED");
  });

  it("does not trust the edge's authority when the outputs do not name it", async () => {
    await start("foreign");
    const { failed } = await smoke({ gateway: sampleOutputs("").gateway });
    expect(failed).toEqual(["tls"]);
  });

  it("finds a gateway without Redis, a wrong token, and presigned URLs that lead elsewhere", async () => {
    await start("broken");
    gateway.redisDown = true;
    expect((await smoke()).failed).toEqual(["health"]);
    gateway.redisDown = false;
    expect((await smoke({ sdk: sampleOutputs("t".repeat(88)).sdk })).failed).toEqual(["token"]);
    gateway.volumes.storeUrl = "https://s3.us-east-1.example.com";
    const { status, failed } = await smoke();
    expect({ status, failed }).toEqual({ status: 1, failed: ["store"] });
  });
});
