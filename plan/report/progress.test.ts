import { describe, expect, it } from "vitest";
import { createProgress, type ProgressOptions } from "./progress.ts";

function recorded(options: Partial<ProgressOptions>, columns?: number) {
  const written: string[] = [];
  const clock = { now: 0 };
  const stream = { columns, write: (text: string) => written.push(text) };
  const progress = createProgress(stream, { color: false, interactive: false, now: () => clock.now, ...options });
  return { progress, written, clock };
}

describe("progress", () => {
  it("writes a plain line when a phase begins and one with the count when it ends", () => {
    const { progress, written } = recorded({});
    progress.begin("planning prod-fra");
    for (let resources = 1; resources <= 120; resources++) progress.count(resources, "resource");
    progress.begin("checking policies");
    progress.end();
    progress.end();
    expect(written.join("")).toBe("planning prod-fra…\nplanning prod-fra: 120 resources\nchecking policies…\n");
  });

  it("rewrites one line on a terminal and takes it away at the end", () => {
    const { progress, written, clock } = recorded({ interactive: true });
    progress.begin("planning prod-fra");
    clock.now += 50;
    progress.count(120, "resource");
    progress.end();
    expect(written).toEqual([
      "\r\u001b[2Kplanning prod-fra…",
      "\r\u001b[2Kplanning prod-fra… 120 resources",
      "\r\u001b[2K",
    ]);
    expect(written.join("")).not.toContain("\n");
  });

  it("does not slow a plan down by drawing every resource", () => {
    const { progress, written, clock } = recorded({ interactive: true });
    progress.begin("planning prod-fra");
    for (let resources = 1; resources <= 1000; resources++) {
      clock.now += 1;
      progress.count(resources, "resource");
    }
    expect(written.length).toBe(1 + 1000 / 40);
  });

  it("fits the terminal, so that the line can be taken back", () => {
    const { progress, written, clock } = recorded({ interactive: true }, 20);
    progress.begin("planning an environment with a long name");
    clock.now += 50;
    progress.count(5, "resource");
    for (const line of written) expect(line.replace("\r\u001b[2K", "").length).toBeLessThan(20);
  });

  it("lets no name act on the terminal", () => {
    const { progress, written } = recorded({});
    progress.begin("planning x\u001b[2J");
    expect(written.join("")).toBe("planning x\\u{1b}[2J…\n");
  });

  it.each([true, false])("says nothing when told to be quiet, interactive or not: %s", (interactive) => {
    const { progress, written } = recorded({ interactive, quiet: true });
    progress.begin("planning");
    progress.count(1, "resource");
    progress.end();
    expect(written).toEqual([]);
  });
});
