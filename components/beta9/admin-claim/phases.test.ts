import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeGateway, signingKeyCanary } from "../../../test/beta9/fake-gateway.ts";
import { FakeKubernetes } from "../../../test/beta9/fake-kubernetes.ts";
import type { Clock, Failure } from "../../program/program.ts";
import { SecretText } from "../../secret-text.ts";
import { Gateway } from "../api/gateway.ts";
import { type ClaimContext, claimPhase } from "./claim-phase.ts";
import { ends } from "./ends.ts";
import { parseLedger } from "./ledger.ts";
import { type SettleOptions, settlePhase } from "./settle-phase.ts";
import { TokenSecret } from "./token-secret.ts";

const serviceAccountToken = "canary-of-the-service-account";
let gateway: FakeGateway;
let kubernetes: FakeKubernetes;
let folder: string;
let lines: string[];
let clock: Clock & { time: number; onSleep: () => void };

beforeEach(async () => {
  gateway = await FakeGateway.start();
  kubernetes = await FakeKubernetes.start("beta9", "admin-token", serviceAccountToken);
  folder = await mkdtemp(join(tmpdir(), "claim-"));
  await writeFile(join(folder, "token"), `${serviceAccountToken}\n`);
  lines = [];
  clock = {
    time: Date.parse("2026-01-01T00:00:00Z"),
    onSleep: () => {},
    now: () => clock.time,
    sleep: async (ms, signal) => {
      clock.time += ms;
      clock.onSleep();
      signal?.throwIfAborted();
    },
  };
});

afterEach(async () => {
  await Promise.all([gateway.close(), kubernetes.close(), rm(folder, { recursive: true })]);
  // Whatever happened, no secret is in the log.
  const secrets = [...gateway.tokens.map((token) => token.key), signingKeyCanary, serviceAccountToken];
  for (const secret of secrets) expect(lines.join("\n")).not.toContain(secret);
});

const context = (over: Partial<ClaimContext> = {}): ClaimContext => ({
  gateway: new Gateway({ url: gateway.url, timeoutMs: 2_000 }),
  secret: new TokenSecret({ url: kubernetes.url, tokenFile: join(folder, "token") }, "beta9", "admin-token"),
  clock,
  log: (line) => lines.push(line),
  healthTimeoutMs: 300_000,
  ...over,
});
const platform: SettleOptions = { storage: { kind: "platform" }, recoverApproved: false };

/** The whole Job: claim, psql's look at the database, settle. */
async function job(options: SettleOptions = platform, over: Partial<ClaimContext> = {}): Promise<void> {
  await claimPhase(context(over), "pod-1");
  await settlePhase(context(over), parseLedger(gateway.ledger), options);
}
const endOf = (run: Promise<void>): Promise<unknown> =>
  run.then(
    () => 0,
    (error: Failure) => {
      lines.push(error.message);
      return error.exitCode;
    },
  );

describe("a gateway that nobody has claimed", () => {
  it("is claimed: one token, in the Secret, with storage for its workspace", async () => {
    await job();
    expect(gateway.adminTokens).toEqual([kubernetes.stored("token")]);
    expect(kubernetes.stored("workspaceId")).toBe(gateway.workspaces[0]?.id);
    expect(gateway.workspaces[0]?.hasStorage).toBe(true);
    expect(gateway.claims).toBe(1);
    expect(kubernetes.secret?.annotations).toEqual({});
  });

  it("is left alone by the next run: no second claim, no change of the Secret", async () => {
    await job();
    const version = kubernetes.secret?.resourceVersion;
    await job();
    expect(gateway.claims).toBe(1);
    expect(kubernetes.secret?.resourceVersion).toBe(version);
  });

  it("gets one call out of 20 claims at once, and one token", async () => {
    const runs = Array.from({ length: 20 }, (_, index) => endOf(claimPhase(context(), `pod-${index}`)));
    const results = await Promise.all(runs);
    expect(gateway.claims).toBe(1);
    // Whoever comes late finds the token, everybody else is told why not.
    expect(results).toContain(0);
    expect(results.every((end) => end === 0 || end === ends.anotherClaim)).toBe(true);
    expect(gateway.adminTokens).toEqual([kubernetes.stored("token")]);
  });

  it("is claimed after a wait that says what it waits for", async () => {
    gateway.redisDown = true;
    let sleeps = 0;
    clock.onSleep = () => {
      if (++sleeps === 20) gateway.redisDown = false;
    };
    await job();
    expect(lines.filter((line) => line.startsWith("waiting for the gateway"))).toHaveLength(3);
    expect(lines[0]).toContain("connection refused");
    expect(gateway.adminTokens).toEqual([kubernetes.stored("token")]);
  });

  it("is not waited for for ever, and not claimed while PostgreSQL is down", async () => {
    gateway.postgresDown = true;
    expect(await endOf(job())).toBe(ends.gatewayUnhealthy);
    expect(gateway.claims).toBe(0);
  });
});

