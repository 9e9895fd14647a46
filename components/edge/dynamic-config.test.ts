import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderDynamicConfig } from "./dynamic-config.ts";
import { refusedPaths } from "./refused-paths.ts";
import { type EdgeSettings, resolveEdgeSettings } from "./settings.ts";

const gateway = { grpcUrl: "h2c://gateway:1993", httpUrl: "http://gateway:1994" };
const render = (given: Partial<EdgeSettings> = {}) =>
  parse(renderDynamicConfig(resolveEdgeSettings({ domain: "gpu.example.eu", gateway, ...given })));

/** The first regular expression of the rule, over paths: Traefik's `(?i)` is JavaScript's flag. */
function refuses(rule: string, path: string): boolean {
  const patterns = [...rule.matchAll(/PathRegexp\(`\(\?i\)([^`]*)`\)/g)].map(
    (match) => new RegExp(match[1] ?? "", "i"),
  );
  return patterns.some((pattern) => pattern.test(path));
}

describe("the routing configuration", () => {
  it("sends gRPC to the gateway's gRPC port and everything else to its HTTP port", () => {
    const { routers, services } = render().http;
    expect(routers["gateway-grpc"].rule).toContain("^application/grpc");
    expect(services["gateway-grpc"].loadBalancer.servers).toEqual([{ url: "h2c://gateway:1993" }]);
    expect(services["gateway-http"].loadBalancer.servers).toEqual([{ url: "http://gateway:1994" }]);
    const { refused, ...others } = routers;
    for (const router of Object.values<{ priority: number }>(others)) {
      expect(router.priority).toBeLessThan(refused.priority);
    }
    expect(routers["gateway-grpc"].priority).toBeGreaterThan(routers["gateway-http"].priority);
  });

  it("refuses what must not be called from outside, whatever the spelling", () => {
    const { rule, middlewares } = render().http.routers.refused;
    expect(middlewares).toContain("refuse");
    const closed = [
      "/api/v1/machine/register",
      "/API/v1/Machine/config",
      "/api/v1/machine",
      "/api/v1/inference/models",
      "/install/agent",
      "/install/agent/linux/amd64",
      "/metrics",
      "/api/v1/gateway/auth/authorize",
      "/gateway.GatewayService/Authorize",
      "/api/v1/gateway/auth%2Fauthorize",
      "/api/v1\\machine/register",
    ];
    expect(closed.filter((path) => !refuses(rule, path))).toEqual([]);
    const open = [
      "/",
      "/api/v1/health",
      "/api/v1/machines",
      "/api/v1/gateway/pools",
      "/endpoint/metrics",
      "/gateway.GatewayService/ListPools",
    ];
    expect(open.filter((path) => refuses(rule, path))).toEqual([]);
    expect(rule).toContain("QueryRegexp(`auth_token`, `.*`)");
  });

  it("has a reason for every refusal", () => {
    expect(refusedPaths.filter(({ why }) => why.length < 20)).toEqual([]);
  });

  it("limits each client where clients can be told apart, and nobody where they can not", () => {
    const { routers, middlewares } = render({ clientAddresses: "direct" }).http;
    expect(routers["gateway-http"].middlewares).toEqual(["security-headers", "rate", "concurrency"]);
    expect(middlewares.rate.rateLimit).toMatchObject({ average: 100, burst: 400 });
    expect(render().http.routers["gateway-http"].middlewares).toEqual(["security-headers"]);
  });

  it("wants TLS 1.2 with forward secrecy and a name that it serves", () => {
    const { options, certificates } = render().tls;
    expect(options.default).toMatchObject({ minVersion: "VersionTLS12", sniStrict: true });
    expect(options.default.cipherSuites.filter((suite: string) => !/^TLS_ECDHE_.*(GCM|POLY1305)/.test(suite))).toEqual(
      [],
    );
    expect(certificates).toEqual([
      { certFile: "/etc/traefik/dynamic/tls.crt", keyFile: "/etc/traefik/dynamic/tls.key" },
    ]);
  });

  it("trusts a backend's own authority and never skips the check", () => {
    const routes = [{ name: "registry", host: "registry.example.eu", url: "https://registry:5000", caFile: "/ca.crt" }];
    const { http } = render({ routes });
    expect(http.routers.registry.rule).toBe("Host(`registry.example.eu`)");
    expect(http.serversTransports.registry.rootCAs).toEqual(["/ca.crt"]);
    expect(JSON.stringify(http)).not.toContain("insecureSkipVerify");
  });
});
