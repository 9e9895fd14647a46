import { describe, expect, it } from "vitest";
import { UNKNOWN, wireSecret } from "../testing/cases.ts";
import { commandOf, containerAt } from "./containers.ts";
import { item, pathOf, property, type Where } from "./where.ts";

const at = (path: string) =>
  path.split(".").reduce<Where | undefined>((parent, key) => property(parent, key), undefined) as Where;
const container = (value: unknown, where: Where | undefined = at("spec"), secret = false) =>
  containerAt({ value, where, secret });
/** `NAME=value` of the environment, with the certainty where it is not known. */
const environment = (value: object) =>
  [...(container({ image: "a/b", ...value })?.env ?? [])].map(
    ([name, { text, certainty }]) => `${name}=${text}${certainty === "known" ? "" : ` ${certainty}`}`,
  );

describe("containerAt", () => {
  it("tells what runs, and where that stands", () => {
    const value = { image: "grafana/loki:3", command: ["loki"], args: ["-config.file", "x"], env: [] };
    expect(container(value)).toEqual({
      where: at("spec"),
      certainty: "known",
      repository: "grafana/loki",
      command: "loki -config.file x",
      env: new Map(),
      openEnv: false,
    });
  });

  it.each([
    [{ image: "grafana/loki" }],
    [{ imageName: "grafana/loki" }],
    [{ registryImage: "grafana/loki" }],
    [{ imageUri: "grafana/loki" }],
    [{ image: wireSecret("grafana/loki") }],
    [{ image: { repository: "grafana/loki", tag: "3" }, args: ["x"] }],
    [{ image: { repository: "grafana/loki" }, env: { A: "x" } }],
    [{ image: UNKNOWN, imageName: "x" }],
  ])("finds a container in %j", (value) => {
    expect(container(value)?.repository).toBe("image" in value && value.image === UNKNOWN ? "" : "grafana/loki");
  });

  it.each([
    [{}],
    [{ args: ["x"], env: { A: "x" } }],
    [{ images: "grafana/loki", args: ["x"] }],
    [{ image: { repository: "grafana/loki" } }],
    [{ image: { repository: "grafana/loki" }, args: [], env: {} }],
    [{ image: { repository: UNKNOWN }, args: ["x"] }],
    [{ image: { tag: "3" }, args: ["x"] }],
    [["grafana/loki"]],
    ["grafana/loki"],
  ])("finds none in %j", (value) => {
    expect(container(value)).toBeUndefined();
  });

  it.each(["containers", "initContainers", "ephemeralContainers", "InitContainers"])(
    "finds a container of a pod's %s that names no image, when it is told something",
    (list) => {
      const place = item(at(`spec.${list}`), 0);
      expect(container({ args: ["x"] }, place)).toMatchObject({ repository: "", command: "x" });
      expect(container({ env: [] }, place)).toMatchObject({ repository: "", command: "" });
      expect(container({ name: "x" }, place)).toBeUndefined();
    },
  );

  it.each(["sidecars", "mycontainers", "containersettings", "initcontainer", "exitContainers"])(
    "finds none under %s that names no image",
    (list) => {
      expect(container({ args: ["x"] }, item(at(`spec.${list}`), 0))).toBeUndefined();
    },
  );

  it("finds KServe's predictor, which leaves its image to a runtime", () => {
    expect(container({ modelFormat: { name: "onnx" }, args: ["x"] }, at("spec.predictor.model"))?.command).toBe("x");
  });

  it.each(["entrypoint", "entryPoint", "entrypoints", "command", "commands", "args"])("reads its %s", (key) => {
    expect(container({ image: "a/b", [key]: ["run", "it", 1] })?.command).toBe("run it 1");
    expect(container({ image: "a/b", [key]: "run it" })?.command).toBe("run it");
    expect(container({ image: "a/b", [key]: ["run", UNKNOWN, "it"] })?.command).toBe("run  it");
    expect(container({ [key]: ["run"] }, item(at("containers"), 0))?.command).toBe("run");
  });

  it.each(["env", "envs", "environment", "environmentVariables", "secretEnvironmentVariables"])(
    "reads its %s",
    (key) => {
      expect(environment({ [key]: { A: "x" } })).toEqual(["A=x"]);
      expect(container({ [key]: { A: "x" } }, item(at("containers"), 0))?.env.size).toBe(1);
    },
  );

  it("is secret where what holds it is", () => {
    expect(container({ image: "a/b" }, at("spec"), true)?.certainty).toBe("secret");
  });

  it("says that more variables come out of other objects", () => {
    expect(container({ image: "a/b", envFrom: [{ configMapRef: { name: "x" } }] })?.openEnv).toBe(true);
  });
});

