import { describe, expect, it } from "vitest";
import { UNKNOWN, wireSecret } from "../testing/cases.ts";
import type { Place } from "./places.ts";
import { extract } from "./subject.ts";
import { pathOf } from "./where.ts";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const INSTANCE = "oci:Core/instance:Instance";
const FUNCTION = "aws:lambda/function:Function";

const places = (properties: unknown, type = CONFIG_MAP) => extract({ urn: "urn", type, name: "x", properties }).places;
const place = ({ where, role, form, region, provider, row, certainty }: Place) =>
  certainty === "unknown"
    ? `${pathOf(where)}: ${role} unknown`
    : `${pathOf(where)}: ${role} ${form} ${region} of ${provider} in ${row?.country}`;
const said = (properties: unknown, type?: string) => places(properties, type).map(place);

describe("a cloud resource's own field", () => {
  it.each([
    [INSTANCE, { region: "us-ashburn-1" }, "region: primary region us-ashburn-1 of oci in US"],
    [INSTANCE, { region: "iad" }, "region: primary region iad of oci in US"],
    [INSTANCE, { region: "nowhere-1" }, "region: primary region nowhere-1 of oci in undefined"],
    [FUNCTION, { regions: ["eu-central-1"] }, "regions[0]: primary region eu-central-1 of aws in DE"],
    [FUNCTION, { replicaRegion: "us-east-1" }, "replicaRegion: replica region us-east-1 of aws in US"],
    [FUNCTION, { hostingRegion: "us-east-1" }, "hostingRegion: primary region us-east-1 of aws in US"],
    [FUNCTION, { alternateRegion: "us-east-1" }, "alternateRegion: replica region us-east-1 of aws in US"],
    ["gcore:index/x:X", { region: "Luxembourg" }, "region: primary region Luxembourg of undefined in undefined"],
    ["gcore:index/x:X", { dataCenter: "x" }, "dataCenter: primary region x of undefined in undefined"],
    ["gcore:index/x:X", { datacenter: "x" }, "datacenter: primary region x of undefined in undefined"],
  ])("names a place: %s %j", (type, properties, expected) => {
    expect(said(properties, type)).toEqual([expected]);
  });

  it.each([
    [FUNCTION, { region: "" }],
    [FUNCTION, { hostingRegion: "one of ours" }],
    [FUNCTION, { description: "us-east-1" }],
    [FUNCTION, { tags: { region: "us-east-1" } }],
    ["gcp:compute/instance:Instance", { zone: "1" }],
    ["gcore:index/x:X", { spec: { region: "x" } }],
    ["gcore:index/x:X", { regionName: "x" }],
    ["gcore:index/x:X", { location: "x" }],
    ["kubernetes:x/v1:X", { region: "x" }],
  ])("names none: %s %j", (type, properties) => {
    expect(said(properties, type)).toEqual([]);
  });

  it("is a region as long as it may be one", () => {
    expect(said({ region: "x".repeat(128) }, FUNCTION)).toHaveLength(1);
    expect(said({ region: "x".repeat(129) }, FUNCTION)).toEqual([]);
  });

  it.each([
    [FUNCTION, { region: UNKNOWN }, ["region: primary unknown"]],
    [FUNCTION, { region: `${UNKNOWN}-1` }, ["region: primary unknown"]],
    [FUNCTION, { replicaRegion: UNKNOWN }, ["replicaRegion: replica unknown"]],
    [FUNCTION, { availabilityZone: UNKNOWN }, []],
    [FUNCTION, { hostingRegion: UNKNOWN }, []],
    [FUNCTION, { name: UNKNOWN }, []],
    ["gcore:index/x:X", { region: UNKNOWN }, ["region: primary unknown"]],
    [CONFIG_MAP, { AWS_REGION: UNKNOWN }, []],
    [CONFIG_MAP, { replicaRegion: UNKNOWN }, ["replicaRegion: replica unknown"]],
    [CONFIG_MAP, { backup: { region: UNKNOWN } }, ["backup.region: backup unknown"]],
  ])("that is unknown matters where it decides: %s %j", (type, properties, expected) => {
    expect(said(properties, type)).toEqual(expected);
    for (const { text, region, row } of places(properties, type))
      expect([text, region, row]).toEqual(["", "", undefined]);
  });

  it("keeps that it is secret, and what holds it", () => {
    const [found] = places({ spec: { region: wireSecret("us-ashburn-1") } }, INSTANCE);
    expect(found).toMatchObject({ certainty: "secret", text: "us-ashburn-1" });
    expect(pathOf(found?.holder)).toBe("spec");
  });

  it("is nobody's when the package only lends its protocol", () => {
    const provider = {
      type: "pulumi:providers:aws",
      name: "p",
      properties: { endpoints: [{ s3: "https://s3.x.eu" }] },
    };
    const of = (properties: object) =>
      extract({ urn: "urn", type: "aws:s3/bucket:Bucket", name: "x", properties, provider }).places.map(place);
    expect(of({ region: "fr-par" })).toEqual(["region: primary region fr-par of scaleway in FR"]);
    expect(of({ region: "nowhere" })).toEqual(["region: primary region nowhere of undefined in undefined"]);
    expect(of({ hostingRegion: "fr-par" })).toEqual(["hostingRegion: primary region fr-par of scaleway in FR"]);
  });

  it("is a provider's when the provider says with it where it works", () => {
    expect(said({ region: "us-east-1", hostingRegion: "us-west-2" }, "pulumi:providers:aws")).toEqual([
      "region: primary region us-east-1 of aws in US",
    ]);
    expect(said({ region: "fsn1", location: "ash" }, "pulumi:providers:hcloud")).toEqual([]);
  });
});

