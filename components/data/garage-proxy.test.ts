import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { garageProxy } from "./garage-pod.ts";
import { garageProxyArguments, renderGarageProxyRoutes } from "./garage-proxy.ts";

describe("the TLS side of Garage", () => {
  const routes = parse(renderGarageProxyRoutes(garageProxy));

  it("leads each door to its own port on loopback, over TLS 1.2 or later alone", () => {
    const urls = (door: string) =>
      routes.http.services[door].loadBalancer.servers.map((server: { url: string }) => server.url);
    expect(urls("s3")).toEqual(["http://127.0.0.1:3900"]);
    expect(urls("admin")).toEqual(["http://127.0.0.1:3903"]);
    for (const door of ["s3", "admin"]) {
      expect(routes.http.routers[door]).toMatchObject({ entryPoints: [door], service: door, tls: {} });
    }
    expect(routes.tls.options.default.minVersion).toBe("VersionTLS12");
  });

  it("passes the host on, which the client's signature covers", () => {
    expect(routes.http.services.s3.loadBalancer.passHostHeader).toBe(true);
  });

  it("lets an upload take its time and sends nothing home", () => {
    const args = garageProxyArguments(garageProxy);
    expect(args).toContain("--entryPoints.s3.transport.respondingTimeouts.readTimeout=0");
    expect(args).toContain("--global.checkNewVersion=false");
    expect(args).toContain("--global.sendAnonymousUsage=false");
    expect(args.join(" ")).not.toMatch(/api|dashboard|metrics|tracing/i);
  });
});
