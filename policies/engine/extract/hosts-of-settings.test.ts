// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells and templates put in later is what is read here

import { describe, expect, it } from "vitest";
import { at, leafAt } from "../testing/at.ts";
import { hostsIn, mayNameHost } from "./hosts.ts";
import type { Leaf } from "./walk.ts";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const found = (keys: string, text: string, type = CONFIG_MAP, more: Partial<Leaf> = {}) =>
  hostsIn(leafAt(keys, text, more), type);
const hosts = (keys: string, text: string, type = CONFIG_MAP) => found(keys, text, type).map((host) => host.text);
/** In a setting that is there to hold a host. */
const inField = (text: string) => hosts("data DB_HOST", text);

describe("hostsIn a setting", () => {
  it.each(
    (
      "host DB_HOST dbHostname hosts endpoint endpoints url urls uri uris server servers address addresses addr dsn site " +
      "registry registries broker brokers upstream upstreams proxy mirror mirrors nameserver nameservers resolver resolvers " +
      "repoURL issuer relay origin origins backend bootstrapServers location imageRegistry IMAGE_REGISTRY downloadURL repo"
    ).split(" "),
  )("called %s are what it holds, and of one that is only called alike none", (key) => {
    expect(hosts(`spec ${key}`, "a.example.eu")).toEqual(["a.example.eu"]);
    expect(hosts(`spec ${key}ing`, "a.example.eu")).toEqual([]);
  });

  it.each(
    "start_ip_address endIpAddress firstIPAddress lastIpAddress minIpAddress maxIpAddress allowedIpAddress".split(" "),
  )("called %s are none: nobody calls the end of a range", (key) => {
    expect(hosts(`spec ${key}`, "203.0.114.250")).toEqual([]);
    expect(hosts(`spec ${key}es`, "203.0.114.250")).toEqual([]);
    expect(hosts(`spec my_${key}`, "203.0.114.250")).toEqual(["203.0.114.250"]);
    expect(hosts(`spec ${key}Host`, "203.0.114.250")).toEqual(["203.0.114.250"]);
  });

  it.each([
    ["a.example.eu", "a.example.eu"],
    ["a.example.eu:9092, b.example.eu:9092;c.example.eu", "a.example.eu b.example.eu c.example.eu"],
    ["a.example.eu/path", "a.example.eu"],
    ["a.example.eu?x=1", "a.example.eu"],
    ["a.example.eu#x", "a.example.eu"],
    ["a.example.eu:${PORT}", "a.example.eu"],
    ["a-b_c.example.eu", "a-b_c.example.eu"],
    ["me@a.example.eu", ""],
    ["max.de@a.example.eu", ""],
    ["a.example.eu de", "a.example.eu"],
    ["/a.example.eu", ""],
    ["a.example.eu:x", ""],
    ["%61.example.eu", ""],
    ["a.example.eu:", ""],
    ["redis:6379", "redis"],
    ["redis:", ""],
    ["redis", ""],
    ["db.prod.svc", "db.prod.svc"],
    ["db.prod.svc:5432", "db.prod.svc"],
    ["nas.local", "nas.local"],
    ["nas.internal", "nas.internal"],
    ["nas.lan", "nas.lan"],
    ["nas.svcs", ""],
    ["nas.svc.beta9", ""],
    ["app.yaml", ""],
    ["app.yaml:80", ""],
    ["9.9.9.9", "9.9.9.9"],
    ["9.9.9.9:53", "9.9.9.9"],
    ["203.0.114.0/24", ""],
    ["203.0.114.250/x", ""],
    ["0x09090909", "9.9.9.9"],
    ["0X09090909", "9.9.9.9"],
    ["0xcb.0.114.250", "203.0.114.250"],
    ["0xcb0072fa:53", "203.0.114.250"],
    ["%39.9.9.9", "9.9.9.9"],
    ["203.0.114.250:5353", "203.0.114.250"],
    ["0x090909090", ""],
    ["0x0909", ""],
    ["151587081", ""],
    ["1.25", ""],
    ["12.25", ""],
    ["2620:fe::fe", "2620:fe::fe"],
    ["[2620:fe::fe]:53", "2620:fe::fe"],
    ["2620:fe::/32", ""],
    ["https://a.example.eu b.example.eu", "a.example.eu"],
  ])("that holds %j are %j", (text, expected) => {
    expect(inField(text).join(" ")).toBe(expected);
  });

  it("are read in a list of 4096 characters and in no longer one", () => {
    expect(inField("a.example.eu".padEnd(4096, ","))).toEqual(["a.example.eu"]);
    expect(inField("a.example.eu".padEnd(4097, ","))).toEqual([]);
  });

  it("are a short text's where the setting says what it is for", () => {
    const ofCdn = (text: string) => hosts("data CDN", text);
    expect(ofCdn("a.example.eu")).toEqual(["a.example.eu"]);
    expect(hosts("data CDNS", "a.example.eu")).toEqual([]);
    expect(ofCdn("a.example.eu or b.example.eu")).toEqual([]);
    expect(ofCdn("minio:9000")).toEqual([]);
    expect(ofCdn("a.example.eu".padEnd(253, ","))).toEqual(["a.example.eu"]);
    expect(ofCdn("a.example.eu".padEnd(254, ","))).toEqual([]);
  });

  it.each([
    "kubernetes:networking.k8s.io/v1:Ingress",
    "kubernetes:traefik.io/v1alpha1:IngressRoute",
    "kubernetes:traefik.io/v1alpha1:IngressRouteTCP",
    "kubernetes:networking.istio.io/v1:VirtualService",
    "kubernetes:networking.istio.io/v1:Gateway",
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
    "kubernetes:route.openshift.io/v1:Route",
    "kubernetes:cert-manager.io/v1:Certificate",
    "kubernetes:cert-manager.io/v1:CertificateRequest",
  ])("of %s are names that it serves, unless they are whole addresses", (type) => {
    expect(hosts("spec host", "a.example.eu", type)).toEqual([]);
    expect(hosts("spec host", "https://a.example.eu", type)).toEqual(["a.example.eu"]);
    expect(hosts("spec host", "api.github.com", type)).toEqual(["api.github.com"]);
    expect(hosts("spec host", "a.example.eu", `x.${type}`)).toEqual(["a.example.eu"]);
    expect(hosts("spec host", "a.example.eu", `${type}_Class`)).toEqual(
      /IngressRoute/.test(type) ? [] : ["a.example.eu"],
    );
  });

  it.each("dnsNames hostnames tls commonName ingress rules virtualHosts virtual_hosts".split(" "))(
    "below %s are names that a workload serves",
    (key) => {
      expect(hosts(`spec ${key} host`, "a.example.eu")).toEqual([]);
      expect(hosts(`spec my${key} host`, "a.example.eu")).toEqual(["a.example.eu"]);
    },
  );

  it("that names a thing are those of whole addresses, and of one for people none", () => {
    expect(hosts("metadata name", "api.github.com")).toEqual([]);
    expect(hosts("metadata name", "https://api.github.com")).toEqual(["api.github.com"]);
    expect(hosts("metadata description", "https://api.github.com")).toEqual([]);
  });

  it("of a registry that Docker logs in to are its key's", () => {
    expect(hosts("data credHelpers a.example.eu", "ecr-login")).toEqual(["a.example.eu"]);
    expect(hosts("data auths https://a.example.eu/v1/ auth", "abc")).toEqual(["a.example.eu"]);
    for (const key of ["password", "identitytoken"])
      expect(hosts(`data auths a.example.eu ${key}`, "abc"), key).toEqual(["a.example.eu"]);
    for (const keys of ["auths a.example.eu email", "auths a.example.eu xauth", "auths a.example.eu auths"])
      expect(hosts(`data ${keys}`, "abc"), keys).toEqual([]);
    expect(hosts("data a.example.eu auth", "abc")).toEqual([]);
    expect(hosts("auths auth", "a.b")).toEqual([]);
    expect(hosts("a auth", "a.b")).toEqual([]);
    expect(found("data auths a.example.eu auth", "abc", CONFIG_MAP, { split: true })).toHaveLength(1);
  });

  it("of the provider of OVHcloud are the other company's for ovh-us", () => {
    expect(hosts("endpoint", "ovh-us", "pulumi:providers:ovh")).toEqual(["api.us.ovhcloud.com"]);
    expect(hosts("endpoint", "ovh-eu", "pulumi:providers:ovh")).toEqual([]);
    expect(hosts("endpoint", "a.example.eu", "pulumi:providers:ovh")).toEqual(["a.example.eu"]);
    expect(hosts("other", "ovh-us", "pulumi:providers:ovh")).toEqual([]);
    expect(hosts("endpoint", "ovh-us")).toEqual([]);
  });

  it("are those of the lines and keys of resolvers and clocks", () => {
    expect(found("data dns", "nameserver a.example.eu")).toMatchObject([
      { text: "a.example.eu", purposes: ["resolver"] },
    ]);
    expect(found("data NTP", "a.example.eu b.example.eu")).toMatchObject([
      { text: "a.example.eu", purposes: ["time"] },
      { text: "b.example.eu", purposes: ["time"] },
    ]);
  });

  it("that stands for a service by its name alone are the service's", () => {
    const keys = "pagerduty_configs service_key";
    const service = { text: "events.pagerduty.com", purposes: ["notification"] };
    expect(found(keys, "abc")).toMatchObject([{ ...service, certainty: "known" }]);
    expect(found(keys, "", CONFIG_MAP, { certainty: "unknown" })).toMatchObject([{ ...service, certainty: "known" }]);
    expect(found(keys, "abc", CONFIG_MAP, { certainty: "secret" })).toMatchObject([
      { ...service, certainty: "secret" },
    ]);
  });

  it("that stands for a service by its name, and holds several settings, are the service's unless one is an address", () => {
    const service = (text: string) => found("data service.slack", text, CONFIG_MAP, { split: true });
    expect(service("token: $slack\nsignIn: x")).toMatchObject([{ text: "hooks.slack.com" }]);
    expect(service("token: $slack\napiURL: https://chat.example.eu")).toEqual([]);
  });

  it("that is a document are those that its own values name", () => {
    expect(found("data url", "https://a.example.eu", CONFIG_MAP, { split: true })).toEqual([]);
  });
});

