import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { createServer, get, type Server } from "node:http";
import { type AddressInfo, connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls, type TLSSocket } from "node:tls";
import * as grpc from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decode, startAuthority } from "./acme-authority.ts";
import { domain, type RunningEdge, type StartOptions, startEdge, until } from "./traefik-server.ts";

const idleSeconds = 1;
/** Three times the idle limit: what is alive then, lives. */
const quietMillis = 3 * idleSeconds * 1000;
const token = "canary-bearer-token-0123456789";

let directory: string;
let grpcServer: grpc.Server;
let httpServer: Server;
let storeServer: Server;
let gateway: { readonly grpcUrl: string; readonly httpUrl: string };
let storeUrl: string;
/** Requests that arrived at the gateway's HTTP port. */
const arrived: string[] = [];

const bytes = { serialize: (value: Buffer) => value, deserialize: (value: Buffer) => value };
const method = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/gateway.GatewayService/${name}`,
  requestStream,
  responseStream,
  requestSerialize: bytes.serialize,
  requestDeserialize: bytes.deserialize,
  responseSerialize: bytes.serialize,
  responseDeserialize: bytes.deserialize,
});
const service = {
  ListPools: method("ListPools", false, false),
  Authorize: method("Authorize", false, false),
  Attach: method("Attach", true, true),
};

function createGateway(): grpc.Server {
  const server = new grpc.Server();
  const echo: grpc.handleUnaryCall<Buffer, Buffer> = (call, answer) => answer(null, call.request);
  server.addService(service, {
    ListPools: echo,
    Authorize: echo,
    // Answers at once, is quiet for longer than any idle limit, and answers again.
    Attach: (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
      call.once("data", (first: Buffer) => {
        call.write(first);
        setTimeout(() => call.write(Buffer.from("after the quiet")), quietMillis);
      });
      call.on("end", () => call.end());
    },
  });
  return server;
}

function createHttpGateway(): Server {
  return createServer((incoming, answer) => {
    arrived.push(incoming.url ?? "");
    answer.setHeader("Server", "gateway/0.1");
    if (incoming.url === "/stream") {
      answer.write("first ");
      setTimeout(() => answer.end("last"), quietMillis);
      return;
    }
    answer.end(JSON.stringify({ url: incoming.url, headers: incoming.headers, version: incoming.httpVersion }));
  });
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const start = (name: string, given: Partial<StartOptions> = {}) =>
  startEdge(join(directory, name), { gateway, idleSeconds, ...given });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "edge-"));
  grpcServer = createGateway();
  const port = await new Promise<number>((done, fail) =>
    grpcServer.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? fail(error) : done(bound),
    ),
  );
  httpServer = createHttpGateway();
  storeServer = createServer((incoming, answer) => answer.end(incoming.url));
  gateway = { grpcUrl: `h2c://127.0.0.1:${port}`, httpUrl: await listen(httpServer) };
  storeUrl = await listen(storeServer);
});

afterAll(() => {
  grpcServer.forceShutdown();
  for (const server of [httpServer, storeServer]) {
    server.close();
    server.closeAllConnections();
  }
  rmSync(directory, { recursive: true, force: true });
});

function client({ port, ca }: RunningEdge): grpc.Client {
  return new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createSsl(Buffer.from(ca)), {
    "grpc.ssl_target_name_override": domain,
    "grpc.default_authority": domain,
  });
}

function call(edge: RunningEdge, name: keyof typeof service): Promise<string> {
  const channel = client(edge);
  return new Promise<string>((done, fail) => {
    channel.makeUnaryRequest(
      service[name].path,
      bytes.serialize,
      bytes.deserialize,
      Buffer.from("hello"),
      (error, answer) => (error ? fail(error) : done(String(answer))),
    );
  }).finally(() => channel.close());
}

/** A TLS connection by hand: what the server says to it, or why it would not. */
async function handshake({ port, ca }: RunningEdge, options: object): Promise<TLSSocket> {
  const socket = connectTls({ host: "127.0.0.1", port, ca, ...options });
  await once(socket, "secureConnect");
  return socket;
}

