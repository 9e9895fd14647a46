import { describe, expect, it } from "vitest";
import { at } from "../testing/at.ts";
import { isIdentity, isProse } from "./prose.ts";
import { inside, item } from "./where.ts";

describe("isProse", () => {
  it.each(
    (
      "description comments note docs documentation help summary title display_name displayName licence readme changelog " +
      "homePage home sources maintainers icon keywords about schema message runbook_url runbookUrl " +
      "dashboard_url docUrl supportUrl project-url licenseUrl"
    ).split(" "),
  )("is true of a text called %s, which people read", (key) => {
    expect(isProse(at(`spec ${key}`))).toBe(true);
    expect(isProse(item(at(`spec ${key}`), 0))).toBe(true);
  });

  it.each(["url", "descriptionUrl", "notebook", "homeserver", "help.host", "messages", ""])(
    "is false of a text called %j",
    (key) => {
      expect(isProse(at(`spec ${key}`))).toBe(false);
    },
  );

  it("is false of what stands below a description, whatever the description's parts are called", () => {
    expect(isProse(at("spec documentation url"))).toBe(false);
  });

  it.each(["labels", "matchLabels", "freeformTags", "definedTags", "tags", "managedFields", "openAPIV3Schema"])(
    "is true of everything below %s",
    (key) => {
      expect(isProse(at(`spec ${key} any url`))).toBe(true);
      expect(isProse(at(`spec ${key}Url any url`))).toBe(false);
    },
  );

  it.each([
    "guide.md",
    "GUIDE.MD",
    "index.rst",
    "index.adoc",
    "README",
    "readme.txt",
    "LICENSE",
    "licence",
    "CHANGELOG",
    "notes",
    "NOTES.txt",
  ])("is true of every line of %s, a file for people", (file) => {
    expect(isProse(at(`data ${file}`))).toBe(true);
    expect(isProse(inside(at(`data ${file}`), "L3", "url"))).toBe(true);
  });

  it.each(["app.md.yaml", "xmd", "md", "readme.yaml", "my-readme", "readmetxt", "readme.txt.sh", "release-notes"])(
    "is false of the lines of %s",
    (file) => {
      expect(isProse(inside(at(`data ${file}`), "L3", "url"))).toBe(false);
    },
  );

  it.each([
    "example.eu/docs",
    "example.eu/doc",
    "org.opencontainers.image.source",
    "artifacthub.io/license",
    "app.kubernetes.io/managed-by",
    "kubectl.kubernetes.io/last-applied-configuration",
    "x-author",
    "x_authors",
    "example.eu/maintainer",
    "api-approved.kubernetes.io",
    "API-approved.kubernetes.io",
    "Vendor",
  ])("takes the annotation %s for a remark", (key) => {
    expect(isProse(at(`metadata annotations ${key}`))).toBe(true);
  });

  it.each([
    "nginx.ingress.kubernetes.io/auth-url",
    "example.eu/docs-url",
    "example.eu/resource",
    "example.eu/docsx",
    "example.eu/api-approved.kubernetes.io",
    "api-approvedx",
  ])("takes the annotation %s for a setting", (key) => {
    expect(isProse(at(`metadata annotations ${key}`))).toBe(false);
  });

  it("takes a setting that is called like a remark for a setting anywhere but in annotations", () => {
    expect(isProse(at("spec source"))).toBe(false);
    expect(isProse(at("spec annotationsOf source"))).toBe(false);
  });
});

describe("isIdentity", () => {
  it.each(
    (
      "apiVersion apiGroups group kind type driver provisioner controllerName topologyKey " +
      "finalizers resources resourceNames signerName ingressClassName schedulerName " +
      "priorityClassName runtimeClassName storageClassName version appVersion tag revision prefix name namespace " +
      "selector mediaType mimeType verbs categories shortNames plural singular usernames subject expression valueExpression"
    ).split(" "),
  )("is true of %s, which is compared and never called", (key) => {
    expect(isIdentity(at(`spec ${key}`))).toBe(true);
    expect(isIdentity(at(`spec ${key} url`))).toBe(false);
  });

  it.each(["nodeSelector", "nodeAffinity", "tolerations", "taints", "matchExpressions", "Principal"])(
    "is true of everything below %s",
    (key) => {
      expect(isIdentity(at(`spec ${key} any url`))).toBe(true);
      expect(isIdentity(at(`spec ${key}Url any url`))).toBe(false);
    },
  );

  it.each([
    "whitelistIps",
    "adminWhitelistCidrs",
    "allowlist_ip",
    "blocklistRanges",
    "denylistAddresses",
    "allowedIps",
    "allowed_ip_ranges",
    "blockedCidr",
    "blockedRange",
    "deniedAddresses",
    "trustedProxyIPs",
    "authorizedNetworkCidrs",
    "permittedIp",
    "ipWhitelist",
    "api_ip_allowlist",
    "sshIpDenylist",
    "ipBlocklist",
  ])("is true of %s: whom one lets in one does not call", (key) => {
    expect(isIdentity(at(`spec ${key}`))).toBe(true);
  });

  it.each(["ips", "allowed", "allowedHosts", "allowedIpsUrl", "ipWhitelistUrl", "trustedAddress", "addresses", "url"])(
    "is false of %s",
    (key) => {
      expect(isIdentity(at(`spec ${key}`))).toBe(false);
    },
  );

  it("is false of the name of an alias, which is the host that a record of Route 53 leads to", () => {
    expect(isIdentity(at("aliases name"))).toBe(false);
    expect(isIdentity(item(at("aliases"), 0))).toBe(false);
    expect(isIdentity(at("aliases kind"))).toBe(true);
    expect(isIdentity(at("records name"))).toBe(true);
  });
});
