import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../program/program.ts";
import { collectInWindow, type Registry } from "./window.ts";

/** Time that passes only when somebody sleeps. */
function stillClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
    },
  };
}

/** A registry whose replicas follow after some questions; every step is written down. */
function registryWith(plan: { readonly polls: number; readonly fails?: keyof Registry; readonly abortsAt?: string }) {
  const steps: string[] = [];
  const stop = new AbortController();
  let readOnly = false;
  let polls = 0;
  const step = (name: string) => {
    steps.push(name);
    if (plan.abortsAt === name) stop.abort(new Error("stopped"));
  };
  const registry: Registry = {
    setReadOnly: async (on) => {
      step(on ? "close" : "open");
      if (on && plan.fails === "setReadOnly") throw new Error("refused");
      readOnly = on;
      polls = 0;
    },
    rolledOut: async () => {
      if (plan.fails === "rolledOut" && readOnly) throw new Error("no answer");
      polls += 1;
      const done = polls > plan.polls;
      if (done) step(readOnly ? "closed" : "opened");
      return done;
    },
    collect: async (signal) => {
      step("collect");
      signal.throwIfAborted();
      if (plan.fails === "collect") throw new Error("exit code 1");
    },
  };
  const run = () =>
    collectInWindow(registry, {
      clock: stillClock(),
      log: () => {},
      signal: stop.signal,
      rolloutMs: 60_000,
      graceMs: 80_000,
    });
  return { steps, run };
}

describe("the read-only window of garbage collection", () => {
  it("closes, waits for every replica, collects and opens, in this order", async () => {
    const { steps, run } = registryWith({ polls: 3 });
    await run();
    expect(steps).toEqual(["close", "closed", "collect", "open", "opened"]);
  });

  it("never collects while a replica takes pushes, and always asks to take them again", async () => {
    const fails = fc.constantFrom(undefined, "setReadOnly", "rolledOut", "collect" as const);
    const abortsAt = fc.constantFrom(undefined, "close", "closed", "collect");
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 60 }), fails, abortsAt, async (polls, fails, abortsAt) => {
        const { steps, run } = registryWith({
          polls,
          ...(fails && { fails: fails as keyof Registry }),
          ...(abortsAt && { abortsAt }),
        });
        const failed = await run().then(
          () => false,
          () => true,
        );
        expect(failed).toBe(polls > 30 || fails !== undefined || abortsAt !== undefined);
        const collected = steps.indexOf("collect");
        if (collected >= 0) expect(steps.slice(0, collected)).toEqual(["close", "closed"]);
        expect(steps.filter((each) => each === "open")).toHaveLength(1);
        expect(steps.indexOf("open")).toBeGreaterThan(Math.max(collected, steps.indexOf("closed"), 0) - 1);
      }),
    );
  });
});
