import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type EdgeSettings, resolveEdgeSettings } from "./settings.ts";
import { renderStaticConfig } from "./static-config.ts";

const gateway = { grpcUrl: "h2c://gateway:1993", httpUrl: "http://gateway:1994" };
const render = (given: Partial<EdgeSettings> = {}) =>
  parse(renderStaticConfig(resolveEdgeSettings({ domain: "gpu.example.eu", gateway, ...given })));
const account = { directoryUrl: "https://ca.example.eu/directory", email: "ops@example.eu" };

describe("the install configuration", () => {
  it("tells nobody about this installation and opens no dashboard", () => {
    const { global, api, tracing, experimental, providers } = render();
    expect(global).toEqual({ checkNewVersion: false, sendAnonymousUsage: false });
    expect([api, tracing, experimental]).toEqual([undefined, undefined, undefined]);
    expect(providers).toEqual({ file: { directory: "/etc/traefik/dynamic", watch: true } });
  });

  it("logs no path, no query and no header", () => {
    const { fields } = render().accessLog;
    expect(fields.defaultMode).toBe("drop");
    expect(fields.headers).toEqual({ defaultMode: "drop" });
    expect(Object.keys(fields.names).filter((name) => /path|line|referer|agent|username/i.test(name))).toEqual([]);
  });

  it("keeps health and metrics away from the public port", () => {
    const { ping, metrics, entryPoints } = render();
    expect([ping.entryPoint, metrics.prometheus.entryPoint]).toEqual(["private", "private"]);
    expect(entryPoints.private.address).not.toBe(entryPoints.https.address);
  });

  it("lets streams live and drains as patiently as the gateway", () => {
    expect(render().entryPoints.https.transport).toEqual({
      respondingTimeouts: { readTimeout: "86400s", writeTimeout: "0s", idleTimeout: "180s" },
      lifeCycle: { requestAcceptGraceTimeout: "10s", graceTimeOut: "180s" },
    });
  });

  it("refuses every encoded character that can be read two ways, but for object keys", () => {
    const allowed = (given: Partial<EdgeSettings>) =>
      Object.entries(render(given).entryPoints.https.http.encodedCharacters)
        .filter(([, value]) => value)
        .map(([name]) => name);
    expect(allowed({})).toEqual([]);
    const routes = [{ name: "s3", host: "s3.example.eu", url: "http://s3:3900" }];
    expect(allowed({ routes })).not.toContain("allowEncodedNullCharacter");
    expect(allowed({ routes })).toContain("allowEncodedPercent");
  });

  it("believes only the named load balancers", () => {
    expect(render().entryPoints.https.proxyProtocol).toBeUndefined();
    expect(
      render({ clientAddresses: { proxyProtocolFrom: ["10.16.0.0/24"] } }).entryPoints.https.proxyProtocol,
    ).toEqual({ trustedIPs: ["10.16.0.0/24"] });
  });

  it("opens port 80 for the challenge that needs it and for no other", () => {
    expect(Object.keys(render().entryPoints)).toEqual(["https", "private"]);
    const alpn = render({ acme: { ...account, challenge: "tls-alpn-01" } });
    expect(Object.keys(alpn.entryPoints)).toEqual(["https", "private"]);
    expect(alpn.certificatesResolvers.acme.acme.tlsChallenge).toEqual({});
    const http = render({ acme: { ...account, challenge: "http-01" } });
    expect(http.entryPoints.http).toEqual({ address: ":8080" });
    expect(http.certificatesResolvers.acme.acme.httpChallenge).toEqual({ entryPoint: "http" });
  });

  it("asks the named authority, never Traefik's default in the US, with the binding of its account", () => {
    const settings = resolveEdgeSettings({
      domain: "gpu.example.eu",
      gateway,
      acme: { ...account, challenge: "tls-alpn-01" },
    });
    const { acme } = parse(renderStaticConfig(settings, { keyId: "kid", hmacKey: "key" })).certificatesResolvers.acme;
    expect(acme).toMatchObject({
      caServer: "https://ca.example.eu/directory",
      storage: "/var/lib/traefik/acme.json",
      eab: { kid: "kid", hmacEncoded: "key" },
    });
  });
});
