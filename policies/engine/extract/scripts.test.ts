import { describe, expect, it } from "vitest";
import { at, leafAt } from "../testing/at.ts";
import { containerAt } from "./containers.ts";
import { scriptIn, scriptOf, scriptOfCommand } from "./scripts.ts";
import { inside, item } from "./where.ts";

const textOf = (text: string, keys = "data run.sh") => scriptIn(leafAt(keys, text))?.text;

describe("scriptIn", () => {
  it.each([
    "pip install torch",
    "pip3 install torch",
    "npx x",
    "uv sync",
    "uvx x",
    "bun add x",
    "bunx x",
    "mamba create",
    "micromamba create",
    "acme.sh --issue",
    "set -e; curl -s x",
    "a && wget x",
    "a|wget x",
    "a `curl x`",
    "a=$(curl x)",
    'sh -c "curl x"',
    "sh -c 'curl'",
    "/usr/bin/git clone x",
    "[go,get]",
    "RUN_WITH=npm",
    "\tnpm ci",
    "npm",
    "npm;true",
  ])("keeps %j, a line that calls a program that fetches something", (text) => {
    expect(textOf(text)).toBe(text);
  });

  it.each([
    "echo hello",
    "curlx y",
    "pip4 install",
    "xcurl y",
    "bunxy",
    "digit",
    "acme_sh",
    "libcurl-dev",
    "",
    "my.git x",
  ])("keeps no %j, in which no such program is called", (text) => {
    expect(textOf(text)).toBeUndefined();
  });

  it("says where the line stands and whether it is a secret", () => {
    const leaf = leafAt("data run.sh", "curl x", { certainty: "secret" });
    expect(scriptIn(leaf)).toEqual({ where: leaf.where, text: "curl x", certainty: "secret", container: undefined });
  });

  it("keeps nothing of a value that is not known, of a document whose lines are read one by one, nor of a remark", () => {
    expect(scriptIn(leafAt("data run.sh", "curl x", { certainty: "unknown" }))).toBeUndefined();
    expect(scriptIn(leafAt("data run.sh", "curl x\npip install y", { split: true }))).toBeUndefined();
    expect(textOf("curl x", "spec description")).toBeUndefined();
  });

  it("reads a line of 64 KiB and no longer one", () => {
    const line = (length: number) => `curl ${"x".repeat(length - 5)}`;
    expect(textOf(line(64 * 1024))).toHaveLength(64 * 1024);
    expect(textOf(line(64 * 1024 + 1))).toBeUndefined();
  });

  it.each(["command", "commands", "args", "entrypoint", "entryPoint", "entrypoints", "cmd"])(
    "leaves the parts of a list called %s to the container that they start",
    (key) => {
      const leafOf = (where = item(at(`containers ${key}`), 0)) => leafAt("x", "curl x", { where });
      expect(scriptIn(leafOf())).toBeUndefined();
      expect(scriptIn(leafOf(item(at(`containers my${key}`), 0)))).toBeDefined();
      expect(scriptIn(leafOf(item(at(`containers ${key}File`), 0)))).toBeDefined();
      expect(scriptIn(leafOf(at(`containers ${key}`)))).toBeDefined();
    },
  );

  it("reads the lines of a text below such a key by themselves", () => {
    expect(scriptIn(leafAt("x", "curl x", { where: inside(at("containers args"), "L2") }))).toBeDefined();
  });

  it.each([
    ['- [tailscale, up, "--ssh"]', "tailscale up --ssh"],
    ["-  [ 'curl' ,  '-s', x ]", "curl -s x"],
    ["-[git,pull]", "git pull"],
    ["- [git, it's, 'a\", \"b']", "git it's 'a\" \"b'"],
    ["- [git, x'y', 'y'x]", "git x'y' 'y'x"],
    ["- [git, pull] # why", "- [git, pull] # why"],
    ["run - [git, pull]", "run - [git, pull]"],
    ["[git, pull]", "[git, pull]"],
  ])("reads %j, as cloud-init takes a command, as %j", (written, read) => {
    expect(textOf(written)).toBe(read);
  });
});

describe("scriptOf", () => {
  const container = (command: readonly string[], secret = false) => {
    const found = containerAt({ value: { image: "app", command }, where: at("spec"), secret });
    return found as NonNullable<typeof found>;
  };

  it("is a container's command line as a whole, whatever it calls", () => {
    const runs = container(["python", "-m", "app"], true);
    expect(scriptOf(runs)).toEqual({ where: at("spec"), text: "python -m app", certainty: "secret", container: runs });
  });

  it("is not there for a container without a command, nor for one above 64 KiB", () => {
    expect(scriptOf(container([]))).toBeUndefined();
    expect(scriptOf(container(["x".repeat(64 * 1024)]))).toBeDefined();
    expect(scriptOf(container(["x".repeat(64 * 1024 + 1)]))).toBeUndefined();
  });
});

describe("scriptOfCommand", () => {
  const ofHook = (text: string) => scriptOfCommand({ where: at("exec"), text, certainty: "secret" });

  it("is the command of a hook or probe that calls a program that fetches something", () => {
    expect(ofHook("sh -c curl")).toEqual({
      where: at("exec"),
      text: "sh -c curl",
      certainty: "secret",
      container: undefined,
    });
    expect(ofHook("redis-cli ping")).toBeUndefined();
  });

  it("is not there for a command above 64 KiB", () => {
    expect(ofHook(`curl ${"x".repeat(64 * 1024 - 5)}`)).toBeDefined();
    expect(ofHook(`curl ${"x".repeat(64 * 1024 - 4)}`)).toBeUndefined();
  });
});