describe("environment of a container", () => {
  it.each([
    [[{ name: "A", value: "x" }], "A=x"],
    [[{ key: "A", value: "x" }], "A=x"],
    [[{ name: "A", value: "" }], "A="],
    [[{ name: "A" }], "A="],
    [[{ name: "A", value: 1 }], "A=1"],
    [[{ name: "A", value: UNKNOWN }], "A= unknown"],
    [[{ name: "A", valueFrom: { secretKeyRef: { name: "x" } } }], "A= unknown"],
    [[{ name: "A", value: wireSecret("x") }], "A=x secret"],
    [["A=x"], "A=x"],
    [["A=x=y"], "A=x=y"],
    [["A="], "A="],
    [wireSecret(["A=x"]), "A=x secret"],
    ["A=x", "A=x"],
    [{ A: "x" }, "A=x"],
    [{ A: true }, "A=true"],
    [{ A: UNKNOWN }, "A= unknown"],
    [{ A: wireSecret("x") }, "A=x secret"],
    [{ a_b: "x" }, "A_B=x"],
    [[{ name: "a_b", value: "x" }], "A_B=x"],
    ['{"A": "x"}', "A=x"],
  ])("reads %j as %s", (env, expected) => {
    expect(environment({ env })).toEqual([expected]);
  });

  it.each([[["A"]], [["=x"]], [[{ value: "x" }]], [[{ name: UNKNOWN, value: "x" }]], [{}], [[]], [[7]]])(
    "finds no variable in %j",
    (env) => {
      expect(environment({ env })).toEqual([]);
    },
  );

  it("takes the last of two that are called alike", () => {
    expect(environment({ env: [{ name: "A", value: "x" }], envs: ["a=y"] })).toEqual(["A=y"]);
  });

  it("says where a variable is set", () => {
    const value = { image: "a/b", env: [{ name: "A", value: "x" }, { name: "B" }, "C=y"], environment: { D: "z" } };
    expect([...(container(value)?.env.values() ?? [])].map(({ where }) => pathOf(where))).toEqual([
      "spec.env[0].value",
      "spec.env[1]",
      "spec.env[2]",
      "spec.environment.D",
    ]);
  });
});

describe("commandOf", () => {
  it("reads the command of a probe or a hook", () => {
    const where = at("lifecycle.postStart.exec");
    expect(commandOf({ value: { command: ["sh", "-c", 7, UNKNOWN] }, where, secret: false })).toEqual({
      where,
      text: "sh -c 7 ",
      certainty: "known",
    });
    expect(commandOf({ value: { command: "run it" }, where, secret: true })).toMatchObject({
      text: "run it",
      certainty: "secret",
    });
  });

  it.each([
    ["lifecycle.postStart", { command: ["x"] }],
    ["livenessProbe.exec", {}],
    ["livenessProbe.exec", { command: [] }],
    ["livenessProbe.exec", { commands: ["x"] }],
    ["livenessProbe.execs", { command: ["x"] }],
  ])("finds none at %s in %j", (path, value) => {
    expect(commandOf({ value, where: at(path), secret: false })).toBeUndefined();
  });
});
