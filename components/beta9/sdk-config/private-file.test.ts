import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readPrivateFile, updatePrivateFile } from "./private-file.ts";
import { SdkConfigRefusal } from "./refusal.ts";

const options = { ownsDirectory: true, lockWaitMs: 0 };
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

let root: string;
let directory: string;
let path: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "private-file-"));
  directory = join(root, "home");
  path = join(directory, "config.ini");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const existing = (text: string | Buffer = "old\n", fileMode = 0o600) => {
  mkdirSync(directory, { mode: 0o700 });
  writeFileSync(path, text);
  chmodSync(path, fileMode);
};
const append = (text: string) => `${text}new\n`;

describe("a private file", () => {
  it("is made with its directory, for its owner alone, also where new files are everybody's", async () => {
    const before = process.umask(0);
    await updatePrivateFile(path, append, options).finally(() => process.umask(before));
    expect([readFileSync(path, "utf8"), mode(path), mode(directory)]).toEqual(["new\n", "600", "700"]);
  });

  it("is replaced and leaves nothing else behind", async () => {
    existing("old\n", 0o644);
    chmodSync(directory, 0o755);
    const inode = statSync(path).ino;
    expect(await updatePrivateFile(path, append, options)).toBe("replaced");
    expect([readFileSync(path, "utf8"), mode(path), mode(directory)]).toEqual(["old\nnew\n", "600", "700"]);
    expect(statSync(path).ino).not.toBe(inode);
    expect(readdirSync(directory)).toEqual(["config.ini"]);
  });

  it("is only made private when its text is the same", async () => {
    existing("same\n", 0o640);
    const { ino } = statSync(path);
    expect(await updatePrivateFile(path, (text) => text, options)).toBe("made private");
    expect([mode(path), statSync(path).ino]).toEqual(["600", ino]);
    expect(await updatePrivateFile(path, (text) => text, options)).toBe("unchanged");
  });

  it("leaves a directory that is not its own as it is", async () => {
    existing();
    chmodSync(directory, 0o755);
    await updatePrivateFile(path, append, { ...options, ownsDirectory: false });
    expect(mode(directory)).toBe("755");
  });

  it("takes every one of many writers at once", async () => {
    const writers = Array.from({ length: 12 }, (_, i) =>
      updatePrivateFile(path, (text) => `${text}writer ${i}\n`, { ...options, lockWaitMs: 60_000 }),
    );
    await Promise.all(writers);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(lines.toSorted()).toEqual(Array.from({ length: 12 }, (_, i) => `writer ${i}`).toSorted());
  });

  it("is read without being touched", async () => {
    expect(await readPrivateFile(path)).toBe("");
    expect(readdirSync(root)).toEqual([]);
    existing("old\n", 0o644);
    expect(await readPrivateFile(path)).toBe("old\n");
    expect(mode(path)).toBe("644");
  });
});

describe("a private file is refused and left as it was", () => {
  const refused = async (words: string, edit = append) => {
    const failure = await updatePrivateFile(path, edit, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SdkConfigRefusal);
    expect(String(failure)).toContain(words);
    expect(String(failure)).toMatch(/\n./);
  };

  it("when it is a symbolic link, also one that leads nowhere", async () => {
    const target = join(root, "target.ini");
    mkdirSync(directory);
    symlinkSync(target, path);
    await refused(`${path} is a symbolic link to ${target}`);
    writeFileSync(target, "old\n");
    await refused(`${path} is a symbolic link to ${target}`);
    await expect(readPrivateFile(path)).rejects.toThrow("symbolic link");
    expect(readFileSync(target, "utf8")).toBe("old\n");
  });

  it("when its directory is a symbolic link", async () => {
    mkdirSync(join(root, "elsewhere"));
    symlinkSync(join(root, "elsewhere"), directory);
    await refused(`${directory} is a symbolic link`);
    expect(readdirSync(join(root, "elsewhere"))).toEqual([]);
  });

  it("when it is read-only", async () => {
    existing("old\n", 0o400);
    await refused(`${path} is read-only`);
    expect([readFileSync(path, "utf8"), mode(path)]).toEqual(["old\n", "400"]);
  });

  it("when everybody may replace it", async () => {
    existing();
    chmodSync(directory, 0o777);
    await refused(`everybody may replace files in ${directory}`);
  });

  it("when it is a directory", async () => {
    mkdirSync(path, { recursive: true });
    await refused(`${path} is not a file`);
  });

  it("when it is no text", async () => {
    existing(Buffer.from([0x5b, 0xff, 0xfe]));
    await refused(`${path} is not UTF-8 text`);
    expect(readFileSync(path)).toEqual(Buffer.from([0x5b, 0xff, 0xfe]));
  });

  it("when it is far too large", async () => {
    existing();
    truncateSync(path, 2 ** 21);
    await refused("has more than 1048576 bytes");
  });

  it("when the edit throws: no lock, no temporary file, no directory", async () => {
    const refuse = () => {
      throw new SdkConfigRefusal("malformed", "repair it");
    };
    await refused("malformed", refuse);
    expect(readdirSync(root)).toEqual([]);
    existing("old\n", 0o644);
    await refused("malformed", refuse);
    expect([readdirSync(directory), mode(path)]).toEqual([["config.ini"], "644"]);
  });

  it("when another writer holds the lock", async () => {
    existing();
    writeFileSync(`${path}.lock`, "");
    await refused(`another writer holds ${path}.lock`);
    expect(readdirSync(directory).toSorted()).toEqual(["config.ini", "config.ini.lock"]);
  });

  it("when a program that knows no lock changes it meanwhile", async () => {
    existing();
    let edits = 0;
    await refused(`another program changed ${path} meanwhile`, (text) => {
      if (++edits === 2) writeFileSync(path, "theirs, longer\n");
      return append(text);
    });
    expect(readFileSync(path, "utf8")).toBe("theirs, longer\n");
    expect(readdirSync(directory)).toEqual(["config.ini"]);
  });
});
