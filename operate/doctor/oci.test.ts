import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { OciEnvironment } from "../../stacks/environment.ts";
import { runChecks } from "./check.ts";
import { ociChecks } from "./oci.ts";
import { type Answer, contextOf, serveAnswers, writeOciConfig } from "./testing.ts";

const tenancyOcid = "ocid1.tenancy.oc1..replace-me";
const domain = (number: number) => ({ name: `Uocm:EU-FRANKFURT-1-AD-${number}` });
const capacity = (status: string, count?: number) => ({
  shapeAvailabilities: ["VM.GPU.A10.1", "BM.GPU.L40S.4"].map((instanceShape) => ({
    instanceShape,
    availabilityStatus: status,
    ...(count === undefined ? {} : { availableCount: count }),
  })),
});

/** A tenancy in which everything is well. */
const well: Readonly<Record<string, Answer>> = {
  [`GET /20160918/tenancies/${tenancyOcid}`]: { body: { name: "muster", homeRegionKey: "FRA" } },
  [`GET /20160918/tenancies/${tenancyOcid}/regionSubscriptions`]: {
    body: [{ regionName: "eu-frankfurt-1", status: "READY", isHomeRegion: true }],
  },
  "GET /20160918/availabilityDomains/": { body: [domain(1), domain(2)] },
  "GET /20190729/services/compute/limits/gpu-a10-count/resourceAvailability": { body: { used: 1, available: 3 } },
  "POST /20160918/computeCapacityReports": { body: capacity("AVAILABLE", 2) },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "oci-doctor-"));
  vi.stubEnv("OCI_CONFIG_FILE", writeOciConfig(folder, tenancyOcid));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function linesWith(changes: Readonly<Record<string, Answer>> = {}) {
  const { url, server, asked } = await serveAnswers({ ...well, ...changes });
  try {
    const context = contextOf("prod-fra");
    const checks = ociChecks(context, context.environment as OciEnvironment, { endpoint: () => url });
    return { lines: await runChecks(checks, 10_000), asked };
  } finally {
    server.close();
  }
}
const of = (id: string, { lines }: Awaited<ReturnType<typeof linesWith>>) => lines.filter((line) => line.id === id);

describe("a look at OCI", () => {
  it("finds everything well where it is", async () => {
    const found = await linesWith();
    expect(found.lines.map(({ id, status, what }) => `${id} ${status} ${what}`)).toEqual([
      "oci.credentials ok the profile's key is for the stack's tenancy",
      "oci.tenancy ok tenancy muster, home region eu-frankfurt-1 (Frankfurt, DE)",
      "oci.region ok the tenancy is subscribed to eu-frankfurt-1",
      "oci.limits ok limit gpu-a10-count for VM.GPU.A10.1: AD-1 3 left (1 used), AD-2 3 left (1 used)",
      "oci.limits unknown limit of BM.GPU.L40S.4: its name is not published",
      "oci.capacity ok hosts of VM.GPU.A10.1 now: AD-1 available (2), AD-2 available (2)",
      "oci.capacity ok hosts of BM.GPU.L40S.4 now: AD-1 available (2), AD-2 available (2)",
      expect.stringMatching(/^oci\.clock ok this machine's clock is \d+ s ahead of OCI's$/),
    ]);
  });

  it("asks and changes nothing", async () => {
    const { asked } = await linesWith();
    expect(asked.filter((line) => !line.startsWith("GET ") && !line.includes("/computeCapacityReports"))).toEqual([]);
  });

  it("asks for the availability domains once", async () => {
    const { asked } = await linesWith();
    expect(asked.filter((line) => line.includes("/availabilityDomains/"))).toHaveLength(1);
  });

  it("says so when no host is free, and what to do", async () => {
    const found = await linesWith({
      "POST /20160918/computeCapacityReports": { body: capacity("OUT_OF_HOST_CAPACITY") },
    });
    const [line] = of("oci.capacity", found);
    expect(line).toMatchObject({ status: "failed", what: expect.stringMatching(/AD-1 out of host capacity/) });
    expect(line?.next).toMatch(/another shape or region/);
  });

  it("says so when the limit is 0", async () => {
    const path = "GET /20190729/services/compute/limits/gpu-a10-count/resourceAvailability";
    const [line] = of("oci.limits", await linesWith({ [path]: { body: { used: 0, available: 0 } } }));
    expect(line).toMatchObject({
      status: "failed",
      next: expect.stringMatching(/ask Oracle for more of gpu-a10-count/),
    });
  });

  it("refuses a home region outside the profile", async () => {
    const found = await linesWith({
      [`GET /20160918/tenancies/${tenancyOcid}`]: { body: { name: "muster", homeRegionKey: "IAD" } },
    });
    expect(of("oci.tenancy", found)[0]).toMatchObject({ status: "failed", what: expect.stringMatching(/Ashburn, US/) });
  });

  it("says so when the tenancy is not subscribed to the region", async () => {
    const path = `GET /20160918/tenancies/${tenancyOcid}/regionSubscriptions`;
    const [line] = of("oci.region", await linesWith({ [path]: { body: [] } }));
    expect(line).toMatchObject({ status: "failed", next: expect.stringMatching(/Region Management/) });
  });

  it("says that credentials have expired, when OCI does not take them", async () => {
    const refused: Answer = { status: 401, body: { code: "NotAuthenticated", message: "The required information…" } };
    const found = await linesWith(Object.fromEntries(Object.keys(well).map((path) => [path, refused])));
    expect(of("oci.tenancy", found)[0]).toMatchObject({
      status: "failed",
      blocks: true,
      next: expect.stringMatching(/API key is still listed/),
    });
  });

  it("says that the clock is wrong, by the date of whatever answer", async () => {
    const late = new Date(Date.now() + 20 * 60_000).toUTCString();
    const changes = Object.entries(well).map(([path, answer]) => [path, { ...answer, status: 401, date: late }]);
    const [line] = of("oci.clock", await linesWith(Object.fromEntries(changes)));
    expect(line).toMatchObject({ status: "failed", what: expect.stringMatching(/behind OCI's/) });
  });

  it("says unknown when the user may not read something", async () => {
    const [line] = of(
      "oci.limits",
      await linesWith({ "GET /20160918/availabilityDomains/": { status: 404, body: {} } }),
    );
    expect(line).toMatchObject({ status: "unknown", next: expect.stringMatching(/inspect rights/) });
  });

  it("takes an answer that is not OCI's for what it is", async () => {
    const found = await linesWith({ [`GET /20160918/tenancies/${tenancyOcid}`]: { status: 503, body: "<html>" } });
    expect(of("oci.tenancy", found)[0]?.what).toMatch(/a proxy may be between/);
  });

  it("is unknown without credentials, with one step for all of it", async () => {
    vi.stubEnv("OCI_CONFIG_FILE", join(folder, "none"));
    const found = await linesWith();
    vi.stubEnv("OCI_CONFIG_FILE", join(folder, "config"));
    expect(new Set(found.lines.map(({ status }) => status))).toEqual(new Set(["unknown"]));
    expect(found.lines[0]?.next).toBe("oci setup config writes it");
    expect(found.lines[1]?.next).toBe("mend oci.credentials first");
    expect(found.asked).toEqual([]);
  });
});
