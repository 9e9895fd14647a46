import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { VENDORS, vendorOf } from "../../../policies/engine/resolve/vendors.ts";
import { beta9GpuNames } from "../gpu-names.ts";
import { buildGatewayConfig } from "./build-config.ts";
import { leavesOf } from "./leaves.ts";
import { GatewaySettingsError, renderGatewayConfig } from "./render.ts";
import type { GatewaySettings, GpuPool } from "./settings.ts";
import { someSettings } from "./testing.ts";
import unsafeDefaults from "./unsafe-defaults.json" with { type: "json" };

const loaded = (settings: GatewaySettings) => parse(renderGatewayConfig(settings));
const usual = loaded(someSettings);
const [firstPool] = someSettings.workers.gpuPools as [GpuPool];

/** Problems that rendering reports; none when it renders. */
function problemsOf(settings: GatewaySettings): readonly string[] {
  try {
    renderGatewayConfig(settings);
    return [];
  } catch (error) {
    if (error instanceof GatewaySettingsError) return error.problems;
    throw error;
  }
}
const withPool = (changes: Partial<GpuPool>): GatewaySettings => ({
  ...someSettings,
  workers: { ...someSettings.workers, gpuPools: [{ ...firstPool, ...changes }] },
});

describe("the gateway's file", () => {
  it("says what was meant, whatever stands in the settings", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    const anyPool = fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/).filter((name) => name !== "default" && name !== "build"),
      gpu: fc.constantFrom(...beta9GpuNames),
      nodeSelector: fc.dictionary(fc.stringMatching(/^[a-z.]{1,8}\/[a-z]{1,8}$/), fc.string(), { minKeys: 1 }),
    });
    fc.assert(
      fc.property(text, text, text, fc.uniqueArray(anyPool, { selector: ({ name }) => name }), (a, b, c, pools) => {
        const settings: GatewaySettings = {
          ...someSettings,
          redis: { ...someSettings.redis, password: `r${a}` },
          postgres: { ...someSettings.postgres, password: `p${b}`, database: c },
          workers: { ...someSettings.workers, gpuPools: pools.map((pool) => ({ ...firstPool, ...pool })) },
        };
        expect(loaded(settings)).toEqual(JSON.parse(JSON.stringify(buildGatewayConfig(settings))));
      }),
    );
  });

  it("is the same for the same settings, in whatever order pools and labels come", () => {
    const turned = {
      ...someSettings,
      workers: {
        ...someSettings.workers,
        gpuPools: [...someSettings.workers.gpuPools].reverse().map((pool) => ({
          ...pool,
          nodeSelector: Object.fromEntries(Object.entries(pool.nodeSelector).reverse()),
        })),
      },
    };
    expect(renderGatewayConfig(turned)).toBe(renderGatewayConfig(someSettings));
  });

  it("names no service outside the EU", () => {
    const names = leavesOf(usual).flatMap(({ value }) => String(value).match(/[A-Za-z0-9][A-Za-z0-9.-]*/g) ?? []);
    const abroad = names.filter((name) => vendorOf(name.toLowerCase())?.usExposed);
    expect(abroad).toEqual([]);
    const rest = /\b(us-[a-z]+-\d|ash|hil|ami-\w+|localstack|s2\.dev|shadeform|mamba\.pm|astral\.sh|beam\.cloud)\b/;
    expect(renderGatewayConfig(someSettings)).not.toMatch(rest);
    // The table that this relies on knows the services that Beta9 itself would use.
    expect(VENDORS.length).toBeGreaterThan(100);
    for (const host of ["github.com", "public.ecr.aws", "log.tailscale.com", "api.ipify.org"]) {
      expect(vendorOf(host)?.usExposed, host).toBe(true);
    }
  });

  it("writes out both pools that Beta9 would bring by itself, cold", () => {
    expect(Object.keys(usual.worker.pools)).toEqual(["default", "build", "a10", "l40s"]);
    for (const name of ["default", "build"]) {
      expect(usual.worker.pools[name].poolSizing).toMatchObject({ minFreeCPU: "0m", minFreeMemory: "0Mi" });
    }
    expect(usual.imageService.buildContainerPoolSelector).toBe("build");
  });

  it("asks for no more memory for a build than its worker has left", () => {
    const { buildContainerMemory } = usual.imageService;
    expect(Math.ceil((buildContainerMemory * 125) / 100)).toBeLessThanOrEqual(6144);
  });

  it("refuses to install Python from elsewhere when no mirror serves it", () => {
    const none = loaded({ ...someSettings, images: { ...someSettings.images, pythonArchiveUrl: undefined } });
    const { installScriptTemplate } = none.imageService.runner.pythonStandalone;
    expect(installScriptTemplate).toMatch(/exit 1$/);
    expect(installScriptTemplate).not.toContain("http");
  });
});

