import { describe, expect, it } from "vitest";
import {
  autoscalerStatements,
  bucketLifecycleStatements,
  bucketReplicationStatements,
  capacityReservationStatements,
  servicePrincipalStatements,
} from "./iam-statements.ts";
import { type OciRegion, regionById } from "./regions.ts";

function region(id: string): OciRegion {
  const row = regionById(id);
  if (!row) throw new Error(`no region ${id}`);
  return row;
}

const keyIds = { volumes: "ocid1.key.volumes", objects: "ocid1.key.objects", cluster: "ocid1.key.cluster" };
const keyUse = (id: string) =>
  servicePrincipalStatements({
    region: region(id),
    keyCompartmentId: "security",
    platformCompartmentId: "platform",
    keyIds,
  });
const bucket = { region: region("eu-frankfurt-1"), compartmentId: "data" };

const everything = [
  ...keyUse("eu-frankfurt-1"),
  ...keyUse("eu-frankfurt-2"),
  ...autoscalerStatements({ clusterId: "cluster", platformCompartmentId: "platform", networkCompartmentId: "network" }),
  ...bucketReplicationStatements({ ...bucket, sourceBucket: "images", destinationBucket: "images-copy" }),
  ...bucketLifecycleStatements({ ...bucket, bucket: "images" }),
];

describe("every statement", () => {
  it("names one compartment and a condition", () => {
    for (const statement of everything) {
      expect(statement).toMatch(
        /^Allow (service [\w-]+|any-user) to (use|manage|read|inspect) [a-z-]+ in compartment id \S+ where \S/,
      );
      expect(statement).not.toMatch(/all-resources|in tenancy/);
    }
  });

  it("for any user is tied to one cluster, or to what runs in one compartment", () => {
    for (const statement of everything.filter((one) => one.includes("any-user"))) {
      expect(statement).toMatch(/request\.principal\.type = '(cluster|nodepool|workload)'/);
      expect(statement).toMatch(/request\.principal\.(cluster_id|compartment\.id) = '/);
    }
  });
});

describe("use of keys", () => {
  it("in Frankfurt of OC1 is this", () => {
    expect(keyUse("eu-frankfurt-1")).toMatchInlineSnapshot(`
      [
        "Allow service blockstorage to use keys in compartment id security where target.key.id = 'ocid1.key.volumes'",
        "Allow service FssOc1Prod to use keys in compartment id security where target.key.id = 'ocid1.key.volumes'",
        "Allow service oke to use key-delegates in compartment id security where target.key.id = 'ocid1.key.volumes'",
        "Allow any-user to use key-delegates in compartment id security where ALL {request.principal.type = 'nodepool', request.principal.compartment.id = 'platform', target.key.id = 'ocid1.key.volumes'}",
        "Allow any-user to use key-delegates in compartment id security where ALL {request.principal.type = 'cluster', request.principal.compartment.id = 'platform', target.key.id = 'ocid1.key.volumes'}",
        "Allow service objectstorage-eu-frankfurt-1 to use keys in compartment id security where target.key.id = 'ocid1.key.objects'",
        "Allow any-user to use keys in compartment id security where ALL {request.principal.type = 'cluster', request.principal.compartment.id = 'platform', target.key.id = 'ocid1.key.cluster'}",
      ]
    `);
  });

  it.each([
    ["eu-frankfurt-1", "FssOc1Prod"],
    ["uk-gov-london-1", "FssOc4Prod"],
    ["ap-dcc-canberra-1", "FssOc10Prod"],
    ["eu-dcc-dublin-1", "fssocprod"],
    ["eu-frankfurt-2", "fssocprod"],
  ])("in %s lets file storage in as %s and object storage as the region's own", (id, principal) => {
    const statements = keyUse(id).join("\n");
    expect(statements).toContain(`service ${principal} to use keys`);
    expect(statements).toContain(`service objectstorage-${id} to use keys`);
  });

  it("ties each principal to one key, and the key of objects and of the cluster to one principal", () => {
    for (const statement of keyUse("eu-frankfurt-1")) expect(statement.match(/target\.key\.id = '/g)).toHaveLength(1);
    const users = (key: string) => keyUse("eu-frankfurt-1").filter((statement) => statement.includes(key)).length;
    expect([users("key.objects"), users("key.cluster"), users("key.volumes")]).toEqual([1, 1, 5]);
  });
});

describe("autoscaler", () => {
  it("may change pools and instances in the platform's compartment alone", () => {
    const statements = autoscalerStatements({
      clusterId: "cluster",
      platformCompartmentId: "platform",
      networkCompartmentId: "network",
    });
    const managing = statements.filter((statement) => statement.includes(" to manage "));
    expect(managing).toHaveLength(2);
    for (const statement of managing) expect(statement).toContain("in compartment id platform ");
    for (const statement of statements) expect(statement).toContain("request.principal.cluster_id = 'cluster'");
  });
});

describe("object storage's own work", () => {
  it("replicates between the two buckets named, as the service of the source's region", () => {
    const statements = bucketReplicationStatements({ ...bucket, sourceBucket: "images", destinationBucket: "copy" });
    expect(statements.map((statement) => /target\.bucket\.name = '(\w+)'/.exec(statement)?.[1])).toEqual([
      "images",
      "copy",
    ]);
    for (const statement of statements) expect(statement).toContain("service objectstorage-eu-frankfurt-1 ");
  });

  it("expires versions without the right to write or to read what they hold", () => {
    const [statement = ""] = bucketLifecycleStatements({ ...bucket, bucket: "images" });
    expect(statement).toContain("'OBJECT_VERSION_DELETE'");
    expect(statement).not.toMatch(/OBJECT_(READ|CREATE|OVERWRITE)/);
  });
});

describe("capacity reservations", () => {
  it("are opened to the environment's own node pools alone, wherever the reservation is", () => {
    expect(capacityReservationStatements({ platformCompartmentId: "platform" })).toEqual([
      "Allow service oke to use compute-capacity-reservations in tenancy",
      "Allow any-user to use compute-capacity-reservations in tenancy where ALL " +
        "{request.principal.type = 'nodepool', request.principal.compartment.id = 'platform'}",
    ]);
  });
});
