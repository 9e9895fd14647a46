import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dockerCredentials } from "./docker-credentials.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "docker-"));
  file = join(folder, "config.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const encoded = (text: string) => Buffer.from(text).toString("base64");

describe("what docker login has kept", () => {
  it("is found under the host, under its address, and for Docker Hub under its old address", () => {
    const auths = {
      "registry.example.eu": { auth: encoded("ana:a:b") },
      "https://other.example.eu": { auth: encoded("bob:c") },
      "https://index.docker.io/v1/": { auth: encoded("hub:d") },
    };
    writeFileSync(file, JSON.stringify({ auths }));
    const who = (host: string) => {
      const found = dockerCredentials(file)(host);
      return found && [found.username, found.password.reveal()];
    };
    expect(who("registry.example.eu")).toEqual(["ana", "a:b"]);
    expect(who("other.example.eu")).toEqual(["bob", "c"]);
    expect(who("docker.io")).toEqual(["hub", "d"]);
    expect(who("example.eu")).toBeUndefined();
  });

  it("is nothing without a file, and nothing where a helper keeps it", () => {
    expect(dockerCredentials(file)("docker.io")).toBeUndefined();
    writeFileSync(file, JSON.stringify({ auths: { "docker.io": {} }, credsStore: "desktop" }));
    expect(dockerCredentials(file)("docker.io")).toBeUndefined();
  });

  it("is not quoted when the file is broken", () => {
    writeFileSync(file, `{"auths": {"r": {"auth": "${encoded("ana:secret")}"`);
    expect(() => dockerCredentials(file)).toThrow(`${file} is not JSON`);
  });
});
