import { describe, expect, it } from "vitest";
import { actalisDirectory } from "./acme.ts";
import { type EdgeSettings, resolveEdgeSettings } from "./settings.ts";

const gateway = { grpcUrl: "h2c://gateway:1993", httpUrl: "http://gateway:1994" };
const resolve = (given: Partial<EdgeSettings>, boundAccount = false) =>
  resolveEdgeSettings({ domain: "gpu.example.eu", gateway, ...given }, { boundAccount });
const account = { directoryUrl: actalisDirectory, email: "ops@example.eu", challenge: "tls-alpn-01" } as const;

describe("settings of the edge", () => {
  it("need a domain and a gateway, and close everything else", () => {
    expect(resolve({})).toMatchObject({ port: 443, routes: [], clientAddresses: "hidden" });
  });

  it.each([
    ["a port on which the SDK sends its token in clear", { port: 8443 }, /port is 8443, accepted: 443/],
    ["a domain with a scheme", { domain: "https://gpu.example.eu" }, /"https:\/\/gpu.example.eu" is not a host name/],
    ["a domain that is one label", { domain: "localhost" }, /"localhost" is not a host name/],
    ["a domain that would end a rule", { domain: "a.eu`) || Host(`b.eu" }, /is not a host name/],
    [
      "two services under one name",
      { routes: [{ name: "s3", host: "gpu.example.eu", url: "http://s3:3900" }] },
      /gpu.example.eu is served twice/,
    ],
    [
      "a backend that is no URL",
      { routes: [{ name: "s3", host: "s3.example.eu", url: "s3:3900/x" }] },
      /s3: "s3:3900\/x" is not http\(s\)/,
    ],
    ["a limit of nothing", { limits: { requestsPerSecond: 0, burst: 1, concurrent: 1 } }, /requestsPerSecond is 0/],
    ["half a second", { idleSeconds: 0.5 }, /idleSeconds is 0.5/],
    [
      "everybody as a load balancer",
      { clientAddresses: { proxyProtocolFrom: ["0.0.0.0/0"] } },
      /0.0.0.0\/0 lets everybody claim any address/,
    ],
    ["a balancer without range", { clientAddresses: { proxyProtocolFrom: ["10.0.0.1"] } }, /"10.0.0.1" is not a CIDR/],
    ["no balancer", { clientAddresses: { proxyProtocolFrom: [] } }, /proxyProtocolFrom is empty/],
    ["an authority in clear", { acme: { ...account, directoryUrl: "http://ca.example.eu" } }, /is not an https/],
    ["an authority's account without a binding", { acme: account }, /acme-api.actalis.com opens no account without/],
    ["no mail address", { acme: { ...account, email: "ops" } }, /acme.email "ops"/],
  ] as const)("%s is refused", (_, given, message) => {
    expect(() => resolve(given as Partial<EdgeSettings>)).toThrow(message);
  });

  it("tell every mistake at once", () => {
    expect(() => resolve({ port: 80, domain: "x", idleSeconds: 0 })).toThrow(
      /port is 80.*\n.*"x" is.*\n.*idleSeconds is 0/,
    );
  });

  it("take an authority that wants a binding when there is one", () => {
    expect(resolve({ acme: account }, true).acme).toEqual(account);
  });
});
