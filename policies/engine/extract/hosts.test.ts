// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells and templates put in later is what is read here

import { describe, expect, it } from "vitest";
import { leafAt } from "../testing/at.ts";
import { hostsIn } from "./hosts.ts";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const found = (keys: string, text: string, type = CONFIG_MAP) => hostsIn(leafAt(keys, text), type);
const hosts = (keys: string, text: string, type = CONFIG_MAP) => found(keys, text, type).map((host) => host.text);
/** In an argument, which no key says anything of. */
const inText = (text: string) => hosts("args", text);

describe("hostsIn a URL", () => {
  it.each([
    ["https://a.example.eu/x", "a.example.eu"],
    ["HTTPS://A.example.eu:443", "a.example.eu"],
    ["h2c://a.example.eu", "a.example.eu"],
    ["amqp+ssl://user:key@a.example.eu:5671/x", "a.example.eu"],
    ["ALLOW_https://a.example.eu", "a.example.eu"],
    ["see <https://a.example.eu.>, or else", "a.example.eu"],
    ["[https://a.example.eu]", "a.example.eu"],
    ["{https://a.example.eu}", "a.example.eu"],
    ["https://a.example.eu: no answer", "a.example.eu"],
    ["https://[2620:fe::fe]:443/x", "2620:fe::fe"],
    ["https://[2620:fe::fe].", "2620:fe::fe"],
    ["https://a@b@c.example.eu", "c.example.eu"],
    ["mongodb://u:p@a.example.eu:1,b.example.eu:2/db", "a.example.eu b.example.eu"],
    ["mongodb+srv://u:p@a.example.eu/db", "a.example.eu"],
    ["https://a.example.eu http://b.example.eu https://a.example.eu", "a.example.eu b.example.eu"],
    ["constructor://a.example.eu", "a.example.eu"],
    ["gs://bucket/x", "storage.googleapis.com"],
    ["git+gs://bucket/x", "storage.googleapis.com"],
    ["hf://owner/model", "huggingface.co"],
    ["a:/b.example.eu", ""],
  ])("%j are %j", (text, expected) => {
    expect(inText(text).join(" ")).toBe(expected);
  });

  it.each(
    (
      "file s3 s3a az azblob abfs wasb awskms azurekeyvault gcpkms hashivault urn spiffe unix data k8s secret vault env " +
      "arn containers-storage docker-daemon ref jar npipe pulumi inproc FILE git+file http+unix"
    ).split(" "),
  )("are none where %s:// names something else than a host", (scheme) => {
    expect(inText(`${scheme}://a.example.eu/x`)).toEqual([]);
    expect(inText(`x${scheme}://a.example.eu/x`)).toEqual(scheme.includes("+") ? [] : ["a.example.eu"]);
  });

  it.each([
    ["s3://bucket/x?endpoint=s3.example.eu:9000", "s3.example.eu"],
    ["S3A://bucket?region=x&endpoint=s3.example.eu&x=y", "s3.example.eu"],
    ["s3://bucket?endpoint=s3.example.eu/x", "s3.example.eu"],
    ["'s3://bucket?endpoint=s3.example.eu'", "s3.example.eu"],
    ["to s3://bucket?endpoint=https://s3.example.eu", "s3.example.eu"],
    ["https://a.example.eu s3://bucket?endpoint=s3.example.eu", "a.example.eu s3.example.eu"],
    ["s3://bucket x?endpoint=s3.example.eu", ""],
    ["s3://bucket?anendpoint=s3.example.eu", ""],
    ["az://bucket?endpoint=s3.example.eu", ""],
    ["s3://key:secret@s3.example.eu/logs", "s3.example.eu"],
    ["s3://key:secret@minio:9000/logs", "minio"],
    ["s3://key:secret@bucket/logs", ""],
    ["s3://a.b@bucket/logs", ""],
    ["s3://bucket.with.dots/logs", ""],
    ["az://key:secret@a.example.eu/logs", ""],
  ])("of a bucket, %j, are %j", (text, expected) => {
    expect(inText(text).join(" ")).toBe(expected);
  });

  it("are those of a parameter that stands within the length of an address", () => {
    const address = (length: number) => `s3://${"b".repeat(length - 27)}?endpoint=minio:9000`;
    expect(inText(address(1024))).toEqual(["minio"]);
    expect(inText(address(1100))).toEqual([]);
  });
});

