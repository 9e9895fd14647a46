import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { versionOf } from "../tools/toolchain/provide.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));
let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "toolchain-"));
});
afterEach(() => rmSync(cache, { recursive: true }));

/** On a machine with nothing but Node: no Go, and none of the programs. */
function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/toolchain.ts", ...args], {
    cwd: kitDir,
    env: { PATH: cache, HOME: cache, XDG_CACHE_HOME: cache },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run toolchain", () => {
  it("says what is there without building it", () => {
    expect(run("--list", "--json", "etcd", "etcd")).toEqual({
      status: 0,
      stderr: "",
      stdout: `${JSON.stringify([{ name: "etcd", version: versionOf("etcd"), from: "not built yet" }], null, 2)}\n`,
    });
    expect(run("--list", "pulumi").stdout).toMatch(/^pulumi +v3\.\S+ +not built yet +npm run toolchain -- pulumi\n$/);
  });

  it("refuses a name that it does not know, and shows those that it does", () => {
    const { status, stderr } = run("kubelet");
    expect(status).toBe(2);
    expect(stderr).toMatch(/^no program is called kubelet: age, buildx, etcd, /);
  });
});