describe("the edge on one TLS port", () => {
  let edge: RunningEdge;
  beforeAll(async () => {
    edge = await start("edge");
  });
  afterAll(() => edge.stop());

  it("carries gRPC to the gateway's gRPC port", async () => {
    expect(await call(edge, "ListPools")).toBe("hello");
  });

  it("carries HTTP to the gateway's HTTP port, with the name that the client asked for", async () => {
    const { status, body } = await edge.ask("/api/v1/health?verbose=1");
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      url: "/api/v1/health?verbose=1",
      headers: { host: domain, "x-forwarded-proto": "https", "x-forwarded-host": domain },
    });
  });

  it("lets nobody claim to be somebody else", async () => {
    const headers = { "X-Forwarded-For": "203.0.113.9", "X-Real-Ip": "203.0.113.9" };
    const { body } = await edge.ask("/", { headers });
    expect(JSON.parse(body).headers).toMatchObject({ "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" });
  });

  it.each([
    "/api/v1/machine/register",
    "/api/v1/machine/config",
    "/api/v1/machine",
    "/API/V1/Machine/register",
    "//api//v1///machine/register",
    "/api/v1/./machine/register",
    "/x/../api/v1/machine/register",
    "/x/%2e%2e/api/v1/machine/register",
    "/api/v1/%6dachine/register",
    "/api/v1/mach%69ne%2Fregister",
    "/api/v1%2fmachine/register",
    "/api/v1/machine%2fregister",
    "/api/v1/%256dachine/register",
    "/api/v1/machine%00/register",
    "/api/v1%5cmachine/register",
    "/api/v1/machine%3bx=1/register",
    "/api/v1/machine%3fx/register",
    "/api/v1/machine%23/register",
    "/api/v1/inference/models",
    "/install/agent",
    "/install/agent/linux/amd64",
    "/install/%61gent",
    "/metrics",
    "/debug/pprof/",
    "/api/v1/gateway/auth/authorize",
    "/api/v1/gateway/auth%2Fauthorize",
    "/api/v1/gateway/marketplace/offers",
    "/gateway.GatewayService/Authorize",
  ])("refuses %s and tells the gateway nothing", async (path) => {
    const before = arrived.length;
    for (const verb of ["GET", "POST"]) {
      expect([400, 403]).toContain((await edge.ask(path, { method: verb })).status);
    }
    expect(arrived.slice(before)).toEqual([]);
  });

  it("refuses the SDK's first run by gRPC", async () => {
    await expect(call(edge, "Authorize")).rejects.toMatchObject({ code: grpc.status.PERMISSION_DENIED });
  });

  it.each([
    `/api/v1/health?auth_token=${token}`,
    `/api/v1/health?x=1&auth_token=${token}`,
    `/api/v1/health?%61uth_token=${token}`,
    `/api/v1/health?x=1;auth_token=${token}`,
    "/api/v1/health?auth_token",
  ])("refuses a token in the query: %s", async (path) => {
    const before = arrived.length;
    expect((await edge.ask(path)).status).toBe(403);
    expect(arrived.slice(before)).toEqual([]);
  });

  it("answers with security headers and does not say what runs behind", async () => {
    for (const path of ["/", "/metrics"]) {
      const { headers } = await edge.ask(path);
      expect(headers).toMatchObject({
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      expect(headers.server).toBeUndefined();
    }
  });

  it("closes an idle connection, and keeps a quiet gRPC stream open", async () => {
    const socket = await handshake(edge, { servername: domain, ALPNProtocols: ["http/1.1"] });
    const closed = once(socket, "close");
    socket.resume().write(`GET / HTTP/1.1\r\nHost: ${domain}\r\n\r\n`);

    const channel = client(edge);
    const stream = channel.makeBidiStreamRequest(service.Attach.path, bytes.serialize, bytes.deserialize);
    const heard: string[] = [];
    const both = new Promise<void>((done, fail) => {
      stream.on("data", (chunk: Buffer) => {
        heard.push(String(chunk));
        if (heard.length === 2) done();
      });
      stream.once("error", fail);
    });
    stream.write(Buffer.from("hello"));
    await both;
    expect(heard).toEqual(["hello", "after the quiet"]);
    await closed;
    stream.end();
    channel.close();
  });

  it("keeps a quiet HTTP response open", async () => {
    expect((await edge.ask("/stream")).body).toBe("first last");
  });

  it.each([
    [
      "TLS 1.1",
      70,
      { servername: domain, minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
    ],
    [
      "a cipher without forward secrecy",
      40,
      { servername: domain, maxVersion: "TLSv1.2", ciphers: "AES128-GCM-SHA256" },
    ],
    ["a client that names no host", 112, { servername: "" }],
    ["a client that names another host", 112, { servername: "other.example.eu" }],
  ])("shows no certificate to %s", async (_, alert, options) => {
    await expect(handshake(edge, { ...options, rejectUnauthorized: false })).rejects.toThrow(
      `SSL alert number ${alert}`,
    );
  });

  it("speaks HTTP/2 over TLS 1.3 to whoever can", async () => {
    const socket = await handshake(edge, { servername: domain, ALPNProtocols: ["h2", "http/1.1"] });
    expect([socket.getProtocol(), socket.alpnProtocol]).toEqual(["TLSv1.3", "h2"]);
    socket.destroy();
  });

  it("tells health and metrics on a port of their own, and opens no dashboard on any", async () => {
    const status = (path: string) =>
      new Promise<number>((done, fail) => {
        get(`http://127.0.0.1:${edge.privatePort}${path}`, { agent: false }, (incoming) => {
          incoming.resume();
          done(incoming.statusCode ?? 0);
        }).once("error", fail);
      });
    expect([await status("/ping"), await status("/metrics")]).toEqual([200, 200]);
    expect([await status("/api/rawdata"), await status("/dashboard/"), await status("/")]).toEqual([404, 404, 404]);
  });

  it("serves a renewed certificate without a restart, time and again", async () => {
    for (const _ of [1, 2]) {
      const { serial } = await edge.ask("/");
      edge.renewCertificate();
      await until(async () => (await edge.ask("/")).serial !== serial);
    }
  });

  it("never writes a token down", async () => {
    await edge.ask("/logged-path", { headers: { Authorization: `Bearer ${token}`, Cookie: token } });
    await until(async () => edge.log().some(({ RouterName }) => RouterName === "gateway-http@file"));
    const output = edge.output();
    for (const secret of [token, Buffer.from(token).toString("base64"), "auth_token", "logged-path"]) {
      expect(output).not.toContain(secret);
    }
    const access = edge.log().filter(({ DownstreamStatus }) => DownstreamStatus !== undefined);
    expect(access.at(-1)).toMatchObject({ ClientHost: "127.0.0.1", RequestMethod: "GET", DownstreamStatus: 200 });
  });

  it("talks to nobody but its backends and its clients", () => {
    expect(peersOf(edge.pid).filter((address) => !/^(127\.0\.0\.1|::ffff:127\.0\.0\.1)$/.test(address))).toEqual([]);
    expect(edge.log().map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/Stats collection is disabled/),
    );
  });
});

