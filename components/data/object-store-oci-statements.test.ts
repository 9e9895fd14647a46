import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storeStatements } from "./object-store-oci-statements.ts";

const grant = { groupId: "ocid1.group.oc1..g", compartmentId: "ocid1.compartment.oc1..c" };
const bucket = fc.stringMatching(/^[a-z0-9._-]{1,40}$/);

describe("what a key of the platform may do in OCI", () => {
  it("reads and writes objects of its own bucket and nothing else", () => {
    expect(storeStatements({ ...grant, buckets: ["prod-images"] })).toMatchInlineSnapshot(`
      [
        "Allow group id ocid1.group.oc1..g to manage objects in compartment id ocid1.compartment.oc1..c where ALL {target.bucket.name = 'prod-images', ANY {request.permission = 'OBJECT_INSPECT', request.permission = 'OBJECT_READ', request.permission = 'OBJECT_CREATE', request.permission = 'OBJECT_OVERWRITE', request.permission = 'OBJECT_DELETE'}}",
        "Allow group id ocid1.group.oc1..g to manage buckets in compartment id ocid1.compartment.oc1..c where ALL {target.bucket.name = 'prod-images', ANY {request.permission = 'BUCKET_INSPECT', request.permission = 'BUCKET_READ'}}",
      ]
    `);
  });

  it("never reaches every bucket, never deletes a version and never deletes a bucket", () => {
    fc.assert(
      fc.property(fc.array(bucket), fc.option(bucket, { nil: undefined }), (buckets, bucketPrefix) => {
        const statements = storeStatements({ ...grant, buckets, bucketPrefix });
        expect(statements).toHaveLength(2 * (buckets.length + (bucketPrefix === undefined ? 0 : 1)));
        for (const statement of statements) {
          expect(statement).toMatch(/ where ALL \{target\.bucket\.name = ('[^']+'|\/[^/*]+\*\/), ANY \{[^{}]+\}\}$/);
          expect(statement).not.toMatch(/VERSION_DELETE|BUCKET_DELETE|BUCKET_UPDATE|in tenancy|any-user/);
        }
      }),
    );
  });

  it("makes buckets only under the prefix that Beta9 gives its workspaces", () => {
    const creating = (bucketPrefix?: string) =>
      storeStatements({ ...grant, buckets: ["images"], bucketPrefix }).filter((each) => each.includes("BUCKET_CREATE"));
    expect(creating()).toEqual([]);
    expect(creating("prod-workspace-")).toHaveLength(1);
    expect(creating("prod-workspace-")[0]).toContain("target.bucket.name = /prod-workspace-*/");
  });
});