describe("a claim that somebody else made", () => {
  it("fails loudly, with what to do", async () => {
    await gateway.claim();
    expect(await endOf(job())).toBe(ends.someoneWasFirst);
    expect(lines.at(-1)).toMatch(/someone was first.*recover: true.*empty database/s);
    // The next attempt need not wait for a lease to end.
    expect(kubernetes.secret?.annotations).toEqual({});
    expect(kubernetes.stored("token")).toBeUndefined();
  });

  it("is taken over on a person's word", async () => {
    await gateway.claim();
    await job({ ...platform, recoverApproved: true });
    expect([kubernetes.stored("token")]).toEqual(gateway.adminTokens);
  });

  it("is noticed even when this claim got a token, too", async () => {
    // Another caller comes between check and insert.
    gateway.before = ({ path }) => {
      if (path.endsWith("/authorize")) void gateway.claim();
    };
    await claimPhase(context(), "pod-1");
    expect(gateway.adminTokens).toHaveLength(2);
    expect(await endOf(settlePhase(context(), parseLedger(gateway.ledger), platform))).toBe(ends.severalAdmins);
  });
});

describe("Redis that goes down", () => {
  it("during the claim: the token that nobody was handed comes from PostgreSQL", async () => {
    gateway.before = ({ path }) => {
      if (path.endsWith("/authorize")) gateway.redisDown = true;
    };
    await claimPhase(context(), "pod-1");
    expect(lines.at(-1)).toContain("Failed to cache admin workspace");
    expect(kubernetes.stored("token")).toBeUndefined();
    gateway.before = () => {};
    gateway.redisDown = false;
    await settlePhase(context(), parseLedger(gateway.ledger), platform);
    expect([kubernetes.stored("token")]).toEqual(gateway.adminTokens);
    expect(gateway.workspaces[0]?.hasStorage).toBe(true);
  });

  it("before the stored token is checked: that is an outage and no refused token", async () => {
    await job();
    gateway.before = ({ path }) => {
      if (path.endsWith("/current")) gateway.redisDown = true;
    };
    expect(await endOf(job())).toBe(ends.gatewayBroken);
    expect(gateway.claims).toBe(1);
  });
});

describe("PostgreSQL that goes down", () => {
  it("makes no refused token of one that nobody can look up", async () => {
    kubernetes.store("token", "unknown-for-now");
    gateway.before = ({ path }) => {
      if (path.endsWith("/current")) gateway.postgresDown = true;
    };
    expect(await endOf(job())).toBe(ends.gatewayBroken);
    expect(gateway.claims).toBe(0);
  });
});

describe("a Secret from another database", () => {
  it("gets the token of the new, empty one", async () => {
    kubernetes.store("token", "token-of-an-older-database");
    await job();
    expect([kubernetes.stored("token")]).toEqual(gateway.adminTokens);
  });

  it("is kept, and the claim fails, when the new one is claimed already", async () => {
    kubernetes.store("token", "token-of-an-older-database");
    await gateway.claim();
    expect(await endOf(job())).toBe(ends.tokenUnknown);
    expect(kubernetes.stored("token")).toBe("token-of-an-older-database");
  });
});

describe("a lost answer", () => {
  beforeEach(() => {
    gateway.hangingUp.add("POST /api/v1/gateway/auth/authorize");
  });

  it("is not asked for again: PostgreSQL tells that the gateway is still unclaimed", async () => {
    expect(await endOf(job())).toBe(ends.notClaimed);
    expect(gateway.claims).toBe(1);
  });

  it("to a claim that was made is a person's to explain", async () => {
    gateway.before = ({ path }) => {
      if (path.endsWith("/authorize")) void gateway.claim();
    };
    expect(await endOf(job())).toBe(ends.someoneWasFirst);
    expect(lines.at(-1)).toContain("an answer was lost");
  });

  it("keeps others out until nobody can be at it any more", async () => {
    await claimPhase(context(), "pod-1");
    gateway.hangingUp.clear();
    expect(await endOf(claimPhase(context(), "pod-2"))).toBe(ends.anotherClaim);
    clock.time += 90_000;
    expect(await endOf(claimPhase(context(), "pod-2"))).toBe(0);
    expect([kubernetes.stored("token")]).toEqual(gateway.adminTokens);
  });
});

