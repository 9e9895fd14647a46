import { describe, expect, it } from "vitest";
import { withCorrections } from "../../engine/correction.ts";
import { extract } from "../../engine/extract/subject.ts";
import { parseSettings } from "../../engine/settings.ts";
import { CASE_SETTINGS, judgeCase } from "../../engine/testing/cases.ts";
import { objections } from "../../engine/testing/objections.ts";
import { registryAllowList } from "./rule.ts";

const DIGEST = `sha256:${"7a".repeat(32)}`;
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const pod = (container: unknown, list = "containers") => ({ spec: { template: { spec: { [list]: [container] } } } });

function corrected(properties: object, mirror: string | undefined, type = DEPLOYMENT): object {
  const subject = extract({ urn: "u", type, name: "n", properties });
  const settings = parseSettings({ ...CASE_SETTINGS, mirror });
  return withCorrections(properties, registryAllowList.correct?.(subject, settings) ?? []);
}

describe("SUP-001 takes an image from the mirror", () => {
  it.each([
    ["quay.io/acme/app", "acme/app"],
    ["quay.io/acme/app:1.2", "acme/app:1.2"],
    [`quay.io/acme/app@${DIGEST}`, `acme/app@${DIGEST}`],
    [`quay.io/acme/app:1.2@${DIGEST}`, `acme/app:1.2@${DIGEST}`],
    ["redis:7", "library/redis:7"],
  ])("as %s", (image, path) => {
    for (const mirror of ["registry.example.eu/mirror", "registry.example.eu/mirror/"])
      expect(corrected(pod({ name: "app", image }), mirror)).toEqual(
        pod({ name: "app", image: `registry.example.eu/mirror/${path}` }),
      );
  });

  it("in containers that start before or beside the others too", () => {
    for (const list of ["initContainers", "ephemeralContainers"])
      expect(corrected(pod({ image: "quay.io/acme/app:1" }, list), "registry.example.eu")).toEqual(
        pod({ image: "registry.example.eu/acme/app:1" }, list),
      );
  });

  it.each([
    ["that comes from there", DEPLOYMENT, pod({ image: "registry.example.eu/mirror/acme/app:1" })],
    ["of one's own", DEPLOYMENT, pod({ image: "registry.example.eu/acme/app:1" })],
    ["whose tag is not known yet", DEPLOYMENT, pod({ image: "quay.io/a/b:04da6b54-80e4-46f7-96ec-b56ff0331ba9" })],
    ["that can not be read", DEPLOYMENT, pod({ image: "quay.io/acme/app:1:2" })],
    ["that a shell starts", DEPLOYMENT, pod({ command: ["sh", "-c", "docker run quay.io/acme/app:1"] })],
    ["outside of Kubernetes", "aws:ecs/taskDefinition:TaskDefinition", pod({ image: "quay.io/acme/app:1" })],
    ["of no container", "kubernetes:example.com/v1:App", { spec: { image: "quay.io/acme/app:1" } }],
  ])("but leaves one %s", (_, type, properties) => {
    expect(corrected(properties, "registry.example.eu/mirror", type)).toBe(properties);
  });

  it("only where there is a mirror", () => {
    const properties = pod({ image: "quay.io/acme/app:1" });
    expect(corrected(properties, undefined)).toBe(properties);
  });
});

describe("SUP-001 on an image", () => {
  const said = (type: string, image: unknown) => objections(registryAllowList, { type, properties: { image } });

  it.each([
    ["repository:file:Dockerfile", { $unknown: true }, true],
    ["repository:file:Compose", { $unknown: true }, true],
    ["repository:file:Dockerfile", "$" + "{REGISTRY}/app:1", undefined],
    ["repository:file:Workflow", { $unknown: true }, undefined],
  ])("of %s that is %j says whether the build decides", (type, image, advisory) => {
    const written = { rule: "SUP-001", kind: "unknown", name: "written", shows: "", expect: [] } as const;
    const properties = {
      instructions: [{ image }],
      services: { app: { image } },
      jobs: { up: { container: { image } } },
    };
    const found = judgeCase(registryAllowList, { ...written, type, properties });
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(one.advisory).toBe(advisory);
  });

  it("advises a registry of one's own where there is no mirror", () => {
    const written = { rule: "SUP-001", kind: "violating", name: "written", shows: "", expect: [] } as const;
    const properties = pod({ image: "quay.io/acme/app:1" });
    const settings = { mirror: undefined };
    expect(judgeCase(registryAllowList, { ...written, type: DEPLOYMENT, properties, settings })).toMatchObject([
      { fix: "pull it from a registry of your own" },
    ]);
  });

  it.each(["localhost:5000/app:1", "registry.default.svc.cluster.local/app:1", "10.0.0.5:5000/app:1"])(
    "accepts %s of the cluster or the machine itself",
    (image) => {
      expect(said("docker:index/remoteImage:RemoteImage", image)).toEqual([]);
    },
  );
});