describe("a setting in text or in a workload", () => {
  it.each([
    [{ AWS_REGION: "us-east-1" }, "AWS_REGION: primary region us-east-1 of aws in US"],
    [{ region: "us-east-1" }, "region: primary region us-east-1 of aws in US"],
    [{ region: "eu-west-2" }, "region: primary region eu-west-2 of aws in GB"],
    [{ "a.yaml": "s3:\n  region: us-east-1\n" }, '["a.yaml"]#L2: primary region us-east-1 of aws in US'],
    [{ OVH_REGION: "BHS" }, "OVH_REGION: primary region BHS of ovh in CA"],
    [{ replicaRegion: "nowhere-1" }, "replicaRegion: replica region nowhere-1 of undefined in undefined"],
    [{ velero: { region: "us-east-1" } }, "velero.region: backup region us-east-1 of aws in US"],
    [{ velero: { peerRegion: "us-east-1" } }, "velero.peerRegion: peer region us-east-1 of aws in US"],
  ])("names a place: %j", (properties, expected) => {
    expect(said(properties)).toEqual([expected]);
  });

  it.each([{ region: "nowhere" }, { AWS_REGION: "fsn1" }, { location: "us-east-1" }, { summary: "us-east-1" }])(
    "names none: %j",
    (properties) => {
      expect(said(properties)).toEqual([]);
    },
  );

  it.each(["rclone", "RESTIC", "velero", "barmanObjectStore", "pgbackrest", "wal-g", "walg", "WALG", "dbBackup"])(
    "is a backup's below %s",
    (key) => {
      expect(said({ [key]: { s3: { region: "us-east-1" } } })[0]).toMatch(/ backup region us-east-1/);
    },
  );

  it.each(["walgreens", "wal-good", "store"])("is the workload's own below %s", (key) => {
    expect(said({ [key]: { region: "us-east-1" } })[0]).toMatch(/ primary region us-east-1/);
  });

  it.each([
    ["kubernetes:velero.io/v1:BackupStorageLocation", "backup"],
    ["kubernetes:longhorn.io/v1:BackupTarget", "backup"],
    ["kubernetes:barmancloud.cnpg.io/v1:ObjectStore", "backup"],
    ["kubernetes:x/v1:Restic", "backup"],
    ["my:kubernetes:velero.io/v1:Schedule", "primary"],
    ["kubernetes:apps/v1:Deployment", "primary"],
  ])("has in %s the role of a %s", (type, role) => {
    expect(said({ spec: { region: "us-east-1" } }, type)).toEqual([
      `spec.region: ${role} region us-east-1 of aws in US`,
    ]);
  });

  it.each(["template", "templateBody", "templateContent"])("is the cloud's own in the text of a %s", (key) => {
    const text = (location: string) => JSON.stringify({ resources: [{ location }] });
    const deployment = "azure-native:resources:Deployment";
    expect(said({ [key]: text("eastus") }, deployment)).toEqual([
      `${key}#resources[0].location: primary region eastus of azure in US`,
    ]);
    for (const other of [`${key}s`, `my${key}`]) expect(said({ [other]: text("eastus") }, deployment)).toEqual([]);
    expect(said({ [key]: text("eastus") }, CONFIG_MAP)).toEqual([]);
    expect(said({ [key]: text("[resourceGroup().location]") }, deployment)).toEqual([]);
    expect(said({ [key]: text("nowhere") }, deployment)).toEqual([]);
    expect(said({ [key]: text(UNKNOWN) }, deployment)).toEqual([]);
    expect(said({ [key]: JSON.stringify({ resources: [{ place: "eastus" }] }) }, deployment)).toEqual([]);
  });
});

