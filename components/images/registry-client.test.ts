import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SecretText } from "../secret-text.ts";
import { digestOf } from "./digest.ts";
import { RegistryClient, RegistryError } from "./registry-client.ts";
import { send, startRegistry, type TestRegistry } from "./testing/registry-server.ts";

const both = ["linux/amd64", "linux/arm64"];
const indexType = "application/vnd.oci.image.index.v1+json";
let registry: TestRegistry;
let repository: string;
const client = new RegistryClient();

beforeEach(async () => {
  registry = await startRegistry();
  repository = `${registry.host}/library/redis`;
});
afterEach(() => registry.close());

/** The message of a failed read of `tag`. */
async function failure(tag = "7", with_ = client): Promise<RegistryError> {
  const error = await with_.manifest(repository, tag).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(RegistryError);
  return error as RegistryError;
}

/** Lets the token through and answers everything else in this way. */
function answering(answer: (response: ServerResponse) => void): void {
  registry.misbehave((request, response) => {
    if (!request.url?.startsWith("/v2/") || !request.headers.authorization) return false;
    answer(response);
    return true;
  });
}

describe("reading a tag", () => {
  it("fetches a token where the registry says and tells digest and platforms, attestations aside", async () => {
    const digest = registry.put("library/redis", "7", both);
    const manifest = await client.manifest(repository, "7");
    expect(manifest).toMatchObject({ digest, kind: "index" });
    expect([...manifest.platforms.keys()]).toEqual(both);
    expect(registry.log).toEqual([
      "GET /v2/library/redis/manifests/7 anonymous",
      "GET /token anonymous",
      "GET /v2/library/redis/manifests/7 Bearer",
    ]);
  });

  it("reads from an image without an index for which platform it is", async () => {
    const digest = registry.put("library/redis", "7", ["linux/arm64/v8"]);
    const manifest = await client.manifest(repository, "7");
    expect(manifest).toEqual({ digest, kind: "manifest", platforms: new Map([["linux/arm64", digest]]) });
  });

  it("reads by digest as well", async () => {
    const digest = registry.put("library/redis", "7", both);
    expect((await client.manifest(repository, digest)).digest).toBe(digest);
  });
});

describe("a private registry", () => {
  const user = { username: "puller", password: "correct horse" };
  beforeEach(async () => {
    await registry.close();
    registry = await startRegistry({ user });
    repository = `${registry.host}/library/redis`;
    registry.put("library/redis", "7", both);
  });
  const as = (password: string) =>
    new RegistryClient({
      credentials: (host) =>
        host === registry.host ? { username: "puller", password: new SecretText(password) } : undefined,
    });

  it("gets the credentials of its host", async () => {
    expect((await as("correct horse").manifest(repository, "7")).kind).toBe("index");
  });

  it("says who was refused and never the password", async () => {
    const { message } = await failure("7", as("wrong battery"));
    expect(message).toMatch(/gives no token: answered 401 to the credentials of puller$/);
    expect(message).not.toContain("wrong battery");
  });

  it("tells to log in when there are no credentials", async () => {
    expect((await failure()).message).toMatch(/wants credentials, put there by docker login$/);
  });

  it("that asks for a password without a token gets it", async () => {
    registry.misbehave((request, response) => {
      if (request.headers.authorization?.startsWith("Basic ")) {
        send(response, 200, indexType, JSON.stringify({ manifests: [] }));
      } else {
        response.setHeader("www-authenticate", 'Basic realm="registry"');
        send(response, 401, "text/plain", "");
      }
      return true;
    });
    expect((await as("correct horse").manifest(repository, "7")).kind).toBe("index");
    expect((await failure()).message).toMatch(/docker login$/);
  });

  it("that sends on to another host does not make it see the token", async () => {
    const elsewhere = await startRegistry();
    const seen: (string | undefined)[] = [];
    elsewhere.misbehave((request, response) => {
      seen.push(request.headers.authorization);
      send(response, 200, indexType, JSON.stringify({ manifests: [] }));
      return true;
    });
    answering((response) => response.writeHead(307, { location: `http://${elsewhere.host}/stored` }).end());
    await as("correct horse").manifest(repository, "7");
    await elsewhere.close();
    expect(seen).toEqual([undefined]);
  });
});

