import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakePlatform } from "../../../test/beta9/fake-platform.ts";
import { signatureCanary } from "../../../test/beta9/fake-volumes.ts";
import { refusedPaths } from "../../edge/refused-paths.ts";
import { SecretText } from "../../secret-text.ts";
import { checks } from "./checks.ts";
import type { SmokePlatform } from "./platform.ts";
import { type CheckResult, runChecks } from "./run-checks.ts";

let fake: FakePlatform;
beforeEach(async () => {
  fake = await FakePlatform.start();
});
afterEach(() => fake.gateway.close());

const check = (change: Partial<SmokePlatform> = {}): Promise<readonly CheckResult[]> =>
  runChecks(
    checks,
    { platform: { ...fake.platform, ...change }, wire: fake, signal: new AbortController().signal },
    { now: () => 0, onBegin: () => {}, onEnd: () => {} },
  );

/** Names of checks in a state, and what the first of them says. */
function inState(results: readonly CheckResult[], state: CheckResult["state"]) {
  const found = results.filter((result) => result.state === state);
  return { names: found.map(({ name }) => name), says: found[0]?.says ?? "" };
}

describe("a platform that is well", () => {
  it("passes every check", async () => {
    const results = await check();
    expect(inState(results, "passed").names).toEqual(checks.map(({ name }) => name));
  });

  it("is left as it was: no volume, no file, and nobody called Authorize", async () => {
    await check();
    const { volumes } = fake.gateway;
    expect([volumes.volumes.size, volumes.objects.size, fake.gateway.claims]).toEqual([0, 0, 0]);
  });

  it("shows no token and no signature", async () => {
    const shown = JSON.stringify(await check());
    for (const secret of [fake.platform.token.reveal(), signatureCanary]) expect(shown).not.toContain(secret);
  });
});

