import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { acmeCa } from "./rule.ts";

describe("NET-006 a certificate that a cloud gets", () => {
  it.each<[type: string, properties: object]>([
    ["aws:acm/certificate:Certificate", { domainName: "example.eu", validationMethod: "DNS" }],
    ["gcp:certificatemanager/certificate:Certificate", { managed: { domains: ["example.eu"] } }],
    ["gcp:compute/managedSslCertificate:ManagedSslCertificate", { managed: { domains: ["example.eu"] } }],
    ["azure:appservice/managedCertificate:ManagedCertificate", { customHostnameBindingId: "b" }],
    ["hcloud:index/managedCertificate:ManagedCertificate", { domainNames: ["example.eu"] }],
    ["digitalocean:index/certificate:Certificate", { type: "lets_encrypt", domains: ["example.eu"] }],
    ["scaleway:loadbalancers/certificate:Certificate", { letsencrypt: { commonName: "example.eu" } }],
    ["scaleway:index/loadbalancerCertificate:LoadbalancerCertificate", { letsencrypt: { commonName: "example.eu" } }],
  ])("is of an authority outside of Europe: %s with %j", (type, properties) => {
    expect(objections(acmeCa, { type, properties })).toEqual([""]);
  });

  it.each<[type: string, properties: object]>([
    ["aws:acm/certificate:Certificate", { certificateBody: "pem", privateKey: "pem" }],
    ["aws:acm/certificate:Certificate", { domainName: "example.eu", certificateAuthorityArn: "arn:aws:acm-pca:x" }],
    ["gcp:certificatemanager/certificate:Certificate", { selfManaged: { pemCertificate: "pem" } }],
    [
      "gcp:certificatemanager/certificate:Certificate",
      { managed: { domains: ["example.eu"], issuanceConfig: "projects/p/issuanceConfigs/own" } },
    ],
    ["digitalocean:index/certificate:Certificate", { type: "custom", leafCertificate: "pem" }],
    ["scaleway:loadbalancers/certificate:Certificate", { customCertificate: { certificateChain: "pem" } }],
    ["hcloud:index/uploadedCertificate:UploadedCertificate", { certificate: "pem" }],
  ])("may be one's own: %s with %j", (type, properties) => {
    expect(objections(acmeCa, { type, properties })).toEqual([]);
  });
});

describe("NET-006 a container", () => {
  const pod = (args: readonly string[]) => ({ spec: { containers: [{ name: "proxy", image: "traefik:v3", args }] } });

  it("that asks for certificates says whom it asks", () => {
    const args = ["--certificatesresolvers.le.acme.email=ops@example.eu"];
    const type = "kubernetes:core/v1:Pod";
    expect(objections(acmeCa, { type, properties: pod(args) })).toEqual(["spec.containers[0]"]);
    const told = [...args, "--certificatesresolvers.le.acme.caserver=https://acme.example.eu/directory"];
    expect(objections(acmeCa, { type, properties: pod(told) })).toEqual([]);
    const long = [...args, `--entrypoints.web.address=${":80 ".repeat(20_000)}`];
    expect(objections(acmeCa, { type, properties: pod(long) })).toEqual(["spec.containers[0]"]);
  });
});

describe("NET-006 a site of Caddy's", () => {
  it.each<[site: string, open: boolean]>([
    ["example.eu {\n  respond hello\n}\n", true],
    ["shop.app.example.eu, www.example.eu {\n  respond hello\n}\n", true],
    ["http://example.eu {\n  respond hello\n}\n", false],
    [":80 {\n  respond hello\n}\n", false],
    ["localhost {\n  respond hello\n}\n", false],
    ["example.eu {\n  tls internal\n}\n", false],
  ])("gets a certificate for its name: %j", (site, open) => {
    const properties = { data: { Caddyfile: site } };
    const found = objections(acmeCa, { type: "kubernetes:core/v1:ConfigMap", properties });
    expect(found).toEqual(open ? ["data.Caddyfile"] : []);
  });
});
