import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { overlayControlPlane } from "./rule.ts";

const POD = "kubernetes:core/v1:Pod";
const pod = (container: object) => ({ spec: { containers: [{ name: "vpn", ...container }] } });

describe("NET-005 a client in a container", () => {
  const image = "registry.example.eu/mirror/tailscale/tailscale:v1.90.0";

  it.each([
    ["TS_LOGIN_SERVER"],
    ["TS_CONTROL_URL"],
    ["NB_MANAGEMENT_URL"],
    ["OPERATOR_LOGIN_SERVER"],
    ["TAILSCALE_LOGIN_SERVER"],
  ])("is told its control plane in %s", (name) => {
    const told = { image, env: [{ name, value: "https://hs.example.eu" }] };
    expect(objections(overlayControlPlane, { type: POD, properties: pod(told) })).toEqual([]);
    const other = { image, env: [{ name: `${name}_NOTE`, value: "https://hs.example.eu" }] };
    expect(objections(overlayControlPlane, { type: POD, properties: pod(other) })).toEqual(["spec.containers[0]"]);
  });

  it.each<[container: object, open: boolean]>([
    [{ env: [{ name: "TS_EXTRA_ARGS", value: "--login-server=https://hs.example.eu" }] }, false],
    [{ env: [{ name: "TS_EXTRA_ARGS", value: "--advertise-exit-node" }] }, true],
    [{ command: ["tailscale", "up", "--login-server=https://hs.example.eu"] }, false],
    [{ command: ["tailscale", "up", "--ssh"] }, true],
    [{ command: ["tailscaled", "--state=mem:"] }, true],
  ])("is objected to once: %j", (container, open) => {
    const found = objections(overlayControlPlane, { type: POD, properties: pod({ image, ...container }) });
    expect(found).toEqual(open ? ["spec.containers[0]"] : []);
  });
});

describe("NET-005 a node that k3s joins to Tailscale", () => {
  it.each<[auth: string, open: boolean]>([
    ["--vpn-auth=name=tailscale,joinKey=key", true],
    ["--vpn-auth 'name=tailscale,joinKey=key'", true],
    ['--vpn-auth="joinKey=key,name=tailscale"', true],
    ["--vpn-auth=name=tailscale,joinKey=key,controlServerURL=https://hs.example.eu", false],
    ["--vpn-auth=name=tailscale,joinKey=key,controlServerURL=", true],
    ["--vpn-auth-file=/etc/vpn", false],
    ["--vpn-auth=name=tailscales", false],
  ])("with %s", (auth, open) => {
    const userData = `#!/bin/sh\nk3s agent --server https://10.8.0.2:6443 ${auth}\n`;
    const found = objections(overlayControlPlane, { type: "hcloud:index/server:Server", properties: { userData } });
    expect(found).toEqual(open ? ["userData#L2"] : []);
  });
});

describe("NET-005 a program that is steered by its maker alone", () => {
  it.each([["zerotier-cli join 8056c2e21c000001"], ["cloudflared tunnel run"]])(
    "is no network of one's own: %s",
    (line) => {
      const properties = { create: line };
      expect(objections(overlayControlPlane, { type: "command:remote:Command", properties })).toEqual(["create"]);
    },
  );
});

describe("NET-005 an account with the maker", () => {
  it.each<[type: string, open: boolean]>([
    ["tailscale:index/acl:Acl", true],
    ["zerotier:index/network:Network", true],
    ["ngrok:index/reservedDomain:ReservedDomain", true],
    ["kubernetes:tailscale.com/v1alpha1:ProxyGroup", true],
    ["headscale:index/user:User", false],
  ])("is kept by %s", (type, open) => {
    expect(objections(overlayControlPlane, { type, properties: {} })).toEqual(open ? [""] : []);
  });
});
