import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** An address of loopback that leads to a server until it is closed: what is behind it is then gone for its clients. */
export interface Door {
  readonly url: string;
  close(): void;
}

export async function openDoor(port: string): Promise<Door> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(Number(port), "127.0.0.1");
    for (const [from, to] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `https://127.0.0.1:${address.port}`,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
