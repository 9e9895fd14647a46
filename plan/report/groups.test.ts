import { describe, expect, it } from "vitest";
import { SecretValue } from "../engine/values.ts";
import type { Finding } from "../model.ts";
import { componentCosts, findingGroups, openGroups, outputLines, shownGroups } from "./groups.ts";
import { prodFra, withViolations } from "./testing/sample-plan.ts";

const finding = (rest: Partial<Finding>): Finding => ({
  pack: "residency",
  rule: "RES-001",
  title: "region-allow-list",
  level: "mandatory",
  severity: "critical",
  axis: "residency",
  urn: "urn:pulumi:s::p::a:b:C::one",
  path: "",
  message: "us-ashburn-1 is outside the profile",
  fix: "use eu-frankfurt-1",
  why: "",
  ...rest,
});

describe("findings with one cause", () => {
  it("become one entry that names every resource once", () => {
    const groups = findingGroups(["one", "two", "two"].map((urn) => finding({ urn })));
    expect(groups.map(({ urns }) => urns)).toEqual([["one", "two"]]);
  });

  it("stay one entry when the rule words them differently but one line of the file causes them", () => {
    const source = { file: "Pulumi.s.yaml", path: "cloud.region", line: 4, column: 3 };
    const groups = findingGroups([finding({ message: "a", source }), finding({ message: "b", source })]);
    expect(groups.map(({ messages }) => messages)).toEqual([["a", "b"]]);
  });

  it("stay apart when the level, the value or the line differs", () => {
    const source = { file: "Pulumi.s.yaml", path: "cloud.region", line: 4, column: 3 };
    const different = [
      {},
      { level: "advisory" },
      { message: "uk-london-1 is outside" },
      { source },
      { source: { ...source, line: 9 } },
    ];
    expect(findingGroups(different.map((rest) => finding(rest as Partial<Finding>)))).toHaveLength(5);
  });

  it("come in the order of what blocks, then what is worse", () => {
    const groups = findingGroups([
      finding({ level: "advisory", severity: "critical", rule: "c" }),
      finding({ level: "mandatory", severity: "low", rule: "b" }),
      finding({ level: "mandatory", severity: "critical", rule: "a" }),
    ]);
    expect(groups.map(({ first }) => first.rule)).toEqual(["a", "b", "c"]);
  });

  it("leave room for other rules when one rule has a thousand", () => {
    const many = Array.from({ length: 1000 }, (_, index) => finding({ message: `pool ${index}` }));
    const { shown, hidden } = shownGroups(findingGroups([...many, finding({ rule: "RES-007" })]));
    expect(shown).toHaveLength(11);
    expect(shown.at(-1)?.first.rule).toBe("RES-007");
    expect(hidden).toEqual([{ rule: "RES-001 region-allow-list", count: 990 }]);
  });

  it("lose no resource of a whole plan", () => {
    const { findings } = withViolations();
    const urns = findingGroups(findings).flatMap((group) => group.urns);
    expect(new Set(urns)).toEqual(new Set(findings.map(({ urn }) => urn)));
  });
});

describe("cost per component", () => {
  it("adds up to the same total whether or not rows are folded", () => {
    const { cost } = prodFra(
      Array.from({ length: 50 }, (_, index) => ({ name: `p${index}`, shape: "VM.GPU.A10.1", gpu: "A10G", max: index })),
    );
    for (const limit of [1, 5, 1000]) {
      const rows = componentCosts(cost, limit);
      expect(rows.length).toBeLessThanOrEqual(limit);
      expect(rows.reduce((sum, row) => sum + row.active, 0)).toBeCloseTo(cost.monthly.active, 6);
      expect(rows.reduce((sum, row) => sum + row.idle, 0)).toBeCloseTo(cost.monthly.idle, 6);
    }
    expect(componentCosts(cost, 5).at(-1)?.component).toBe("48 more components");
  });
});

describe("open values", () => {
  it("are named by stack-file path with the value, or by resource and property, grouped by reason", () => {
    const urn = "urn:pulumi:s::p::sgc:x:Y$a:b:C::web::one";
    expect(
      openGroups([
        { where: "discovery.nodeImages", path: "", reason: "r" },
        { where: "eu-frankfurt-1", path: "cloud.region", reason: "r" },
        { where: urn, path: "vcnId", reason: "r" },
        { where: urn, path: "", reason: "s" },
      ]),
    ).toEqual([
      { reason: "r", places: ["discovery.nodeImages", "cloud.region (eu-frankfurt-1)", "web::one.vcnId"] },
      { reason: "s", places: ["web::one"] },
    ]);
  });
});

describe("outputs", () => {
  it("put a small record on one line and keep a long one short", () => {
    const outputs = {
      store: null,
      host: "h",
      sdk: { gateway: { host: "g", port: 443 } },
      list: [1, 2],
      empty: {},
      many: { a: { x: [{}] }, b: 1, c: 2 },
    };
    expect(outputLines(outputs, 2)).toEqual([
      { path: "store", value: "none" },
      { path: "host", value: "h" },
      { path: "sdk.gateway", value: "host g, port 443" },
      { path: "list", value: "1, 2" },
      { path: "empty", value: "none" },
      { path: "many.a.x[0]", value: "none" },
      { path: "many.b", value: "1" },
      { path: "many", value: "and 1 more values" },
    ]);
  });

  it("do not repeat the residency report, which stands at the top", () => {
    expect(outputLines({ residency: { profile: "p" }, host: "h" }, 9)).toEqual([{ path: "host", value: "h" }]);
  });

  it("never print a secret, not even one that is still wrapped", () => {
    expect(outputLines({ token: new SecretValue("hunter2") }, 9)).toEqual([{ path: "token", value: "[secret]" }]);
  });
});
