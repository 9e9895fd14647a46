import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeServer, type ServedAnswer } from "../../../test/beta9/fake-server.ts";
import { observed } from "../../../test/beta9/observed.ts";
import { SecretText } from "../../secret-text.ts";
import { Gateway, GatewayError } from "./gateway.ts";
import { NoAnswer } from "./http.ts";

class OneAnswer extends FakeServer {
  answer: ServedAnswer | undefined | Promise<undefined>;
  static start(): Promise<OneAnswer> {
    return FakeServer.listen(
      (server) => new OneAnswer(server),
      (self) => () => self.answer,
    );
  }
}
let server: OneAnswer;
let gateway: Gateway;
const token = new SecretText("canary-token");

beforeEach(async () => {
  server = await OneAnswer.start();
  gateway = new Gateway({ url: `${server.url}/`, token });
});
afterEach(() => server.close());

const calls = {
  claim: () => gateway.claim(),
  workspace: () => gateway.workspace(),
  createStorage: () => gateway.createStorage("id"),
  privatePools: () => gateway.privatePools(),
  putPrivatePool: () => gateway.putPrivatePool({ name: "p" }),
  managedPools: () => gateway.managedPools(),
  createManagedPool: () => gateway.createManagedPool("p", {}),
  updateManagedPool: () => gateway.updateManagedPool("p", {}),
} satisfies Record<string, () => Promise<unknown>>;

/** The error that an observed answer leads to. */
async function troubleOf(call: keyof typeof calls, pair: string): Promise<[string, string]> {
  const { status, responseBody } = observed(pair);
  server.answer = { status, body: responseBody };
  const error = await calls[call]().then(
    () => new Error("no error"),
    (thrown: unknown) => thrown,
  );
  return error instanceof GatewayError ? [error.trouble, error.message] : ["", String(error)];
}

describe("what the gateway answers", () => {
  it.each([
    ["workspace", "workspace-current-bad", "unauthorised", "Unauthorized"],
    ["workspace", "workspace-redis-down", "broken", "Internal Server Error"],
    ["createStorage", "create-storage-region", "broken", "Unable to create workspace storage"],
    ["createStorage", "ws2-create-storage-by-admin", "unauthorised", "Invalid token for workspace"],
    ["privatePools", "ppool-redis-down", "unauthorised", "invalid or missing token"],
    ["putPrivatePool", "ppool-create-badfallback", "refused", 'unsupported private pool fallback "never"'],
    ["putPrivatePool", "ppool-create-twogpu", "refused", "private pools require one GPU type"],
    ["managedPools", "mpools-list-notoken", "unauthorised", "Unauthorized"],
    ["createManagedPool", "mpool-create-dup", "refused", "pool already exists"],
    ["createManagedPool", "mpool-create-transport", "refused", 'unknown field "transport"'],
    ["updateManagedPool", "mpool-put-missing", "refused", "404"],
  ] as const)("%s, %s: %s", async (call, pair, trouble, words) => {
    const [seen, message] = await troubleOf(call, pair);
    expect([seen, message]).toEqual([trouble, expect.stringContaining(words)]);
  });

  it("that is not Beta9's is told by its place, without its contents", async () => {
    server.answer = { status: 200, body: { ok: true, workspaceId: "canary", newToken: 7, errorMsg: "" } };
    const message = await calls.claim().catch((error: Error) => error.message);
    expect(message).toContain("not understood at newToken");
    expect(message).not.toContain("canary");
  });

  it("about the claim comes with status 200, whether or not there is a token in it", async () => {
    server.answer = { status: 200, body: observed("authorize-second").responseBody };
    expect(await gateway.claim()).toEqual({ claimed: false, why: "Invalid token" });
    server.answer = { status: 200, body: observed("authorize-first").responseBody };
    expect(await gateway.claim()).toMatchObject({ claimed: true });
    // Whoever claims has no token; with one, the gateway would answer for that token instead.
    expect(server.requests.map((request) => request.token)).toEqual([undefined, undefined]);
  });

  it("to the health check says who does not answer", async () => {
    server.answer = { status: 500, body: observed("health-redis-down").responseBody };
    expect(await gateway.health()).toEqual({ healthy: false, why: expect.stringMatching(/^500 .*connection refused/) });
    server.answer = undefined;
    expect((await gateway.health()).healthy).toBe(false);
  });
});

describe("a call without an answer", () => {
  it("is told apart from a refusal", async () => {
    await expect(gateway.workspace()).rejects.toThrow(NoAnswer);
  });

  it("ends when its time is up", async () => {
    server.answer = new Promise(() => {});
    const impatient = new Gateway({ url: server.url, timeoutMs: 20 });
    await expect(impatient.workspace()).rejects.toThrow("no answer within 20 ms");
  });

  it("is what a redirect comes to: the token goes nowhere else", async () => {
    server.answer = { status: 302, location: `${server.url}/elsewhere` };
    await expect(gateway.workspace()).rejects.toThrow(NoAnswer);
    expect(server.asked).toEqual(["GET /api/v1/workspace/current"]);
  });

  it("never shows the token, not even one that is no header", async () => {
    const broken = new Gateway({ url: server.url, token: new SecretText("canary\nInjected: x") });
    const error = await broken.workspace().catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(NoAnswer);
    expect(String(error)).not.toContain("canary");
  });
});