describe("what is wrong is named by the check that found it, with the next step", () => {
  const day = 86_400_000;
  const cases: readonly [string, check: string, says: RegExp, change: () => unknown][] = [
    [
      "a name that DNS does not know",
      "names",
      /registry\.gpu\.example\.eu does not resolve/,
      () => fake.unknownHosts.add("registry.gpu.example.eu"),
    ],
    ["an expired certificate", "tls", /CERT_HAS_EXPIRED/, () => show({ distrust: "CERT_HAS_EXPIRED" })],
    ["a certificate for another name", "tls", /ALTNAME/, () => show({ distrust: "ERR_TLS_CERT_ALTNAME_INVALID" })],
    ["an authority that nobody knows", "tls", /Actalis.*SELF/, () => show({ distrust: "SELF_SIGNED_CERT_IN_CHAIN" })],
    ["a proxy that ends HTTP/2", "tls", /gRPC needs h2/, () => show({ application: "http/1.1" })],
    ["TLS 1.1", "tls", /still takes TLS 1\.1/, () => (fake.oldTls = true)],
    ["Redis down", "health", /500 .*connection refused/, () => (fake.gateway.redisDown = true)],
    ["a gateway that drains", "health", /503 draining/, () => (fake.gateway.draining = true)],
    ["a missing header", "headers", /lacks referrer-policy/, () => (fake.headers["referrer-policy"] = undefined)],
    ["an edge that forgets HSTS", "headers", /strict/, () => (fake.headers["strict-transport-security"] = "max-age=0")],
    ["an edge that tells what runs behind", "headers", /tells server/, () => (fake.headers.server = "echo")],
    ["a workspace without storage", "token", /has no storage/, () => (workspace().hasStorage = false)],
    ["gRPC that goes to the HTTP port", "token", /opens HTTP, but gRPC/, () => (fake.grpcBroken = true)],
    ["a gateway that checks no token", "foreign-token", /nobody has opens/, () => (fake.takesAnyToken = true)],
    ["a pool that is not there", "pools", /does not know default/, () => fake.gateway.pools.managed.delete("default")],
    [
      "presigned URLs that lead elsewhere",
      "store",
      /lead to https:\/\/s3\.us-east-1\.example\.com, and the store .* is https:\/\/s3\.gpu\.example\.eu/,
      () => (fake.gateway.volumes.storeUrl = "https://s3.us-east-1.example.com"),
    ],
    [
      "presigned URLs without TLS",
      "store",
      /lead to http:/,
      () => (fake.gateway.volumes.storeUrl = "http://s3.gpu.example.eu"),
    ],
    [
      "a store that refuses uploads",
      "store",
      /upload with status 403/,
      () => (fake.gateway.volumes.uploadStatus = 403),
    ],
    ["a store that loses files", "store", /download with status 404/, () => (fake.gateway.volumes.loses = true)],
    ["a store that deletes nothing", "store", /can not be deleted/, () => (fake.gateway.volumes.keepsFiles = true)],
    ["a registry that is open", "registry", /answers 200/, () => (fake.registryAnswer.status = 200)],
    ["a registry that is down", "registry", /answers 502/, () => (fake.registryAnswer.status = 502)],
  ];
  const show = (change: object) => (fake.shown = { ...fake.shown, ...change });
  const workspace = () => fake.gateway.workspaces[0] ?? { hasStorage: false };

  it.each(cases)("%s: %s", async (_, name, says, change) => {
    change();
    const results = await check();
    expect(inState(results, "failed")).toEqual({ names: [name], says: expect.stringMatching(says) });
    expect(results.find((result) => result.name === name)).toHaveProperty("next", expect.stringMatching(/\w/));
    expect(JSON.stringify(results)).not.toContain(signatureCanary);
  });

  it.each(refusedPaths)("an edge that lets through $pattern", async ({ pattern }) => {
    const path = `${pattern.replace("(/|$)", "").replaceAll("\\.", ".")}/refused-probe`;
    fake.open.add(path);
    const { names, says } = inState(await check(), "failed");
    expect([names, says.includes(path)]).toEqual([["refused-paths"], true]);
  });

  it("a token of another database", async () => {
    const token = new SecretText(`${"x".repeat(86)}==`);
    const results = await check({ token });
    expect(inState(results, "failed")).toEqual({ names: ["token"], says: expect.stringContaining("does not take") });
    expect(inState(results, "skipped")).toMatchObject({ names: ["foreign-token", "pools", "store"] });
    expect(fake.gateway.claims).toBe(0);
  });

  it("a contributor pool that the pools job did not make", async () => {
    const results = await check({ pools: { cluster: [], contributor: ["eu-de-rtx4090"] } });
    expect(inState(results, "failed")).toEqual({ names: ["pools"], says: "Beta9 does not know eu-de-rtx4090" });
  });

  it("a gateway that nobody hears", async () => {
    fake.gateway.hangingUp.add("GET /api/v1/health");
    const results = await check();
    expect(inState(results, "failed")).toEqual({ names: ["health"], says: expect.stringContaining("is not well") });
  });

  it("a gateway that hangs up in the middle", async () => {
    fake.gateway.hangingUp.add("GET /api/v1/pools");
    const results = await check();
    expect(inState(results, "failed")).toEqual({
      names: ["pools"],
      says: expect.stringContaining("GET /api/v1/pools"),
    });
  });

  it("a certificate that ends soon, which is a warning and no failure", async () => {
    fake.shown = { ...fake.shown, expiresAt: Date.now() + 13.5 * day };
    const results = await check();
    expect(inState(results, "warned")).toEqual({ names: ["tls"], says: expect.stringContaining("ends in 13 days") });
    expect(inState(results, "failed").names).toEqual([]);
  });
});

describe("a volume that could not be deleted", () => {
  const left = "eu-gpu-cloud-smoke-0123456789ab";
  const madeAt = (ageMs: number) => fake.gateway.volumes.volumes.set(left, new Date(Date.now() - ageMs).toISOString());

  it("is used again and deleted by the next run, so that there is never a second", async () => {
    madeAt(2 * 3_600_000);
    await check();
    expect(fake.gateway.volumes.volumes.size).toBe(0);
  });

  it("is not touched while the run that made it may still be at work", async () => {
    madeAt(60_000);
    await check();
    expect([...fake.gateway.volumes.volumes.keys()]).toEqual([left]);
  });

  it("is told when the store fails and the volume stays", async () => {
    fake.gateway.volumes.loses = true;
    fake.gateway.volumes.keepsFiles = true;
    const { says } = inState(await check(), "failed");
    expect(says).toMatch(/download with status 404; the volume eu-gpu-cloud-smoke-[0-9a-f]{12} stays/);
  });
});