it("the edge loads its two files without a warning", async () => {
  const edge = await start("quiet", { clientAddresses: "direct" });
  await edge.ask("/");
  const problems = edge
    .log()
    .filter(({ level }) => level !== undefined && level !== "info")
    // Said at every start, whatever is configured.
    .filter(({ message }) => !String(message).startsWith("Traefik can reject some encoded characters"));
  expect(problems).toEqual([]);
  await edge.stop();
});

it("a request may send no longer than its limit, and an answer may take longer", async () => {
  const edge = await start("limit", { longestRequestSeconds: 1 });
  expect((await edge.ask("/stream")).body).toBe("first last");
  const channel = client(edge);
  const stream = channel.makeBidiStreamRequest(service.Attach.path, bytes.serialize, bytes.deserialize);
  const failed = once(stream.resume(), "error");
  stream.write(Buffer.from("hello"));
  expect((await failed)[0]).toMatchObject({ code: grpc.status.INTERNAL });
  channel.close();
  await edge.stop();
});

it("keys of the object store may hold any character, paths of the gateway still may not", async () => {
  const route = { name: "s3", host: "s3.example.eu", url: storeUrl };
  const edge = await start("store", { routes: [route] });
  for (const path of ["/bucket/a%3Bb%25c%3Fd%23e?X-Amz-Signature=0", "/bucket/auth_token", "/metrics"]) {
    expect(await edge.ask(path, { host: route.host })).toMatchObject({ status: 200, body: path });
  }
  const before = arrived.length;
  for (const path of [
    "/api/v1%2Fmachine/register",
    "/api/v1/%256dachine/register",
    "/api/v1/gateway/auth%2Fauthorize",
  ]) {
    expect((await edge.ask(path)).status).toBe(403);
  }
  expect(arrived.slice(before)).toEqual([]);
  expect((await edge.ask("/", { host: route.host, headers: { Host: "other.example.eu" } })).status).toBe(404);
  await edge.stop();
});

