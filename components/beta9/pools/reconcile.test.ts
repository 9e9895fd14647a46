import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeGateway } from "../../../test/beta9/fake-gateway.ts";
import { Failure } from "../../program/program.ts";
import { SecretText } from "../../secret-text.ts";
import { Gateway } from "../api/gateway.ts";
import type { DesiredPools } from "./desired.ts";
import { poolEnds, reconcilePools } from "./reconcile.ts";

const desired: DesiredPools = {
  private: [
    { name: "eu-de-rtx4090", gpu: "RTX4090" },
    { name: "eu-fr-cpu", containerRuntime: "runc", priority: 5 },
  ],
  managed: [{ name: "own-a10", gpu: "A10", priority: 10 }],
  file: [{ name: "build", expected: { mode: "local", requires_pool_selector: true } }],
  prefixes: { private: "eu-", managed: "own-" },
};
let server: FakeGateway;
let token: SecretText;
let lines: string[];

beforeEach(async () => {
  server = await FakeGateway.start();
  token = new SecretText((await server.claim())?.key ?? "");
  lines = [];
});
afterEach(() => server.close());

async function run(over: { desired?: DesiredPools; mode?: "report"; token?: SecretText } = {}): Promise<number> {
  try {
    await reconcilePools({
      gateway: new Gateway({ url: server.url, token: over.token ?? token }),
      desired: over.desired ?? desired,
      mode: over.mode ?? "apply",
      clock: { now: () => 0, sleep: async () => {} },
      log: (line) => lines.push(line),
      healthTimeoutMs: 0,
    });
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    lines.push(error.message);
    return error.exitCode;
  }
}
const wrote = () => server.asked.filter((line) => !line.startsWith("GET"));

describe("reconciling pools with a gateway", () => {
  it("makes them, reads every field back, and has nothing to do the next time", async () => {
    expect(await run()).toBe(0);
    expect([...server.pools.private.keys()]).toEqual(["eu-de-rtx4090", "eu-fr-cpu"]);
    expect(server.pools.private.get("eu-de-rtx4090")?.config).toMatchObject({
      fallback: "fail",
      selector: "eu-de-rtx4090",
      gpu: ["RTX4090"],
      containerRuntime: "gvisor",
    });
    const writes = wrote().length;
    expect(await run()).toBe(0);
    expect(wrote()).toHaveLength(writes);
  });

  it("shows and undoes what somebody changed: work must not spill out of a private pool", async () => {
    await run();
    const pool = server.pools.private.get("eu-de-rtx4090");
    if (pool) pool.config = { ...pool.config, fallback: "internal" };
    expect(await run()).toBe(0);
    expect(lines).toContain('drift: private pool eu-de-rtx4090: fallback is "internal", wanted "fail"');
    expect(server.pools.private.get("eu-de-rtx4090")?.config.fallback).toBe("fail");
  });

  it("makes the pools again that a loss of Redis took", async () => {
    await run();
    server.pools.flush();
    expect(await run()).toBe(0);
    expect(lines).toContain("drift: private pool eu-de-rtx4090 is missing");
    expect([...server.pools.private.keys()]).toEqual(["eu-de-rtx4090", "eu-fr-cpu"]);
    expect(server.pools.managed.has("own-a10")).toBe(true);
  });

  it("deletes what it made and nobody wants any more, and lets other people's pools be", async () => {
    await run();
    const theirs = new Gateway({ url: server.url, token });
    await theirs.putPrivatePool({ name: "theirs" });
    expect(await run({ desired: { ...desired, private: [], managed: [] } })).toBe(0);
    expect([...server.pools.private.keys()]).toEqual(["theirs"]);
    expect([...server.pools.managed.keys()]).toEqual(["build", "default"]);
  });

  it("leaves a pool with machines in it, and says what a person has to do", async () => {
    await run();
    const pool = server.pools.private.get("eu-de-rtx4090");
    if (pool) pool.machineCount = 2;
    expect(await run({ desired: { ...desired, private: [] } })).toBe(poolEnds.driftRemains);
    expect(lines).toContain(
      "remains: private pool eu-de-rtx4090 has 2 machines: drain and remove them, then it is deleted",
    );
    expect([...server.pools.private.keys()]).toEqual(["eu-de-rtx4090"]);
  });

  it("changes nothing when it is to report", async () => {
    expect(await run({ mode: "report" })).toBe(poolEnds.driftRemains);
    expect(lines).toContain("remains: managed pool own-a10 is missing");
    expect(wrote()).toEqual([]);
  });

  it("finds a field that the gateway dropped or put another value in", async () => {
    const put = server.pools.private.set.bind(server.pools.private);
    server.pools.private.set = (name, pool) =>
      put(name, { ...pool, config: { ...pool.config, containerRuntime: "runc" } });
    expect(await run()).toBe(poolEnds.driftRemains);
    expect(lines).toContain('remains: private pool eu-de-rtx4090: containerRuntime is "runc", wanted "gvisor"');
  });

  it("goes on with the others when the gateway refuses one", async () => {
    await new Gateway({ url: server.url, token }).putPrivatePool({ name: "theirs", selector: "eu-de-rtx4090" });
    expect(await run()).toBe(poolEnds.changeRefused);
    expect(lines.join("\n")).toMatch(/refused: create private pool eu-de-rtx4090: .*already owned by another pool/);
    expect(server.pools.private.has("eu-fr-cpu")).toBe(true);
  });

  it("refuses a GPU that Beta9 would take and never schedule to, before it asks the gateway anything", async () => {
    const wrong = { ...desired, private: [{ name: "eu-a", gpu: "RTX3090" }] };
    expect(await run({ desired: wrong })).toBe(poolEnds.badSettings);
    expect(server.requests).toEqual([]);
  });

  it("tells an outage from a refused token", async () => {
    expect(await run({ token: new SecretText("wrong") })).toBe(poolEnds.tokenRefused);
    // Healthy when it is asked first, and then Redis goes.
    server.before = ({ path }) => {
      if (path.endsWith("/pools/private")) server.redisDown = true;
    };
    expect(await run()).toBe(poolEnds.gatewayUnhealthy);
    expect(lines.join()).not.toContain(token.reveal());
  });
});