describe("an identifier", () => {
  const OCID = "ocid1.bucket.oc1.iad.a";
  const TENANCY = "ocid1.tenancy.oc1..a";
  const ARN = "arn:aws:s3:us-east-1:x";

  it.each([
    [CONFIG_MAP, { a: OCID }, ["a: mention ocid iad of oci in US"]],
    [CONFIG_MAP, { a: TENANCY }, ["a: mention ocid  of oci in undefined"]],
    [CONFIG_MAP, { a: ARN }, ["a: mention arn us-east-1 of aws in US"]],
    [CONFIG_MAP, { a: "arn:aws:s3:::bucket" }, []],
    [CONFIG_MAP, { a: `ocid1.bucket.oc1.${UNKNOWN}.a` }, []],
    [CONFIG_MAP, { a: "s3://b@us-east-1/" }, ["a: mention store us-east-1 of aws in US"]],
    [CONFIG_MAP, { backup: "s3://b@us-east-1/" }, ["backup: backup store us-east-1 of aws in US"]],
    [CONFIG_MAP, { backup: ARN }, ["backup: mention arn us-east-1 of aws in US"]],
    [
      INSTANCE,
      { availabilityDomain: "Uocm:US-ASHBURN-AD-1" },
      ["availabilityDomain: primary domain Uocm:US-ASHBURN-AD-1 of oci in US"],
    ],
    [INSTANCE, { region: OCID }, ["region: mention ocid iad of oci in US"]],
    [INSTANCE, { note: "US-ASHBURN-AD-1" }, []],
    [INSTANCE, { x: "US-ASHBURN-AD-1" }, ["x: mention domain US-ASHBURN-AD-1 of oci in US"]],
    [
      INSTANCE,
      { blockVolumeReplicas: [{ availabilityDomain: "US-ASHBURN-AD-1" }] },
      ["blockVolumeReplicas[0].availabilityDomain: replica domain US-ASHBURN-AD-1 of oci in US"],
    ],
    ["oci:FileStorage/replication:Replication", { targetId: OCID }, ["targetId: replica ocid iad of oci in US"]],
    ["oci:FileStorage/replication:Replication", { targetId: TENANCY }, ["targetId: replica unknown"]],
    [
      "aws:s3/bucketReplicationConfig:X",
      { rules: [{ destination: { bucket: "arn:aws:s3:::b" } }] },
      ["rules[0].destination.bucket: replica unknown"],
    ],
  ])("says of its place in %s %j: %j", (type, properties, expected) => {
    expect(said(properties, type)).toEqual(expected);
  });

  it("that names no region leaves nothing of its text to judge", () => {
    expect(places({ targetId: TENANCY }, "oci:FileStorage/replication:Replication")).toMatchObject([
      { text: "", region: "", holder: undefined },
    ]);
  });

  it("stands beside what else the text says", () => {
    expect(said({ a: `aws s3 ls ${ARN} --region us-west-2` })).toEqual([
      "a: primary region us-west-2 of aws in US",
      "a: mention arn us-east-1 of aws in US",
    ]);
  });
});

describe("the place in a name", () => {
  it("is read of hosts and of images", () => {
    expect(said({ url: "https://s3.us-west-2.amazonaws.com/x" })).toEqual(["url: mention host us-west-2 of aws in US"]);
    expect(said({ image: "iad.ocir.io/a/b:1" })).toEqual(["image: mention host iad of oci in US"]);
    expect(places({ image: wireSecret("iad.ocir.io/a/b:1") })).toMatchObject([
      { certainty: "secret", text: "iad.ocir.io" },
    ]);
    expect(said({ url: "https://example.eu", image: UNKNOWN, other: { image: "redis:7" } })).toEqual([]);
  });
});

describe("the region of the provider", () => {
  const inherited = (packageName: string, properties: unknown) =>
    extract({
      urn: "urn",
      type: `${packageName}:x/y:Z`,
      name: "x",
      properties: {},
      provider: { type: `pulumi:providers:${packageName}`, name: "p", properties },
    }).inherited;

  it.each([
    ["oci", { region: "us-ashburn-1" }, "us-ashburn-1"],
    ["azure", { location: "eastus" }, "eastus"],
    ["gcp", { region: "", zone: "us-east1-b" }, "us-east1"],
    ["gcp", { region: 1, zone: "us-east1-b" }, "us-east1"],
    ["gcp", { region: "nowhere", zone: "us-east1-b" }, "us-east1"],
    ["aws", { region: "fr-par", endpoints: [{ s3: "https://s3.fr-par.scw.cloud" }] }, "fr-par"],
  ])("holds for what %s %j serves", (packageName, properties, region) => {
    expect(inherited(packageName, properties)).toMatchObject({
      where: undefined,
      holder: undefined,
      role: "primary",
      form: "region",
      certainty: "known",
      row: { region },
    });
  });

  it.each([
    ["oci", { location: "us-ashburn-1" }],
    ["oci", { region: "nowhere" }],
    ["oci", { region: UNKNOWN }],
    ["aws", { region: "fr-par" }],
    ["hcloud", { region: "fsn1" }],
    ["gcore", { region: "us-east-1" }],
    ["nobody", { region: "us-east-1" }],
    ["oci", null],
    ["oci", undefined],
    ["oci", "us-ashburn-1"],
  ])("is none of %s %j", (packageName, properties) => {
    expect(inherited(packageName, properties)).toBeUndefined();
  });

  it("is as written, and of whoever's region it is", () => {
    expect(inherited("oci", { region: "iad" })).toMatchObject({ text: "iad", region: "iad", provider: "oci" });
    expect(inherited("aws", { region: "fr-par", endpoints: '[{"s3":"x"}]' })).toMatchObject({ provider: "scaleway" });
  });
});
