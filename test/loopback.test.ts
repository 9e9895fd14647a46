import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "./loopback.ts";

it("gives each server a port of its own, below those of clients, and none that is taken", async () => {
  const first = await freePort();
  const server = createServer();
  // Whoever has it, this server or somebody else's: it is taken.
  await new Promise<unknown>((taken) => server.once("error", taken).listen(first + 1, "127.0.0.1", () => taken(0)));
  try {
    const next = [await freePort(), await freePort()];
    expect(new Set([first, first + 1, ...next]).size).toBe(4);
    for (const port of [first, ...next]) expect(port).toBeLessThan(32_768);
  } finally {
    server.close();
  }
});
