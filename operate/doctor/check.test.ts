import { describe, expect, it } from "vitest";
import { blockingLines, type Check, runChecks } from "./check.ts";
import { clockFinding } from "./clock.ts";
import { renderLines } from "./doctor.ts";
import { diskSpace } from "./tools.ts";

const check = (id: string, run: Check["run"], blocks = false): Check => ({ id, blocks, run });

describe("checks", () => {
  it("run at once, and their lines come in order", async () => {
    let release = () => {};
    const gate = new Promise<void>((open) => {
      release = open;
    });
    const lines = await runChecks(
      [
        check("a", async () => {
          await gate;
          return { status: "ok", what: "first" };
        }),
        check("b", async () => {
          release();
          return [
            { status: "ok", what: "second" },
            { status: "skipped", what: "third" },
          ];
        }),
      ],
      10_000,
    );
    expect(lines.map(({ id, what }) => `${id} ${what}`)).toEqual(["a first", "b second", "b third"]);
  });

  it("that throw or take too long are unknown, and never stop the others", async () => {
    const failure = new Error("fetch failed", { cause: new Error("ECONNREFUSED") });
    const lines = await runChecks(
      [
        check("a", async () => Promise.reject(failure)),
        check("b", () => new Promise(() => {})),
        check("c", async () => ({ status: "ok", what: "fine" })),
      ],
      1,
    );
    expect(lines.map(({ status, what }) => `${status}: ${what}`)).toEqual([
      "unknown: fetch failed: ECONNREFUSED",
      "unknown: no answer within 0.001 s",
      "ok: fine",
    ]);
  });

  it("stop npm run up when they fail, and are meant to", () => {
    const lines = [
      { id: "a", blocks: true, status: "failed" as const, what: "x" },
      { id: "b", blocks: false, status: "failed" as const, what: "x" },
      { id: "c", blocks: true, status: "unknown" as const, what: "x" },
    ];
    expect(blockingLines(lines).map(({ id }) => id)).toEqual(["a"]);
  });

  it("are shown with one next step and a count", () => {
    const lines = [
      { id: "tools.pulumi", blocks: true, status: "ok" as const, what: "pulumi v3.259.0" },
      { id: "dns", blocks: false, status: "failed" as const, what: "no address", next: "set one" },
    ];
    expect(renderLines(lines)).toBe(
      [
        "✓ tools.pulumi  pulumi v3.259.0",
        "✗ dns           no address  (npm run up does not stop for it)",
        "                next: set one",
        "1 ok, 1 failed, 0 unknown; nothing was changed",
        "",
      ].join("\n"),
    );
  });
});

describe("this machine", () => {
  it("has a clock that may differ by less than requests allow", () => {
    const here = new Date("2026-11-22T12:00:00Z");
    const at = (seconds: number) =>
      clockFinding({ heard: { answered: new Date(here.getTime() + seconds * 1000), here } }, "OCI", 300);
    expect(at(299).status).toBe("ok");
    expect(at(300)).toMatchObject({ status: "failed", what: expect.stringMatching(/300 s behind OCI's/) });
    expect(at(-400)).toMatchObject({ status: "failed", what: expect.stringMatching(/400 s ahead of OCI's/) });
    expect(clockFinding({ heard: undefined }, "OCI", 300).status).toBe("unknown");
  });

  it("has room on its disks, or is told which one is full", async () => {
    expect(await diskSpace(["/"], 1)).toEqual([{ status: "ok", what: "disks have room" }]);
    expect(await diskSpace(["/", "/no/such/folder"], Number.MAX_SAFE_INTEGER)).toMatchObject([
      { status: "failed", what: expect.stringMatching(/^the disk of \/ has \d+ MiB left/) },
    ]);
  });
});
