import { describe, expect, it } from "vitest";
import { providerOf } from "../resolve/providers.ts";
import { foreignServices, namesOwnServer } from "./endpoints.ts";

describe("foreignServices", () => {
  const servicesOf = (properties: unknown, packageName = "aws") => {
    const services = foreignServices(packageName, properties);
    return services && [...services];
  };

  it.each([
    [[{ s3: "https://s3.example.eu", sts: "x" }, { iam: "y" }]],
    [{ s3: "https://s3.example.eu", sts: "x", iam: "y" }],
    ['[{"s3": "https://s3.example.eu", "sts": "x"}, {"iam": "y"}]'],
    [[{ s3: 1 }, null, "text", { sts: 1, iam: 1 }]],
  ])("are those with an endpoint in %j", (endpoints) => {
    expect(servicesOf({ endpoints })).toEqual(["s3", "sts", "iam"]);
  });

  it.each([[[]], [{}], ["[]"], ["{"], ["text"], [null], [undefined], [1]])(
    "are none with endpoints %j",
    (endpoints) => {
      expect(servicesOf({ endpoints })).toBeUndefined();
    },
  );

  it("are none of another package, nor of settings that are not there", () => {
    expect(servicesOf({ endpoints: { s3: "x" } }, "oci")).toBeUndefined();
    for (const none of [undefined, null, "text", {}]) expect(servicesOf(none)).toBeUndefined();
  });
});

describe("namesOwnServer", () => {
  const hcloud = providerOf("gitlab");
  const named = (properties: unknown, row = hcloud) => namesOwnServer(row, properties);

  it.each(["baseUrl", "url", "server", "apiServer", "endpoint", "API_URL", "oauthEndpoint"])(
    "is true where %s is somebody else's",
    (key) => {
      expect(named({ [key]: "https://git.example.eu/api/v4" })).toBe(true);
      expect(named({ [`${key}Of`]: "https://git.example.eu/api/v4" })).toBe(false);
    },
  );

  it.each([
    ["http://git.example.eu", true],
    ["git.example.eu:8443/api", true],
    ["192.0.2.1", true],
    ["https://git.example.eu?x", true],
    ["https://git.example.eu#x", true],
    ["https://gitlab.com/api/v4", false],
    ["https://registry.gitlab.com", false],
    ["https://gitlab.com?host=git.example.eu", false],
    ["https://gitlab.com#git.example.eu", false],
    ["ftp://git.example.eu", false],
    ["https://https://git.example.eu", false],
    ["gitlab", false],
    ["https://intern", false],
    ["/git.example.eu", false],
    ["", false],
    [["git.example.eu"], false],
    [undefined, false],
  ])("with the address %j is %s", (url, own) => {
    expect(named({ url })).toBe(own);
  });

  it("is true when one of several addresses is somebody else's", () => {
    expect(named({ url: "https://gitlab.com", server: "https://git.example.eu" })).toBe(true);
  });

  it("is false without a table's row, without one vendor in it and without settings", () => {
    const settings = { url: "https://git.example.eu" };
    expect(namesOwnServer(undefined, settings)).toBe(false);
    expect(named(settings, providerOf("kubernetes"))).toBe(false);
    for (const none of [undefined, null, "text", {}]) expect(named(none)).toBe(false);
  });
});