describe("settings that the renderer refuses", () => {
  const { redis, postgres, objectStore, registry, images, workers } = someSettings;
  it.each(unsafeDefaults.publishedSecrets)(
    "the secret %s, which Beta9 publishes, wherever a credential stands",
    (secret) => {
      const places: readonly GatewaySettings[] = [
        { ...someSettings, redis: { ...redis, password: secret } },
        { ...someSettings, postgres: { ...postgres, password: secret } },
        { ...someSettings, postgres: { ...postgres, encryptionKey: secret } },
        { ...someSettings, objectStore: { ...objectStore, accessKeyId: secret } },
        { ...someSettings, objectStore: { ...objectStore, secretAccessKey: secret } },
        { ...someSettings, registry: { ...registry, password: secret } },
        { ...someSettings, cacheCoordinatorToken: secret },
      ];
      for (const settings of places) expect(problemsOf(settings).join()).toMatch(/Beta9 publishes/);
    },
  );

  const refused: readonly (readonly [string, GatewaySettings, RegExp])[] = [
    ["PostgreSQL without TLS", { ...someSettings, postgres: { ...postgres, tls: false } }, /postgres\.tls is off/],
    ["a domain that is no name", { ...someSettings, domain: "https://gpu.example.eu" }, /domain .* no host name/],
    ["every origin", { ...someSettings, browserOrigins: ["*"] }, /browserOrigins: "\*"/],
    ["origins with a wildcard", { ...someSettings, browserOrigins: ["https://*.example.eu"] }, /wildcards/],
    ["no origin at all", { ...someSettings, browserOrigins: [] }, /every origin/],
    [
      "a mesh without its own coordination server",
      { ...someSettings, mesh: { controlUrl: "", user: "u", gatewayKey: "a-key", agentKey: "b-key" } },
      /mesh\.controlUrl .*outside the EU/,
    ],
    ["a GPU that Beta9 does not know", withPool({ gpu: "RTX3090" as never }), /RTX3090" is unknown/],
    ["a pool on every node", withPool({ nodeSelector: {} }), /nodeSelector is empty/],
    ["a pool named as one of Beta9's", withPool({ name: "build" }), /taken/],
    ["a pool's name with a dot", withPool({ name: "a.b" }), /pool's name/],
    ["a pool without a RuntimeClass", withPool({ runtimeClass: "" }), /runtimeClass is empty/],
    [
      "two pools of one name",
      { ...someSettings, workers: { ...workers, gpuPools: [firstPool, firstPool] } },
      /two pools/,
    ],
    ["a Python without an image", { ...someSettings, images: { ...images, python: "python3.8" } }, /no tag/],
    [
      "a workspace limit that Beta9 would read as none",
      { ...someSettings, limits: { ...someSettings.limits, workspace: { cpuMillis: 1000, gpus: 0 } } },
      /limits\.workspace\.gpus 0/,
    ],
    [
      "a URL that would break out of the shell",
      { ...someSettings, images: { ...images, pythonArchiveUrl: "https://a/'; id;'" } },
      /plain https URL/,
    ],
  ];
  it.each(refused)("%s", (_name, settings, message) => {
    const problems = problemsOf(settings);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  it("all at once, and without a word of any secret", () => {
    const settings: GatewaySettings = {
      ...someSettings,
      domain: "no name",
      postgres: { ...postgres, tls: false, encryptionKey: "canary-encryption-key", password: "canary-password" },
      objectStore: { ...objectStore, internalUrl: "ftp://user:canary-userinfo@s3.example.eu/" },
      redis: { ...redis, port: 0, password: "canary-redis" },
    };
    const problems = problemsOf(settings);
    expect(problems).toHaveLength(5);
    expect(problems.join("\n")).not.toContain("canary");
  });
});