describe("storage for the admin workspace", () => {
  const external = {
    storage: {
      kind: "external",
      bucket: "admin-objects",
      endpointUrl: "https://s3.example.eu",
      region: "eu-frankfurt-1",
      accessKey: new SecretText("canary-access"),
      secretKey: new SecretText("canary-secret"),
    },
    recoverApproved: false,
  } satisfies SettleOptions;

  it.each(["create-storage-region", "enckey-empty-create-storage"])("that can not be made: %s", async (trouble) => {
    gateway.storageTrouble = trouble;
    expect(await endOf(job())).toBe(ends.storageFailed);
    expect(lines.at(-1)).toMatch(/500 (Unable to create workspace storage|Internal Server Error)/);
    // The token is safe by then, so the next run has nothing to do but this.
    gateway.storageTrouble = undefined;
    await job();
    expect(gateway.claims).toBe(1);
  });

  it.each([
    ["set-ext-nobucket", "NotFound"],
    ["set-ext-noserver", "connection refused"],
  ])("in a bucket of its own that is out of reach: %s", async (trouble, words) => {
    gateway.storageTrouble = trouble;
    expect(await endOf(job(external))).toBe(ends.storageFailed);
    expect(lines.at(-1)).toContain(words);
    expect(lines.join()).not.toMatch(/canary/);
  });

  it("is set to the bucket asked for", async () => {
    await job(external);
    expect(lines.at(-1)).toContain("admin-objects, eu-frankfurt-1");
    expect(gateway.asked.some((line) => line.endsWith("/set-external-storage"))).toBe(true);
  });

  it("that the gateway set to another bucket is a failure", async () => {
    gateway.storageTrouble = "set-ext";
    expect(await endOf(job(external))).toBe(ends.storageFailed);
    expect(lines.at(-1)).toContain("storage has bucket ext-bucket, asked for was admin-objects");
  });

  it("that another run made meanwhile is fine", async () => {
    gateway.before = ({ path }) => {
      const [workspace] = gateway.workspaces;
      if (path.endsWith("/create-storage") && workspace) workspace.hasStorage = true;
    };
    expect(await endOf(job())).toBe(0);
  });

  it("that the gateway says it made and did not is a failure", async () => {
    gateway.forgetsStorage = true;
    expect(await endOf(job())).toBe(ends.storageFailed);
  });
});

describe("the Kubernetes API", () => {
  it("is asked for one Secret, to read and to patch it, and for nothing else", async () => {
    await job();
    expect(new Set(kubernetes.asked)).toEqual(
      new Set(["GET", "PATCH"].map((verb) => `${verb} /api/v1/namespaces/beta9/secrets/admin-token`)),
    );
  });

  it("may fail for a while after the claim: the token is not lost", async () => {
    gateway.before = ({ path }) => {
      if (path.endsWith("/authorize")) kubernetes.failing = { status: 500, times: 3 };
    };
    await job();
    expect([kubernetes.stored("token")]).toEqual(gateway.adminTokens);
  });

  it("may hold another token by then, which is not overwritten", async () => {
    gateway.before = ({ path }) => {
      if (!path.endsWith("/authorize")) return;
      kubernetes.store("token", "of-somebody-else");
      if (kubernetes.secret) kubernetes.secret.resourceVersion++;
    };
    expect(await endOf(job())).toBe(ends.anotherClaim);
    expect(kubernetes.stored("token")).toBe("of-somebody-else");
  });

  it("that fails for good leaves a sentence that says what is at stake", async () => {
    gateway.before = ({ path }) => {
      if (path.endsWith("/authorize")) kubernetes.failing = { status: 500, times: 99 };
    };
    expect(await endOf(job())).toBe(ends.kubernetesDown);
    expect(lines.at(-1)).toContain("the gateway is claimed and its token could not be stored");
  });

  it("is tried before the claim: without the Secret there is none", async () => {
    kubernetes.secret = undefined;
    expect(await endOf(job())).toBe(ends.secretForbidden);
    expect(gateway.claims).toBe(0);
  });
});

describe("SIGTERM", () => {
  it("ends the wait", async () => {
    gateway.draining = true;
    const stop = new AbortController();
    clock.onSleep = () => stop.abort(new Error("stopped"));
    await expect(claimPhase(context({ signal: stop.signal }), "pod-1")).rejects.toThrow("stopped");
  });

  it("does not tear the token from the hands of a claim under way", async () => {
    const stop = new AbortController();
    gateway.before = ({ path }) => {
      if (path.endsWith("/authorize")) stop.abort(new Error("stopped"));
    };
    const { signal } = stop;
    await claimPhase(context({ signal, gateway: new Gateway({ url: gateway.url, signal }) }), "pod-1");
    expect([kubernetes.stored("token")]).toEqual(gateway.adminTokens);
  });
});
