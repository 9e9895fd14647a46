import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkDump } from "./dump-form.ts";
import { ends } from "./ends.ts";
import { partBytesFor } from "./ship.ts";

const home = mkdtempSync(join(tmpdir(), "dump-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const written = (bytes: Uint8Array | string) => {
  const path = join(home, "dump");
  writeFileSync(path, bytes);
  return path;
};
const snapshot = (head: string, ...end: number[]) => Buffer.concat([Buffer.from(`${head}data`), Buffer.from(end)]);
const checksum = [1, 2, 3, 4, 5, 6, 7, 8];
const archive = (format: number) => Buffer.from([...Buffer.from("PGDMP"), 1, 16, 0, 4, 8, format, 0, 0]);

describe("a dump", () => {
  it.each([
    ["Redis'", snapshot("REDIS0011", 0xff, ...checksum)],
    ["Valkey's", snapshot("VALKEY080", 0xff, ...checksum)],
  ])("of %s form is taken with its magic, its end mark and its checksum", async (_, bytes) => {
    expect(await checkDump("redis", written(bytes))).toBe(bytes.length);
  });

  it("of PostgreSQL is taken in custom format", async () => {
    expect(await checkDump("postgres", written(archive(1)))).toBe(13);
  });

  it.each([
    ["redis", "", "is empty"],
    ["redis", "RED", "its magic is missing"],
    ["redis", "REDIS0011", "end mark is missing"],
    ["redis", snapshot("REDIS0011", ...checksum), "end mark is missing"],
    ["redis", snapshot("REDIS0011", 0xff, ...checksum.map(() => 0)), "has no checksum"],
    ["redis", archive(1), "its magic is missing"],
    ["postgres", "PGDM", "its header is missing"],
    ["postgres", snapshot("REDIS0011", 0xff, ...checksum), "its header is missing"],
    ["postgres", archive(5), "custom format"],
  ] as const)("of %s that is none is refused (%#)", async (kind, bytes, words) => {
    await expect(checkDump(kind, written(bytes))).rejects.toMatchObject({
      exitCode: ends.badDump,
      message: expect.stringContaining(words),
    });
  });

  it("that is not there is refused", async () => {
    await expect(checkDump("redis", join(home, "absent"))).rejects.toThrow("can not be read");
  });
});

describe("the parts of an upload", () => {
  it.each([1, 2 ** 20, 2 ** 30, 2 ** 40])("of a dump of %d bytes are 10,000 at most, headers included", (bytes) => {
    const part = partBytesFor(bytes);
    expect(part).toBeGreaterThanOrEqual(5 * 2 ** 20);
    const encrypted = bytes + Math.ceil(bytes / 65_536) * 16 + 10_000;
    expect(Math.ceil(encrypted / part)).toBeLessThanOrEqual(10_000);
  });
});
