import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { replacementTables } from "../../../../plan/replacement/table.ts";
import { Disk } from "../base/disk.ts";
import { ociResources } from "./resources.ts";
import { OciStandIn } from "./stand-in.ts";

const tenancyOcid = "ocid1.tenancy.oc1..aaaa";
const compartment = { compartmentId: tenancyOcid, name: "data", description: "", enableDelete: true };

describe("the stand-in for oci", () => {
  let oci: OciStandIn;
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), "oci-stand-in-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    oci = new OciStandIn(new Disk(folder));
    oci.configure({ region: "eu-frankfurt-1", tenancyOcid });
  });
  const make = (type: string, inputs: object) => oci.create(type, inputs as never, false);
  const compartmentType = "oci:Identity/compartment:Compartment";

  it("knows every type that the kit's table of replacements has of OCI and the stacks use", () => {
    const table = replacementTables.find((each) => each.package === "oci");
    const known = table?.facts.map(({ type }) => type) ?? [];
    expect(Object.keys(ociResources).filter((type) => !known.includes(type))).toEqual([]);
  });

  it("keeps what it made, and gives ids of the realm", () => {
    const { id } = make(compartmentType, compartment);
    expect(id).toMatch(/^ocid1\.compartment\.oc1\.\.a{8}[0-9a-f]+$/);
    expect(oci.read(compartmentType, { id, inputs: {}, outputs: {} })?.inputs).toEqual(compartment);
  });

  it("refuses a name that is taken, an id that is nobody's, and a type that it does not know", () => {
    make(compartmentType, compartment);
    expect(() => make(compartmentType, compartment)).toThrow("409-Conflict");
    const lost = { compartmentId: "ocid1.compartment.oc1..aaaalost", displayName: "v", cidrBlocks: [] };
    expect(() => make("oci:Core/vcn:Vcn", lost)).toThrow("404-NotAuthorizedOrNotFound");
    expect(() => oci.check("oci:Core/cpe:Cpe", {})).toThrow("does not know the type oci:Core/cpe:Cpe");
  });

  it("lets nobody use a key that no policy opens", () => {
    const vault = make("oci:Kms/vault:Vault", { compartmentId: tenancyOcid, displayName: "v", vaultType: "DEFAULT" });
    const managementEndpoint = String(vault.outputs.managementEndpoint);
    const key = make("oci:Kms/key:Key", { compartmentId: tenancyOcid, managementEndpoint });
    const bucket = { compartmentId: tenancyOcid, namespace: "n", name: "b", kmsKeyId: key.id };
    expect(() => make("oci:ObjectStorage/bucket:Bucket", bucket)).toThrow("not permitted to use the key");
    const statements = [`Allow service x to use keys in tenancy where target.key.id = '${key.id}'`];
    make("oci:Identity/policy:Policy", { compartmentId: tenancyOcid, name: "p", description: "", statements });
    expect(make("oci:ObjectStorage/bucket:Bucket", bucket).id).toBe("n/n/b/b");
  });

  it("deletes nothing that others refer to", () => {
    const { id } = make(compartmentType, compartment);
    const vcn = make("oci:Core/vcn:Vcn", { compartmentId: id, displayName: "v" });
    const remove = (type: string, id: string) => oci.delete(type, { id, inputs: {}, outputs: {} });
    expect(() => remove(compartmentType, id)).toThrow("409-Conflict");
    remove("oci:Core/vcn:Vcn", vcn.id);
    remove(compartmentType, id);
    expect(oci.read(compartmentType, { id, inputs: {}, outputs: {} })).toBeUndefined();
  });

  it("makes nothing in a preview", () => {
    const made = oci.create(compartmentType, compartment, true);
    expect(made).toEqual({ id: "", outputs: compartment });
    expect(oci.read(compartmentType, { id: made.id, inputs: {}, outputs: {} })).toBeUndefined();
  });
});
