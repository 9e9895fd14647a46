import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createSecureServer, type IncomingHttpHeaders } from "node:http2";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { debianProgram } from "../../../tools/toolchain/executables.ts";

export interface Call {
  /** `/package.Service/Method`. */
  readonly method: string;
  readonly authorization: string | undefined;
  /** Version of TLS that the call came in by. */
  readonly tls: string | null;
}

export interface Gateway {
  readonly calls: Call[];
  close(): Promise<void>;
}

export interface Certificate {
  readonly key: Buffer;
  readonly certificate: Buffer;
  /** PEM file that a client trusts. */
  readonly file: string;
}

/** A self-signed certificate for an IP address, valid for a day. */
export function certificateFor(address: string, directory: string): Certificate {
  const [keyFile, file] = [join(directory, "tls.key"), join(directory, "tls.crt")];
  const subject = ["-subj", "/CN=gateway", "-addext", `subjectAltName=IP:${address}`];
  const form = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  execFileSync(debianProgram("openssl", "openssl"), ["req", ...form, ...subject, "-keyout", keyFile, "-out", file], {
    stdio: "ignore",
  });
  return { key: readFileSync(keyFile), certificate: readFileSync(file), file };
}

/**
 * gRPC over TLS as the edge serves it, on port 443 of a loopback address. Answers every call with a message whose
 * field 1 is true, which is `ok` in Beta9's answers to lists, and remembers who called.
 */
export async function startGateway(address: string, { key, certificate }: Certificate): Promise<Gateway> {
  const calls: Call[] = [];
  const server = createSecureServer({ key, cert: certificate, allowHTTP1: false });
  server.on("stream", (stream, headers: IncomingHttpHeaders) => {
    const socket = stream.session?.socket;
    calls.push({
      method: headers[":path"] ?? "",
      authorization: headers.authorization,
      tls: socket instanceof TLSSocket ? socket.getProtocol() : null,
    });
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(Buffer.from([0, 0, 0, 0, 2, 0x08, 0x01]));
  });
  await listen(server, 443, address);
  return { calls, close: () => closed(server) };
}

/** First bytes that a client sends to a port without TLS, until `close` is called. */
export async function startPlainListener(address: string, port: number) {
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    socket.once("data", (data) => {
      received.push(data);
      socket.destroy();
    });
    socket.on("error", () => undefined);
  });
  await listen(server, port, address);
  return { received, port: (server.address() as AddressInfo).port, close: () => closed(server) };
}

interface Listener {
  listen(port: number, host: string, done: () => void): unknown;
  once(event: "error", handler: (error: NodeJS.ErrnoException) => void): unknown;
  close(done: () => void): unknown;
}

function listen(server: Listener, port: number, address: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", (error) =>
      fail(
        error.code === "EACCES"
          ? new Error(`port ${port} needs root, or sysctl net.ipv4.ip_unprivileged_port_start=${port}`)
          : error,
      ),
    );
    server.listen(port, address, done);
  });
}

function closed(server: Listener): Promise<void> {
  return new Promise((done) => server.close(() => done()));
}