describe("an answer that is not the image", () => {
  beforeEach(() => {
    registry.put("library/redis", "7", both);
  });

  it("a tag that is not there is told apart from a failure", async () => {
    const error = await failure("8");
    expect(error.message).toBe(`${repository}:8 is not there (404)`);
    expect(error.missing).toBe(true);
  });

  it("a token that is not good enough is not asked for again and again", async () => {
    answering((response) => {
      response.setHeader("www-authenticate", `Bearer realm="http://${registry.host}/token",service="test registry"`);
      send(response, 401, "application/json", "{}");
    });
    const error = await failure();
    expect(error.message).toMatch(/answered 401: it wants credentials/);
    expect(error.missing).toBe(false);
    expect(registry.log).toHaveLength(3);
  });

  it.each([
    ["120", "try again in 120 s, or log in"],
    ["Sun, 22 Nov 2026 12:00:00 GMT", "try again later, or log in"],
  ])("a rate limit (Retry-After: %s) says when to come back", async (retryAfter, expected) => {
    answering((response) => response.writeHead(429, { "retry-after": retryAfter }).end());
    expect((await failure()).message).toContain(expected);
  });

  it("a login page is not taken for a manifest", async () => {
    answering((response) => send(response, 200, "text/html; charset=utf-8", "<html>log in</html>"));
    expect((await failure()).message).toMatch(/answered with text\/html, which is no image manifest$/);
  });

  it.each([
    ["not JSON", "{", /not JSON/],
    ["no object", "null", /no object/],
    ["no manifests", "{}", /index without manifests/],
  ])("an index that is %s is refused", async (_, body, expected) => {
    answering((response) => send(response, 200, indexType, body));
    expect((await failure()).message).toMatch(expected);
  });

  it("a body that breaks off is refused", async () => {
    answering((response) => {
      response.writeHead(200, { "content-type": indexType, "content-length": "1000" });
      response.write('{"manifests":[', () => response.destroy());
    });
    expect((await failure()).message).toMatch(/ended its answer before it was whole$/);
  });

  it("a body without end is refused before it fills the memory", async () => {
    answering((response) => {
      response.writeHead(200, { "content-type": indexType });
      response.end(Buffer.alloc(4 * 2 ** 20 + 1, " "));
    });
    expect((await failure()).message).toMatch(/more than 4194304 bytes$/);
  });

  it("a header that states another digest is refused", async () => {
    const stated = digestOf(Buffer.from("other"));
    answering((response) => {
      response.setHeader("docker-content-digest", stated);
      send(response, 200, indexType, JSON.stringify({ manifests: [] }));
    });
    expect((await failure()).message).toContain(`where ${stated} its header states`);
  });

  it("bytes other than those that were asked for by digest are refused", async () => {
    const digest = registry.put("library/redis", "7", both);
    answering((response) => send(response, 200, indexType, JSON.stringify({ manifests: [] })));
    expect((await failure(digest)).message).toContain(`where ${digest} was asked for`);
  });

  it("a registry that does not answer is given up on", async () => {
    registry.misbehave(() => true);
    expect((await failure("7", new RegistryClient({ timeoutMillis: 50 }))).message).toMatch(/did not answer in time$/);
  });

  it("a registry that is not there is named", async () => {
    const { host } = registry;
    await registry.close();
    expect((await failure()).message).toContain(`can not be reached at http://${host}: `);
  });

  it("redirects that go round in a circle end", async () => {
    answering((response) => response.writeHead(302, { location: "/v2/library/redis/manifests/7" }).end());
    expect((await failure()).message).toMatch(/sends on more than 5 times$/);
  });

  it("a redirect that leaves TLS is not followed", async () => {
    answering((response) => response.writeHead(302, { location: "http://registry.example.eu/x" }).end());
    expect((await failure()).message).toMatch(/sends to http:\/\/registry.example.eu, which is not https$/);
  });

  it.each([
    ["no realm", 'Bearer service="x"', /does not say where to get one/],
    ["a realm in clear", 'Bearer realm="http://auth.example.eu/token"', /which is not https/],
    ["a scheme nobody knows", "Negotiate", /does not say how to ask/],
  ])("a challenge with %s is not answered", async (_, challenge, expected) => {
    registry.misbehave((_request, response) => {
      response.setHeader("www-authenticate", challenge);
      send(response, 401, "application/json", "{}");
      return true;
    });
    expect((await failure()).message).toMatch(expected);
  });

  it("a token service that gives none is refused", async () => {
    registry.misbehave((request, response) => {
      if (!request.url?.startsWith("/token")) return false;
      send(response, 200, "application/json", '{"token":""}');
      return true;
    });
    expect((await failure()).message).toMatch(/request for a token without one$/);
  });
});
