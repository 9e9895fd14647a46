import { describe, expect, it } from "vitest";
import { deploymentOf } from "../deployment.ts";
import { changesOf, errorsOf } from "../engine-events.ts";
import { itGoes } from "./life.ts";

const network = "oci:Core/vcn:Vcn";
const nodePool = "oci:ContainerEngine/nodePool:NodePool";
/** There are dozens, and nothing waits for them. */
const rule = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";

describe("an up that does not get to its end", () => {
  const deployment = deploymentOf("prod-fra");
  const clouds = () => deployment().workspace.clouds;

  it("is killed while the network is being made, and the state says what is uncertain", async () => {
    clouds().order([{ type: network, operation: "create", kind: "slow", latencyMs: 3_600_000 }]);
    const ending = new AbortController();
    // One thing at a time: when the network is asked for, all that went before is done and written down.
    const up = deployment().run(["up", "--parallel", "1"], {
      // Written down step by step, as the CLI does unless it is told otherwise.
      env: { PULUMI_SKIP_CHECKPOINTS: "false" },
      signal: ending.signal,
    });
    await clouds().whenBegun("create", network);
    ending.abort();
    expect((await up).status).toBe("SIGKILL");
    clouds().calm();
    expect((await deployment().state()).pending).toBe(1);
    // The lock of a killed engine is its user's to break, and so is the doubt about what it was making: nothing, here.
    await deployment().mustRun(["cancel", "--yes"]);
    expect(
      clouds()
        .objects("oci")
        .filter(({ type }) => type === network),
    ).toEqual([]);
    await deployment().mustRun(["refresh", "--clear-pending-creates"]);
    expect((await deployment().state()).pending).toBe(0);
  });

  it("goes on until the cloud refuses, and says what was refused", async () => {
    clouds().order([
      { type: nodePool, operation: "create", kind: "out-of-capacity", times: 1 },
      { type: nodePool, operation: "create", kind: "timeout", times: 1 },
      { type: rule, operation: "create", kind: "too-many-requests", times: 2 },
      { type: rule, operation: "create", kind: "conflict", times: 1 },
      { type: rule, operation: "create", kind: "not-yet-consistent", times: 1 },
    ]);
    const up = await deployment().run(["up", "--continue-on-error"]);
    expect(up.status).not.toBe(0);
    const errors = errorsOf(up.events).join("\n");
    for (const refusal of ["Out of host capacity", "429-", "409-", "404-", "timeout while waiting"]) {
      expect(errors).toContain(refusal);
    }
  });

  it("comes to its end when nothing is in its way", async () => {
    clouds().calm();
    const up = await deployment().run(["up"]);
    expect(errorsOf(up.events)).toEqual([]);
    expect(up.status).toBe(0);
    const { pending, resources } = await deployment().state();
    expect(pending).toBe(0);
    expect(resources.filter(({ initErrors }) => initErrors.length > 0)).toEqual([]);
    expect(changesOf((await deployment().run(["up"])).events)).toEqual({});
  });

  it("has made everything once", () => {
    const made = clouds()
      .calls()
      .flatMap(({ operation, outcome, type, object }) =>
        operation === "create" && outcome === "done" ? [`${type} ${object}`] : [],
      );
    expect(made.filter((each, index) => made.indexOf(each) !== index)).toEqual([]);
  });

  itGoes(deployment);
});
