import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SecretText } from "../components/secret-text.ts";
import { parseEnvironment } from "./environment.ts";
import { existingConfiguration, ociConfiguration, withValue } from "./testing/configuration.ts";

function issuesFor(config: Record<string, unknown>) {
  return parseEnvironment("prod-fra", config).issues;
}

function onlyIssue(config: Record<string, unknown>) {
  const issues = issuesFor(config);
  expect(issues).toHaveLength(1);
  return issues[0];
}

describe("a correct configuration", () => {
  it("becomes an environment with every default filled in", () => {
    const { environment, issues } = parseEnvironment("prod-fra", ociConfiguration());
    expect(issues).toEqual([]);
    expect(environment).toMatchObject({
      name: "prod-fra",
      cloud: { apiEndpointCidrs: [], keys: { protection: "HSM", vault: "DEFAULT" }, auditRetentionDays: 365 },
      gpuPools: { a10: { dataClass: "internal", tainted: true } },
    });
  });

  it("may describe a cluster that is there already", () => {
    expect(issuesFor(existingConfiguration())).toEqual([]);
  });
});

describe("one mistake", () => {
  const oci = ociConfiguration();
  it.each([
    ["a region that does not exist", ["cloud", "region"], "eu-frankfurt1", "cloud.region", /eu-frankfurt-1/],
    [
      "a GPU shape that does not exist",
      ["gpuPools", "a10", "shape"],
      "VM.GPU.A10.3",
      "gpuPools.a10.shape",
      /VM\.GPU\.A10\./,
    ],
    ["a number in quotation marks", ["gpuPools", "a10", "maxNodes"], "4", "gpuPools.a10.maxNodes", /without quotation/],
    ["a version without its v", ["cloud", "kubernetesVersion"], "1.34.1", "cloud.kubernetesVersion", /v1\.34\.1/],
    ["a domain with a scheme", ["edge", "domain"], "https://gpu.example.eu/", "edge.domain", /gpu\.example\.eu/],
    [
      "a lower-case country",
      ["contributors", "pools", "rtx"],
      { country: "de", class: "owned" },
      "contributors.pools.rtx.country",
      /DE/,
    ],
    ["an unknown key", ["cloud", "regoin"], "eu-frankfurt-1", "cloud.regoin", /region/],
    ["an unknown profile", ["residency", "profile"], "eu-residence", "residency.profile", /eu-residency/],
    ["an unknown substrate", ["cloud", "substrate"], "ocl", "cloud.substrate", /oci/],
  ])("%s is named with its place and what was probably meant", (_, path, value, place, hint) => {
    const issue = issuesFor(withValue(oci, path, value)).find((each) => each.path === place);
    expect(`${issue?.suggestion} ${issue?.accepted}`).toMatch(hint);
  });

  it.each([
    ["a worker that no GPU node holds", ["gpuPools", "a10", "workers"], { gpus: 3 }, "workers.gpus", /1 to [12]$/],
    ["more warm GPUs than the pool has", ["gpuPools", "a10", "workers"], { warmGpus: 99 }, "workers.warmGpus", /0 to /],
    [
      "a build that no system node holds",
      ["controlPlane"],
      { workers: { build: { memoryMiB: 9_999_99 } } },
      "build.memoryMiB",
      /less than/,
    ],
    [
      "another balancer's ranges on OCI",
      ["edge", "clientAddresses"],
      { proxyProtocolFrom: ["10.0.0.0/24"] },
      "edge.clientAddresses",
      /proxy-protocol/,
    ],
    [
      "Python from elsewhere than the mirror",
      ["images", "pythonArchiveUrl"],
      "https://a.example.eu/{{.PythonVersion}}-{{.Architecture}}.tgz",
      "images.pythonArchiveUrl",
      /^https:\/\/registry/,
    ],
    [
      "a Python archive of one version",
      ["images", "pythonArchiveUrl"],
      "https://registry.example.eu/python.tgz",
      "images.pythonArchiveUrl",
      /PythonVersion/,
    ],
    [
      "every pod as reader of metrics",
      ["controlPlane"],
      { metricsFrom: { namespace: "m", podLabels: {} } },
      "controlPlane.metricsFrom.podLabels",
      /every pod/,
    ],
  ])("%s is refused with what is accepted", (_, path, value, place, hint) => {
    const issue = onlyIssue(withValue(oci, path, value));
    expect(issue?.path).toContain(place);
    expect(issue?.accepted ?? issue?.message).toMatch(hint);
  });

  it("a PROXY protocol that the kit can not switch on is refused", () => {
    const issue = onlyIssue(withValue(existingConfiguration(), ["edge", "clientAddresses"], "proxy-protocol"));
    expect(issue).toMatchObject({ path: "edge.clientAddresses", accepted: expect.stringMatching(/proxyProtocolFrom/) });
  });

  it("a minimum above the maximum names both numbers", () => {
    const issue = onlyIssue(withValue(oci, ["gpuPools", "a10", "minNodes"], 9));
    expect(issue).toMatchObject({ path: "gpuPools.a10.minNodes", value: "9", accepted: "at most 4" });
  });

  it("a tenancy of OC1 in a region of OC19 names both realms", () => {
    const issue = onlyIssue(withValue(oci, ["cloud", "region"], "eu-frankfurt-2"));
    expect(issue?.path).toBe("cloud.tenancyOcid");
    expect(issue?.message).toMatch(/oc1\b.*oc19/);
  });

  it.each([["ocid1.image.oc1.iad.aaaa"], ["ocid1.image.oc1.eu-amsterdam-1.aaaa"]])(
    "an image of another region (%s) is refused",
    (image) => {
      const issue = onlyIssue(withValue(oci, ["gpuPools", "a10", "imageOcid"], image));
      expect(issue?.path).toBe("gpuPools.a10.imageOcid");
      expect(issue?.message).toMatch(/not to eu-frankfurt-1/);
    },
  );

  it("overlapping ranges name each other", () => {
    const issue = onlyIssue(withValue(oci, ["cloud", "network", "servicesCidr"], "10.16.128.0/20"));
    expect(issue).toMatchObject({ path: "cloud.network.servicesCidr", value: "10.16.128.0/20" });
    expect(issue?.message).toMatch(/10\.16\.0\.0\/16/);
  });

  it("a VCN too small for its subnets says how many addresses it has and how many are needed", () => {
    expect(onlyIssue(withValue(oci, ["cloud", "network", "vcnCidr"], "10.16.0.0/24"))?.message).toMatch(/256.*4096/);
  });

  it("an API endpoint for the whole internet is refused", () => {
    expect(onlyIssue(withValue(oci, ["cloud", "apiEndpointCidrs"], ["0.0.0.0/0"]))?.path).toBe(
      "cloud.apiEndpointCidrs[0]",
    );
  });

  it("a reservation without its one availability domain is refused before the cloud refuses it", () => {
    const reservation = "ocid1.capacityreservation.oc1.eu-frankfurt-1.aaaa";
    const issue = onlyIssue(withValue(oci, ["gpuPools", "a10", "capacityReservationOcid"], reservation));
    expect(issue?.path).toBe("gpuPools.a10.availabilityDomains");
  });

  it("retention beside versioning is refused", () => {
    const issue = onlyIssue(withValue(oci, ["objectStore", "buckets", "logs"], { retentionDays: 30 }));
    expect(issue).toMatchObject({
      path: "objectStore.buckets.logs.retentionDays",
      suggestion: expect.stringContaining("versioning: false"),
    });
  });

  it("a contributor pool outside the profile is refused", () => {
    const issue = onlyIssue(
      withValue(oci, ["contributors", "pools", "rtx"], { gpu: "RTX4090", country: "US", class: "owned" }),
    );
    expect(issue).toMatchObject({ path: "contributors.pools.rtx.country", value: "US" });
  });

  it("personal data on volunteers' machines is refused", () => {
    const pool = { gpu: "RTX4090", country: "DE", class: "volunteer", dataClass: "personal" };
    expect(onlyIssue(withValue(oci, ["contributors", "pools", "rtx"], pool))?.path).toBe(
      "contributors.pools.rtx.dataClass",
    );
  });

  it("a pool for personal data on machines of an undeclared country is refused before its workers are", () => {
    const personal = withValue(existingConfiguration(), ["gpuPools", "l40s", "dataClass"], "personal");
    expect(issuesFor(personal)).toEqual([]);
    expect(onlyIssue(withValue(personal, ["cloud", "country"], undefined))).toMatchObject({
      path: "gpuPools.l40s.dataClass",
      value: "personal",
      message: expect.stringMatching(/country is known/),
      accepted: expect.stringMatching(/cloud\.country/),
    });
    expect(issuesFor(withValue(existingConfiguration(), ["cloud", "country"], undefined))).toEqual([]);
    const elsewhere = withValue(
      withValue(oci, ["gpuPools", "a10", "dataClass"], "personal"),
      ["cloud", "region"],
      "nowhere",
    );
    expect(onlyIssue(elsewhere)?.path).toBe("cloud.region");
  });

  it("the development profile can not hide a cloud from the rules", () => {
    expect(onlyIssue(withValue(oci, ["residency", "profile"], "development"))?.path).toBe("residency.profile");
  });

  it.each([
    ["one gateway where none may fail", oci, ["controlPlane", "replicas"], 1, "controlPlane.replicas"],
    ["a port on which the SDK talks plain text", oci, ["edge", "port"], 8443, "edge.port"],
    [
      "a Redis disk without room for its log",
      oci,
      ["redis"],
      { mode: "in-cluster", memoryMiB: 8192, diskGiB: 20 },
      "redis.diskGiB",
    ],
    [
      "more connections than memory",
      oci,
      ["postgres"],
      { mode: "in-cluster", memoryMiB: 512, maxConnections: 200 },
      "postgres.maxConnections",
    ],
    [
      "a certificate without its account's binding",
      oci,
      ["edge", "certificate"],
      { from: "acme", email: "a@b.eu" },
      "edge.certificate.binding",
    ],
    ["OCI's buckets in another cloud", existingConfiguration(), ["objectStore"], {}, "objectStore.store.mode"],
    ["OCI's PostgreSQL in another cloud", existingConfiguration(), ["postgres"], { mode: "oci" }, "postgres.mode"],
    [
      "a class that can not mount one server's disk",
      existingConfiguration(),
      ["cloud", "storageAccessModes"],
      ["ReadWriteMany"],
      "cloud.storageAccessModes",
    ],
    ["a backup that has nowhere to go", oci, ["backup"], { enabled: true }, "backup.enabled"],
    ["a backup that leaves days out", oci, ["backup"], { schedule: "17 0 * * 0" }, "backup.schedule"],
    ["a recipient that is none", oci, ["backup"], { recipients: ["age1typo"] }, "backup.recipients[0]"],
    [
      "dumps that the bucket would not let go",
      withValue(oci, ["objectStore", "buckets", "backups"], { versioning: false, retentionDays: 60 }),
      ["backup"],
      { keepDays: 14 },
      "backup.keepDays",
    ],
    [
      "tokens on a disk in clear",
      existingConfiguration(),
      ["cloud", "storageEncryptedAtRest"],
      false,
      "cloud.storageEncryptedAtRest",
    ],
  ] as const)("%s is one clear error", (_, config, path, value, place) => {
    expect(issuesFor(withValue(config, path, value)).map((issue) => issue.path)).toEqual([place]);
  });

  it("an external Redis without TLS is refused, and so is a PostgreSQL that does not require it", () => {
    const server = { mode: "external", host: "db.example.eu", cidrs: ["192.0.2.1/32"], password: new SecretText("x") };
    expect(onlyIssue(withValue(oci, ["redis"], { ...server, tls: false }))).toMatchObject({
      path: "redis.tls",
      value: "false",
    });
    const postgres = { ...server, database: "beta9", username: "beta9", tls: "disable" };
    expect(onlyIssue(withValue(oci, ["postgres"], postgres))).toMatchObject({
      path: "postgres.tls",
      accepted: "require",
    });
  });

  it("a bucket for dumps without keys of its own is refused, and so is a backup without anything to dump", () => {
    const pair = { accessKeyId: new SecretText("x"), secretAccessKey: new SecretText("x") };
    const store = {
      mode: "external",
      endpoint: "https://s3.example.eu",
      region: "fra1",
      buckets: { images: "one", registry: "two", volumes: "three", backups: "four" },
      keys: { platform: pair, registry: pair },
    };
    const external = withValue(existingConfiguration(), ["objectStore"], { store });
    expect(onlyIssue(external)?.path).toBe("objectStore.store.keys.backups");

    const server = { mode: "external", host: "db.example.eu", cidrs: ["192.0.2.1/32"], password: new SecretText("x") };
    const managed = {
      ...existingConfiguration(),
      redis: { ...server, tls: true },
      postgres: { ...server, database: "beta9", username: "beta9" },
      backup: { enabled: true },
    };
    expect(onlyIssue(managed)).toMatchObject({ path: "backup.enabled", message: /nothing to dump/ });
  });

  it("a GPU that Beta9 can not schedule is refused", () => {
    const issues = issuesFor(withValue(existingConfiguration(), ["gpuPools", "l40s", "gpu"], "RTX3090"));
    expect(issues).toMatchObject([{ path: "gpuPools.l40s.gpu", value: "RTX3090" }]);
  });
});