it("one client that asks too much is told so, and others are not", async () => {
  const edge = await start("limits", {
    clientAddresses: { proxyProtocolFrom: ["127.0.0.1/32"] },
    limits: { requestsPerSecond: 1, burst: 2, concurrent: 10 },
  });
  const from = (address: string) => askThroughBalancer(edge, address);
  const statuses = [];
  for (let request = 0; request < 8; request++) statuses.push(await from("203.0.113.9"));
  expect(statuses[0]).toBe(200);
  expect(statuses).toContain(429);
  expect(await from("203.0.113.10")).toBe(200);
  expect(edge.log().map(({ ClientHost }) => ClientHost)).toContain("203.0.113.9");
  await edge.stop();
});

it("asks the named authority for its certificate, with the account's binding and address", async () => {
  const authority = await startAuthority(join(directory, "authority"));
  const edge = await start("acme", {
    acme: { directoryUrl: authority.directoryUrl, email: "ops@example.eu", challenge: "tls-alpn-01" },
    trustedAuthority: authority.caFile,
    binding: { keyId: "kid-1", hmacKey: Buffer.from("a key of thirty-two bytes length").toString("base64url") },
  });
  const { payload } = await authority.firstAccount;
  expect(payload).toMatchObject({ contact: ["mailto:ops@example.eu"], termsOfServiceAgreed: true });
  expect(decode(payload.externalAccountBinding?.protected ?? "")).toMatchObject({ alg: "HS256", kid: "kid-1" });
  await edge.stop();
  await authority.stop();
});

/** One request as a load balancer forwards it: with the PROXY protocol's line (version 1) before TLS. */
async function askThroughBalancer({ port, ca }: RunningEdge, address: string): Promise<number> {
  const plain = connectTcp(port, "127.0.0.1");
  plain.write(`PROXY TCP4 ${address} 198.51.100.1 40000 443\r\n`);
  const socket = connectTls({ socket: plain, ca, servername: domain });
  socket.write(`GET / HTTP/1.1\r\nHost: ${domain}\r\nConnection: close\r\n\r\n`);
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk));
  await once(socket, "close");
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

/** Remote addresses of a process's established TCP connections, from /proc. */
function peersOf(pid: number): string[] {
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1]),
  );
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === "01" && own.has(fields[9]))
      .map((fields) => readAddress(fields[2] ?? "")),
  );
}

/** The kernel writes addresses as words in the machine's byte order, here little-endian. */
function readAddress(field: string): string {
  const words = field.split(":")[0]?.match(/.{8}/g) ?? [];
  const octets = words.flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((octet) => Number.parseInt(octet, 16)),
  );
  const mapped = octets.length === 16 && octets.slice(0, 10).every((octet) => octet === 0);
  return octets.length === 4 || mapped ? octets.slice(-4).join(".") : octets.join(":");
}
