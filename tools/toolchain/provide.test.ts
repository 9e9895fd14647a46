import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { find, saysVersion, versionOf } from "./provide.ts";

describe("a program on PATH", () => {
  const { PATH, XDG_CACHE_HOME } = process.env;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "path-"));
    process.env.PATH = `${folder}:/usr/bin:/bin`;
    process.env.XDG_CACHE_HOME = join(folder, "cache");
  });
  afterEach(() => {
    process.env.PATH = PATH;
    if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
    rmSync(folder, { recursive: true });
  });
  const kubectl = (script: string) => writeFileSync(join(folder, "kubectl"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  it("is used when it is of the version that go.mod requires", async () => {
    const version = versionOf("kubectl-1.37");
    kubectl(`[ "$*" = "version --client" ] && echo "Client Version: ${version}"`);
    expect(await find("kubectl-1.37")).toEqual({
      name: "kubectl-1.37",
      version,
      from: "PATH",
      buildSeconds: 0,
      path: join(folder, "kubectl"),
    });
  });

  it("is left alone when it is of another version, or can not say which", async () => {
    kubectl("echo Client Version: v1.32.4");
    expect(await find("kubectl-1.37")).toBeUndefined();
    kubectl("exit 3");
    expect(await find("kubectl-1.37")).toBeUndefined();
  });
});

describe("the version in a program's answer", () => {
  it.each([
    ["v3.259.0\n", "v3.259.0"],
    ["etcd Version: 3.6.5\nGit SHA: abc\n", "v3.6.5"],
    ["registry github.com/distribution/distribution/v3 v3.1.2\n", "v3.1.2"],
    ['{"gitVersion":"v1.37.2","major":"1"}', "v1.37.2"],
  ])("is found in %j", (said, version) => expect(saysVersion(said, version)).toBe(true));

  it.each([
    ["Version: 3.6.12", "v3.6.1"],
    ["Version: 13.6.1", "v3.6.1"],
    ["v3.6.1-rc.1", "v3.6.1"],
    ["v3.1.2+unknown", "v3.1.2"],
    ["3x6.1", "v3.6.1"],
    ["", "v3.6.1"],
  ])("is not found in %j for %s", (said, version) => expect(saysVersion(said, version)).toBe(false));
});
