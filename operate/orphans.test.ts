import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type ExportedResource, exportText } from "../plan/against/testing/export-of.ts";
import { type Answer, contextOf, serveAnswers, writeOciConfig } from "./doctor/testing.ts";
import { findOrphans } from "./orphans.ts";
import { parseState } from "./state/read-state.ts";

const search = "POST /20180409/resources";
const resource = (type: string, id: string): ExportedResource => ({
  urn: `urn:pulumi:prod-fra::eu-gpu-cloud::${type}::${id}`,
  type,
  custom: true,
  id,
  inputs: {},
});
const stateOf = (...resources: ExportedResource[]) => parseState(exportText(resources), "prod-fra").resources;
const compartment = resource("oci:Identity/compartment:Compartment", "ocid1.compartment.platform");
const network = resource("oci:Core/vcn:Vcn", "ocid1.vcn.known");
const found = (identifier: string, resourceType: string, lifecycleState: string | null): object => ({
  identifier,
  resourceType,
  displayName: `name-of-${identifier}`,
  lifecycleState,
  compartmentId: "ocid1.compartment.platform",
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "orphans-"));
  writeOciConfig(folder, "ocid1.tenancy.oc1..t");
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => vi.stubEnv("OCI_CONFIG_FILE", join(folder, "config")));
afterEach(() => vi.unstubAllEnvs());

async function saidOf(answer: Answer, before = stateOf(compartment, network), after = stateOf(network)) {
  const { url, server, asked } = await serveAnswers({ [search]: answer });
  try {
    return { said: await findOrphans(contextOf("prod-fra"), before, after, { endpoint: () => url }), asked };
  } finally {
    server.close();
  }
}

describe("what a destroyed environment leaves behind in OCI", () => {
  it("is whatever its compartments still hold and no state knows, but for what the cloud deletes itself", async () => {
    const { said, asked } = await saidOf({
      body: {
        items: [
          found("ocid1.loadbalancer.left", "LoadBalancer", "ACTIVE"),
          found("ocid1.volume.left", "Volume", null),
          found("ocid1.vault.waiting", "Vault", "PENDING_DELETION"),
          found("ocid1.vcn.known", "Vcn", "AVAILABLE"),
        ],
      },
    });
    expect(said).toBe(
      [
        "left behind in eu-frankfurt-1, unknown to the state:",
        "    LoadBalancer name-of-ocid1.loadbalancer.left active  ocid1.loadbalancer.left",
        "    Volume name-of-ocid1.volume.left  ocid1.volume.left",
        "  next: delete them in the console; load balancers and volumes cost money",
        "    Vault name-of-ocid1.vault.waiting pending deletion: Oracle deletes it by itself",
        "",
      ].join("\n"),
    );
    expect(asked).toHaveLength(1);
  });

  it("is said to be more where the search says only so much at once", async () => {
    const items = Array.from({ length: 1000 }, (_, index) => found(`ocid1.volume.${index}`, "Volume", "AVAILABLE"));
    expect((await saidOf({ body: { items } })).said).toMatch(/\n {4}and perhaps more .*\n$/);
  });

  it("is nothing, as far as the search knows by now", async () => {
    expect((await saidOf({ body: { items: [] } })).said).toMatch(/^nothing is left behind in 1 compartment, as far as/);
  });

  it("is not looked for when the state named no place to look into", async () => {
    const { said, asked } = await saidOf({ body: { items: [] } }, stateOf(network));
    expect(said).toMatch(/named no compartment/);
    expect(asked).toEqual([]);
  });

  it.each<[string, Answer, RegExp]>([
    ["Oracle refuses the question", { status: 404, body: { code: "NotAuthorizedOrNotFound", message: "no" } }, /404/],
    ["somebody else answers", { status: 502, body: "<html>" }, /a proxy may be between/],
  ])("is unknown when %s, with what to do, and never taken for nothing", async (_, answer, words) => {
    const { said } = await saidOf(answer);
    expect(said).toMatch(/^whether anything is left behind is unknown: /);
    expect(said).toMatch(words);
    expect(said).toMatch(/\n {2}next: look in the provider's console\n$/);
  });

  it("is unknown without credentials", async () => {
    vi.stubEnv("OCI_CONFIG_FILE", join(folder, "none"));
    const { said, asked } = await saidOf({ body: { items: [] } });
    expect(said).toMatch(/is unknown: there is no .*none\n {2}next: oci setup config/);
    expect(asked).toEqual([]);
  });
});
