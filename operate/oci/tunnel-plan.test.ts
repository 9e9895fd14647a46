import { describe, expect, it } from "vitest";
import { type ExportedResource, exportText } from "../../plan/against/testing/export-of.ts";
import { parseState } from "../state/read-state.ts";
import { leftovers } from "./leftovers.ts";
import { tunnelPlan } from "./tunnel-plan.ts";

const bastion = {
  urn: "urn:pulumi:s::p::oci:Bastion/bastion:Bastion::b",
  type: "oci:Bastion/bastion:Bastion",
  custom: true,
  inputs: {},
  id: "ocid1.bastion",
  outputs: { maxSessionTtlInSeconds: 3600 },
};
const cluster = {
  urn: "urn:pulumi:s::p::oci:ContainerEngine/cluster:Cluster::c",
  type: "oci:ContainerEngine/cluster:Cluster",
  custom: true,
  inputs: {},
  id: "ocid1.cluster",
  outputs: { endpoints: [{ privateEndpoint: "10.16.147.5:6443" }] },
};
const stateOf = (...resources: ExportedResource[]) => parseState(exportText(resources), "s").resources;
const options = { localPort: 7443, sshPublicKey: "/home/jo/.ssh/id_rsa.pub" };

describe("a tunnel to a private endpoint", () => {
  it("is a session of the bastion and an ssh on it", () => {
    const plan = tunnelPlan(stateOf(bastion, cluster), "eu-frankfurt-1", options);
    expect(plan.createSession.join(" ")).toBe(
      "bastion session create-port-forwarding --bastion-id ocid1.bastion --target-private-ip 10.16.147.5 --target-port 6443 --session-ttl 3600 --ssh-public-key-file /home/jo/.ssh/id_rsa.pub --region eu-frankfurt-1 --wait-for-state SUCCEEDED",
    );
    expect(plan.ssh("ocid1.session").join(" ")).toBe(
      "-i /home/jo/.ssh/id_rsa -N -L 127.0.0.1:7443:10.16.147.5:6443 -o ServerAliveInterval=30 -o ExitOnForwardFailure=yes ocid1.session@host.bastion.eu-frankfurt-1.oci.oraclecloud.com",
    );
  });

  it("goes to the realm of the region", () => {
    const plan = tunnelPlan(stateOf(bastion, cluster), "eu-frankfurt-2", options);
    expect(plan.ssh("s").at(-1)).toBe("s@host.bastion.eu-frankfurt-2.oci.oraclecloud.eu");
  });

  it("is refused in words without a bastion or a cluster", () => {
    expect(() => tunnelPlan(stateOf(cluster), "eu-frankfurt-1", options)).toThrow(
      /no bastion\n {2}next: name your addresses/,
    );
    expect(() => tunnelPlan(stateOf(bastion), "eu-frankfurt-1", options)).toThrow(/no private endpoint/);
  });
});

describe("what a cloud still has", () => {
  const item = (ocid: string, state: string) => ({ ocid, type: "LoadBalancer", name: ocid, state });

  it("is left behind unless the state knows it or it goes by itself", () => {
    const items = [
      item("a", "ACTIVE"),
      item("b", ""),
      item("c", "PENDING_DELETION"),
      item("d", "DELETED"),
      item("e", "RUNNING"),
    ];
    const { left, scheduled } = leftovers(items, new Set(["e"]));
    expect(left.map(({ ocid }) => ocid)).toEqual(["a", "b"]);
    expect(scheduled.map(({ ocid }) => ocid)).toEqual(["c"]);
  });
});
