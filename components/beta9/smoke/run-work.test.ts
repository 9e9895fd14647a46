import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakePlatform } from "../../../test/beta9/fake-platform.ts";
import { runChecks } from "./run-checks.ts";
import { runWork } from "./run-work.ts";

let fake: FakePlatform;
let directory: string;
beforeEach(async () => {
  fake = await FakePlatform.start();
  directory = mkdtempSync(join(tmpdir(), "run-work-"));
});
afterEach(async () => {
  await fake.gateway.close();
  rmSync(directory, { recursive: true });
});

/** A program in Python's place: it imports anything, and runs `work.py` as this shell script does. */
function python(script: string): string {
  const file = join(directory, "python");
  writeFileSync(file, `#!/bin/sh\ncase "$1" in -c) exit 0;; esac\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

async function resultOf(file: string, gpu?: "L40S", timeoutMs = 60_000) {
  const check = { ...runWork({ gpu, python: file, timeoutMs }), needs: [] };
  const context = { platform: fake.platform, wire: fake, signal: new AbortController().signal };
  const [result] = await runChecks([check], context, { now: () => 0, onBegin: () => {}, onEnd: () => {} });
  return result;
}

/** What the platform would send back for the program that is there. */
const doubled = "number=$(sed -n 's/.*work.remote(\\([0-9]*\\)).*/\\1/p' work.py)";
const answer = (card: string) =>
  `${doubled}\necho "eu-gpu-cloud-smoke result: {\\"doubled\\": $((number * 2)), \\"card\\": \\"${card}\\"}"`;

describe("work on the platform", () => {
  it("is good when its result comes back, from the GPU that was asked for", async () => {
    expect(await resultOf(python(answer("")))).toMatchObject({ state: "passed", says: "a function ran and returned" });
    const onGpu = python(`grep -q 'gpu="L40S"' work.py || exit 3\n${answer("NVIDIA L40S")}`);
    expect(await resultOf(onGpu, "L40S")).toMatchObject({
      state: "passed",
      says: expect.stringContaining("on NVIDIA L40S"),
    });
  });

  it("gets the way in as a private file that is gone afterwards, and an environment with nothing else of ours", async () => {
    const seen = join(directory, "seen");
    await resultOf(
      python(
        `stat -c %a "$CONFIG_PATH" > ${seen}; cat "$CONFIG_PATH" >> ${seen}; echo "$CONFIG_PATH" >> ${seen}; ls >> ${seen}; env >> ${seen}`,
      ),
    );
    const [mode, section, token, host, port, path = "", file, ...environment] = readFileSync(seen, "utf8")
      .trim()
      .split("\n");
    expect([mode, section, token]).toEqual(["600", "[default]", `token = ${fake.platform.token.reveal()}`]);
    expect([host, port, file]).toEqual(["gateway_host = gpu.example.eu", "gateway_port = 443", "work.py"]);
    expect(existsSync(path)).toBe(false);
    expect(environment.join("\n")).not.toContain(fake.platform.token.reveal());
  });

  it.each([
    ["a wrong result", `echo 'eu-gpu-cloud-smoke result: {"doubled": -1, "card": ""}'`, /did not return its result/],
    ["nothing at all", "true", /it printed nothing/],
    ["an SDK that gives up", "echo Image build failed >&2; exit 1", /the SDK ended with 1: Image build failed/],
  ])("is not good with %s", async (_, script, says) => {
    expect(await resultOf(python(script))).toMatchObject({ state: "failed", says: expect.stringMatching(says) });
  });

  it("ends when it takes too long, which is how work without a machine looks", async () => {
    const result = await resultOf(python("exec sleep 600"), undefined, 50);
    expect(result).toMatchObject({ state: "failed", says: expect.stringContaining("did not return within") });
  });

  it("shows no token, whatever the SDK prints", async () => {
    const result = await resultOf(python('cat "$CONFIG_PATH"; exit 1'));
    expect(JSON.stringify(result)).toContain("[secret]");
    expect(JSON.stringify(result)).not.toContain(fake.platform.token.reveal());
  });

  it("says what is missing where beta9 is not installed", async () => {
    expect(await resultOf(join(directory, "absent"))).toMatchObject({
      state: "failed",
      says: expect.stringContaining("there is no such program"),
      next: expect.stringContaining("pip install beta9"),
    });
  });
});