describe("many mistakes", () => {
  it("are all reported at once, twenty of twenty, between fields as well as in them", () => {
    const config = {
      cloud: {
        substrate: "oci",
        region: "eu-frankfurt-1",
        homeRegion: "eu-frankfrut-1",
        tenancyOcid: "ocid1.tenancy.oc19..aaaa",
        kubernetesVersion: "1.34",
        network: { vcnCidr: "10.16.0.0/16", servicesCidr: "10.16.0.0/20", foreignCidrs: ["300.0.0.0/8"] },
        apiEndpointCidrs: ["0.0.0.0/0"],
        systemPool: { shape: "VM.Standard.E9.Flex", ocpus: 0, minNodes: 5, maxNodes: 3 },
        keys: { vault: "EXTERNAL" },
        cloudGuard: "yes",
        extra: 1,
      },
      gpuPools: {
        A10: { shape: "VM.GPU.A10.1" },
        l40s: { shape: "BM.GPU.L40S.5", minNodes: 3, maxNodes: 1, imageOcid: "ocid1.image.oc1.iad.aaaa" },
      },
      edge: { domain: "not a domain" },
      images: {},
      residency: { profile: "eu", acceptedParents: [{ company: "Oracle Corporation", country: "us" }] },
    };
    const places = new Set(issuesFor(config).map((issue) => issue.path));
    expect([...places].sort()).toEqual([
      "cloud.apiEndpointCidrs[0]",
      "cloud.cloudGuard",
      "cloud.extra",
      "cloud.homeRegion",
      "cloud.keys.externalKeyManager",
      "cloud.kubernetesVersion",
      "cloud.network.foreignCidrs[0]",
      "cloud.network.servicesCidr",
      "cloud.systemPool.minNodes",
      "cloud.systemPool.ocpus",
      "cloud.systemPool.shape",
      "cloud.tenancyOcid",
      "edge.domain",
      "gpuPools.A10",
      "gpuPools.l40s.imageOcid",
      "gpuPools.l40s.minNodes",
      "gpuPools.l40s.shape",
      "images.mirror",
      "objectStore.buckets.images",
      "objectStore.buckets.registry",
      "objectStore.buckets.volumes",
      "residency.acceptedParents[0].by",
      "residency.acceptedParents[0].country",
      "residency.acceptedParents[0].date",
      "residency.acceptedParents[0].reason",
      "residency.acceptedParents[0].until",
      "residency.profile",
    ]);
  });

  it("never become an exception, whatever stands in the file", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("cloud", "gpuPools", "edge", "residency", "discovery", "x"), fc.jsonValue()),
        (raw) => {
          expect(issuesFor(raw).length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe("a secret", () => {
  const external = {
    vaultEndpointUrl: "https://keys.example.eu",
    privateEndpointOcid: "ocid1.privateendpoint.oc1.eu-frankfurt-1.aaaa",
    oauth: {
      clientAppId: "kit",
      clientAppSecret: new SecretText("hunter2hunter2"),
      idcsAccountNameUrl: "https://id.example.eu",
    },
    keyIds: { volumes: "1", objects: "2", cluster: "3" },
  };
  const config = (clientAppSecret: unknown) => ({
    ...ociConfiguration(),
    cloud: {
      ...ociConfiguration().cloud,
      keys: { vault: "EXTERNAL", externalKeyManager: { ...external, oauth: { ...external.oauth, clientAppSecret } } },
    },
  });

  it("is accepted only encrypted", () => {
    expect(issuesFor(config(new SecretText("hunter2hunter2")))).toEqual([]);
    const issue = onlyIssue(config("hunter2hunter2"));
    expect(issue?.suggestion).toMatch(/pulumi config set --secret/);
  });

  it("is not repeated in the answer, not even when it stands in plain text or in the wrong place", () => {
    const wrong = { ...config("hunter2hunter2"), edge: { domain: new SecretText("hunter2hunter2") } };
    expect(JSON.stringify(issuesFor(wrong))).not.toContain("hunter2");
  });

  it("does not show itself when the environment is printed", () => {
    const { environment } = parseEnvironment("prod-fra", config(new SecretText("hunter2hunter2")));
    expect(`${inspect(environment, { depth: 9 })} ${JSON.stringify(environment)}`).not.toContain("hunter2");
  });
});