describe("hostsIn running text", () => {
  it.each([
    ["curl api.github.com/x", "api.github.com"],
    ["see API.GitHub.com.", "api.github.com"],
    ["-api.github.com-", "api.github.com"],
    ["//api.github.com/x", "api.github.com"],
    ["git@github.com:a/b", "github.com"],
    ["8.8.8.8", "8.8.8.8"],
    ["8.8.8.8/dns", "8.8.8.8"],
    ["8.8.8.8/1234", "8.8.8.8"],
    ["github.com/32", "github.com"],
    ["github.com/http://x", "x github.com"],
    ["//github.com/a=b", "github.com"],
    ["github.com/a b=c", "github.com"],
    ["github.com x/a=b", "github.com"],
    ["o1.sentry.io/32", "o1.sentry.io"],
    ["8.8.8.8 of 10.0.0.0/8", "8.8.8.8"],
    ["$(T).sentry.io", "x.sentry.io"],
    ["${T}.sentry.io <T>.sentry.io", "x.sentry.io"],
    ["x .sentry.io", "sentry.io"],
    ["a)sentry.io", "sentry.io"],
    ["${T}.dns.google", "dns.google"],
    ["api.github.com and 8.8.8.8", "api.github.com 8.8.8.8"],
  ])("are the vendors' that the table knows: %j has %j", (text, expected) => {
    expect(inText(text).join(" ")).toBe(expected);
  });

  it.each([
    "a.example.eu",
    "notgithub.com",
    "github_com",
    "proxy/github.com/x",
    "/github.com",
    "me@github.com",
    "8.8.8.8/32",
    "8.8.8.8/8,",
    "github.com/owner=me",
    "github.com/owner=me a/b://c",
    "github.com/image:latest",
    `${"a".repeat(243)}.github.com`,
  ])("are none in %j", (text) => {
    expect(inText(text)).toEqual([]);
  });

  it("have at most the length of a name", () => {
    expect(inText(`${"a".repeat(242)}.github.com`)).toHaveLength(1);
  });

  it("are not found a second time in the address that a variable begins", () => {
    expect(inText("https://o1.${T}.sentry.io/x")).toEqual(["o1.x.sentry.io"]);
    expect(inText("https://o1.${T}.sentry.io/x https://a.example.eu")).toEqual(["o1.x.sentry.io", "a.example.eu"]);
    expect(inText("https://a.sentry.io sentry.io")).toEqual(["a.sentry.io", "sentry.io"]);
    expect(inText("https://a.sentry.io ${T}.sentry.io")).toEqual(["a.sentry.io", "x.sentry.io"]);
  });
});

describe("hostsIn Google's own names of things", () => {
  const GCP = "gcp:compute/instance:Instance";
  const LINK = "https://www.googleapis.com/compute/v1/projects/p/zones/z";

  it.each([
    LINK,
    `${LINK} ${LINK}`,
    "https://compute.googleapis.com/compute/beta/projects/p",
    "https://container.googleapis.com/v1/projects/p",
    "https://www.googleapis.com/compute/v1/projects/google.com:p/x",
  ])("are none: %s", (link) => {
    expect(hosts("network", link, GCP)).toEqual([]);
    expect(hosts("network", link, "google-native:compute/v1:Instance")).toEqual([]);
    expect(hosts("network", link)).toHaveLength(1);
    expect(hosts("network", link, `x.${GCP}`)).toHaveLength(1);
  });

  it.each([
    "https://storage.googleapis.com/v1/projects/p",
    "https://www.googleapis.com/projects/p",
    "https://www.googleapis.com/compute/v1/organizations/p",
  ])("are those of any other address: %s", (address) => {
    expect(hosts("network", address, GCP)).toHaveLength(1);
  });
});

describe("hostsIn a trust policy", () => {
  it("are the issuers that are trusted, and say what they are for", () => {
    const issuer = "token.actions.githubusercontent.com";
    const arn = `arn:aws:iam::1:oidc-provider/${issuer}`;
    expect(found("Principal Federated", arn)).toMatchObject([{ text: issuer, purposes: ["identity"] }]);
    expect(hosts("Principal Federated", "arn:aws:iam::1:OIDC-provider/a.example.eu")).toEqual([]);
    expect(hosts("Principal Federated", "arn:aws:iam::1:oidc-provider/a.example.eu-.")).toEqual(["a.example.eu"]);
    expect(hosts("Principal Federated", "arn:aws:iam::1:my_oidc-provider/a.example.eu")).toEqual([]);
    expect(found("spec issuer", `https://a.example.eu oidc-provider/a.example.eu`)).toMatchObject([
      { text: "a.example.eu", purposes: ["identity"] },
    ]);
  });
});