describe("hostsIn a setting with a purpose", () => {
  it("have the setting's, the vendor's, and each once", () => {
    expect(found("data SMTP_HOST", "a.example.eu")[0]?.purposes).toEqual(["mail"]);
    expect(found("data SMTP_HOST", "https://hooks.slack.com")[0]?.purposes).toEqual(["mail", "notification"]);
    expect(found("data SLACK_WEBHOOK", "https://hooks.slack.com")[0]?.purposes).toEqual(["notification"]);
    expect(found("args", "https://a.example.eu")[0]?.purposes).toEqual([]);
  });

  it("are one that is not known when the setting is not", () => {
    const unknown = { text: "", certainty: "unknown" } as const;
    const { where, holder } = leafAt("data SMTP_HOST", "");
    expect(found("data SMTP_HOST", "", CONFIG_MAP, unknown)).toEqual([
      { where, holder, ...unknown, internal: false, templated: false, vendor: undefined, purposes: ["mail"] },
    ]);
    expect(found("data DB_HOST", "", CONFIG_MAP, unknown)).toEqual([]);
    expect(found("labels SMTP_HOST", "", CONFIG_MAP, unknown)).toEqual([]);
  });
});

describe("mayNameHost", () => {
  const may = (keys: string, ofCloud = false, more: Partial<Leaf> = { certainty: "unknown" }) =>
    mayNameHost(leafAt(keys, "", more), ofCloud);

  it("is true of an unknown setting that is called like one for a host, but of a cloud's own fields", () => {
    expect(may("spec url")).toBe(true);
    expect(may("spec url", true)).toBe(false);
    expect(may("spec size")).toBe(false);
    expect(may("spec url", false, { certainty: "known" })).toBe(false);
    expect(may("spec description")).toBe(false);
    expect(may("labels url")).toBe(false);
    expect(may("nodeSelector url")).toBe(false);
  });

  it.each(
    "env envs environment environmentVariables args command data stringData values userData customData startup-script".split(
      " ",
    ),
  )("is true of any unknown value below %s, and not of the whole of it", (key) => {
    expect(may(`spec ${key} size`)).toBe(true);
    expect(may(`spec ${key} size`, true)).toBe(true);
    expect(may(`spec ${key}`)).toBe(false);
    expect(may(`spec my${key} size`)).toBe(false);
  });

  it.each(
    (
      "DB_PASSWORD passwd CLIENT_SECRET AUTH_TOKEN privateKey private_key API_KEY apikey accessKey ACCESS_KEY htpasswd tls tls.x my-ca " +
      "ca_bundle x.cert key MY_KEY KEY.host server.crt client.pem"
    ).split(" "),
  )("is false of %s, which holds a secret and nothing else", (key) => {
    expect(may(`data ${key}`)).toBe(false);
  });

  it.each("monkey keys tlsx xtls catalog crt server.crt.host xpem ca1".split(" "))("is true of %s", (key) => {
    expect(may(`data ${key}`)).toBe(true);
  });

  it("looks at the setting's own key for a secret, not at those above", () => {
    expect(may("data secret size")).toBe(true);
    expect(mayNameHost({ ...leafAt("x", "", { certainty: "unknown" }), where: at("data tokens list") }, false)).toBe(
      true,
    );
  });
});
