import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mirrorRepository } from "../components/images/images.ts";
import { buildPacks } from "../scripts/build-packs.mjs";
import { type Corrections, correctionsBy } from "./corrections.ts";
import { type RunningPack, startPack } from "./engine/packs.ts";
import { plannedResource } from "./engine/planned-resource.ts";
import { SecretValue, UnknownValue } from "./engine/values.ts";
import { findingsOf } from "./findings.ts";
import type { PlannedResource } from "./model.ts";

const projectDir = join(import.meta.dirname, "..");
const mirror = "registry.example.eu/mirror";
const settings = { profile: "eu-residency", mirror, today: "2026-11-22" };
const both = ["SUP-001", "NET-009"];
const type = "kubernetes:apps/v1:Deployment";
const password = new SecretValue("canary-4f1c9a7e");

const deployment = (...containers: readonly PlannedResource["properties"][]): PlannedResource =>
  plannedResource({
    urn: `urn:pulumi:prod::kit::${type}::grafana`,
    type,
    name: "grafana",
    properties: {
      metadata: { uid: UnknownValue.instance },
      __note: "kept",
      spec: { template: { spec: { containers } } },
    },
  });
const written = deployment({ name: "app", image: "grafana/grafana:12", env: [{ name: "PASSWORD", value: password }] });
const off = { name: "GF_ANALYTICS_REPORTING_ENABLED", value: "false" };

let packs: RunningPack[] = [];
let corrections: Corrections;
let corrected: PlannedResource;
beforeAll(async () => {
  const folders = await buildPacks({ onlyIfStale: true });
  const asked = folders.filter((folder) => /hardening|subprocessors/.test(folder));
  packs = await Promise.all(asked.map((folder) => startPack(folder, { projectDir })));
  corrections = await correctionsBy(packs, settings, both);
  corrected = await corrections.correct(written, undefined);
}, 60_000);
afterAll(() => {
  for (const pack of packs) pack.close();
});

describe("packs that correct", () => {
  it("change what they object to and keep secrets, unknowns and everything else", () => {
    const image = `${mirrorRepository(mirror, "docker.io/grafana/grafana")}:12`;
    const env = [{ name: "PASSWORD", value: password }, off];
    expect(corrected).toEqual(deployment({ name: "app", image, env }));
  });

  it("say of each property what became of it, and show no secret", () => {
    const told = corrections.told([corrected]);
    const container = "spec.template.spec.containers[0]";
    expect(told).toMatchObject([
      { rule: "NET-009", pack: "hardening", level: "remediate", path: `${container}.env[1]` },
      {
        rule: "SUP-001",
        pack: "subprocessors",
        level: "remediate",
        path: `${container}.image`,
        message: `grafana/grafana:12 becomes ${mirror}/grafana/grafana:12`,
      },
    ]);
    expect(JSON.stringify(told)).not.toContain(password.element);
  });

  it("find nothing more to object to in what they corrected, and refuse what they can not correct", async () => {
    const said = async (resource: PlannedResource) => {
      const run = { project: "kit", stack: "prod", resources: [resource], invokes: [], outputs: {}, log: [] };
      const found = await Promise.all(packs.map((pack) => findingsOf(pack, run, settings, both)));
      return found.flat().filter(({ rule }) => both.includes(rule));
    };
    expect(await said(corrected)).toEqual([]);
    const flagOnly = deployment({ name: "app", image: `${mirror}/grafana/mimir:3` });
    expect(await corrections.correct(flagOnly, undefined)).toEqual(flagOnly);
    expect(await said(flagOnly)).toMatchObject([{ rule: "NET-009", level: "mandatory" }]);
  });

  it("leave what somebody waived, and correct nothing unless they are told to", async () => {
    const waivers = both.map((rule) => ({
      rule,
      urn: written.urn,
      owner: "A. Example, platform",
      reason: "moved to the mirror in January",
      reference: "R-7",
      until: "2027-02-01",
    }));
    const waived = await correctionsBy(packs, { ...settings, waivers }, both);
    expect(await waived.correct(written, undefined)).toBe(written);
    const off = await correctionsBy(packs, settings, []);
    expect(await off.correct(written, undefined)).toBe(written);
    for (const pack of packs) {
      await pack.configure({});
      expect(await pack.remediate(written, undefined)).toEqual([]);
    }
  });
});
