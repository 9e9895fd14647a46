import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls, rootCertificates, type TLSSocket } from "node:tls";

/** Where a server listens, and whom to believe that it is the one. */
export interface Server {
  readonly host: string;
  /** TCP port, 1 to 65535. */
  readonly port: number;
  /** PEM of authorities to trust beside the public ones. */
  readonly authorities: readonly string[];
  /** How long each step may take. */
  readonly timeoutMs: number;
}

/** An open TCP connection. Rejects with the system's error. */
export function openPlain({ host, port, timeoutMs }: Server): Promise<Socket> {
  return opened(connectPlain({ host, port }), "connect", timeoutMs);
}

/**
 * An open TLS connection to a server whose certificate was verified, name included; over `socket` when there is one.
 *
 * @param verify false where Beta9 does not verify either
 */
export function openTls(server: Server, options: { socket?: Socket; verify: boolean }): Promise<TLSSocket> {
  const { host, port, authorities, timeoutMs } = server;
  const tls = connectTls({
    ...(options.socket ? { socket: options.socket } : { host, port }),
    servername: host,
    ca: [...rootCertificates, ...authorities],
    minVersion: "TLSv1.2",
    rejectUnauthorized: options.verify,
  });
  return opened(tls, "secureConnect", timeoutMs);
}

function opened<S extends Socket>(socket: S, event: "connect" | "secureConnect", timeoutMs: number): Promise<S> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new Error(`no ${event === "connect" ? "" : "TLS "}answer within ${timeoutMs / 1000} s`)),
    );
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the server closed the connection")));
    socket.once(event, () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** The next bytes that the server sends. */
export function nextBytes(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once("data", resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the server closed the connection")));
  });
}
