import { describe, expect, it } from "vitest";
import { registrationsOf } from "../../../test/mock-engine.ts";
import { OciBastion } from "./bastion.ts";

const bastionWith = (args: { clientCidrs: string[]; maxSessionTtlSeconds?: number }) =>
  registrationsOf(() => {
    new OciBastion("prod-fra-bastion", { compartmentId: "security-id", subnetId: "bastion-subnet", ...args });
  });
const office = { clientCidrs: ["192.0.2.0/24"] };

describe("OciBastion", () => {
  it("lets the named ranges in, for three hours at most, under a name every API version takes", async () => {
    const made = await bastionWith(office);
    expect(made.map((one) => one.type)).toEqual(["sgc:oci:OciBastion", "oci:Bastion/bastion:Bastion"]);
    expect(made[1]?.inputs).toEqual({
      bastionType: "STANDARD",
      compartmentId: "security-id",
      targetSubnetId: "bastion-subnet",
      name: "prodfrabastion",
      clientCidrBlockAllowLists: ["192.0.2.0/24"],
      maxSessionTtlInSeconds: 10_800,
    });
  });

  it("refuses sessions longer than OCI holds open, and shorter", async () => {
    await expect(bastionWith({ ...office, maxSessionTtlSeconds: 10_801 })).rejects.toThrow("accepted: 1800 to 10800");
    await expect(bastionWith({ ...office, maxSessionTtlSeconds: 60 })).rejects.toThrow("accepted: 1800 to 10800");
  });

  it("refuses to open to nobody, and to the whole internet", async () => {
    await expect(bastionWith({ clientCidrs: [] })).rejects.toThrow("clientCidrs is empty");
    await expect(bastionWith({ clientCidrs: ["192.0.2.0/24", "0.0.0.0/0"] })).rejects.toThrow("the whole internet");
  });
});
