import { beforeAll, describe, expect, it } from "vitest";
import type { PlannedResource, ProgramRun } from "../model.ts";
import type { ProgramError } from "./program-error.ts";
import { runFixture } from "./testing.ts";
import { AssetValue, SecretValue, UnknownValue } from "./values.ts";

const unknown = UnknownValue.instance;
const named = (run: ProgramRun, name: string): PlannedResource => {
  const found = run.resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no resource ${name}`);
  return found;
};

describe("a program whose resources are corrected", () => {
  it("is recorded, and answered, as they were corrected", async () => {
    const asked: (string | undefined)[] = [];
    const run = await runFixture(
      "whole",
      { password: "correct horse", region: "us-ashburn-1" },
      {
        correct: async (resource, provider) => {
          asked.push(provider && `${resource.name} by ${provider.name}`);
          const metadata = { name: "corrected" };
          return resource.name === "credentials"
            ? { ...resource, properties: { ...resource.properties, metadata } }
            : resource;
        },
      },
    );
    expect(named(run, "credentials").properties).toMatchObject({ metadata: { name: "corrected" } });
    expect(run.outputs.secretName).toBe("corrected");
    expect(asked).toContain("shelf-ns by edge");
  });
});

describe("a program with components, providers, secrets and unknowns", () => {
  const config = { password: "correct horse", region: "eu-frankfurt-1", "kubernetes:context": "default-context" };
  const urn = (rest: string) => `urn:pulumi:dev::whole::${rest}`;
  const events: string[] = [];
  let run: ProgramRun;
  let again: ProgramRun;
  beforeAll(async () => {
    const onProgress = (event: { kind: string }) => events.push(event.kind);
    [run, again] = await Promise.all([runFixture("whole", config, { onProgress }), runFixture("whole", config)]);
  });

  it("is the same in every run", () => {
    expect(again).toEqual(run);
    expect(JSON.stringify(again)).toBe(JSON.stringify(run));
  });

  it("lists parents before children, the stack first", () => {
    const position = new Map(run.resources.map((resource, index) => [resource.urn, index]));
    expect(run.resources[0]?.type).toBe("pulumi:pulumi:Stack");
    for (const { urn: child, parent } of run.resources.slice(1)) {
      expect(position.get(parent)).toBeLessThan(position.get(child) ?? -1);
    }
  });

  it("keeps secrets secret and unknowns unknown, also in stack outputs", () => {
    expect(named(run, "credentials").properties.stringData).toEqual(
      new SecretValue({ password: "correct horse", user: "reader" }),
    );
    expect(named(run, "settings").properties.data).toEqual({
      uid: unknown,
      host: unknown,
      region: "eu-frankfurt-1",
    });
    expect(run.outputs).toEqual({
      secretName: unknown,
      greeting: new SecretValue("hello correct horse"),
      region: "eu-frankfurt-1",
    });
  });

  it("passes the component's provider, protection and outputs on", () => {
    const namespace = named(run, "shelf-ns");
    expect(namespace).toMatchObject({
      urn: urn("test:index:Shelf$kubernetes:core/v1:Namespace::shelf-ns"),
      parent: urn("test:index:Shelf::shelf"),
      provider: urn("pulumi:providers:kubernetes::edge"),
      protect: true,
    });
    expect(named(run, "shelf")).toMatchObject({
      custom: false,
      provider: "",
      outputs: { label: "books", uid: unknown },
    });
  });

  it("makes the default provider from the package's configuration", () => {
    const provider = run.resources.find((resource) => resource.name.startsWith("default_"));
    expect(provider?.type).toBe("pulumi:providers:kubernetes");
    expect(provider?.properties).toMatchObject({ context: "default-context" });
    expect(named(run, "settings").provider).toBe(provider?.urn);
  });

  it("records what the options of a resource say", () => {
    const namespace = urn("test:index:Shelf$kubernetes:core/v1:Namespace::shelf-ns");
    expect(named(run, "credentials")).toMatchObject({
      dependencies: [namespace],
      customTimeouts: { create: 300, delete: 90 },
      additionalSecretOutputs: ["data", "stringData"],
      deleteBeforeReplace: undefined,
    });
    expect(named(run, "settings")).toMatchObject({
      propertyDependencies: { data: [namespace] },
      aliases: [urn("kubernetes:core/v1:ConfigMap::old-settings")],
      ignoreChanges: ["data.region"],
      deleteBeforeReplace: true,
    });
  });

  it("keeps what the program said, and only that", () => {
    expect(run.log).toEqual([
      { severity: "warning", message: "the region comes from the stack file", urn: named(run, "settings").urn },
      { severity: "info", message: "printed by the program", urn: "" },
    ]);
    expect(events.filter((kind) => kind === "resource")).toHaveLength(run.resources.length);
  });
});

describe("a program with transforms, functions, reads and assets", () => {
  let run: ProgramRun;
  beforeAll(async () => {
    run = await runFixture("extras");
  });
  const data = (name: string) => named(run, name).properties.data;

  it("applies a resource's own transforms, then its ancestors', then the stack's", () => {
    expect(named(run, "own").properties.trail).toBe("os");
    expect(named(run, "group-child").properties.trail).toBe("gs");
    expect(named(run, "group-child").protect).toBe(true);
  });

  it("does not lose the secret or the dependency of what a transform touched", () => {
    expect(data("plain")).toEqual({ secret: new SecretValue("transformed plaintext"), id: "first" });
    expect(JSON.stringify(run)).not.toContain("transformed plaintext");
    expect(named(run, "own").dependencies).toEqual([named(run, "plain").urn]);
  });

  it("answers functions and other stacks with unknown, field by field, never with undefined", () => {
    expect(named(run, "reader").properties.data).toMatchObject({
      domain: unknown,
      compartment: unknown,
      greeting: unknown,
      single: unknown,
      host: unknown,
      existing: unknown,
      existingId: "kube-system/existing",
    });
    expect(run.invokes).toEqual([
      {
        token: "oci:Identity/getAvailabilityDomains:getAvailabilityDomains",
        args: { compartmentId: "ocid1.compartment.oc1..x", transformed: true },
      },
      { token: "std:index:upper", args: { input: "text", transformed: true } },
    ]);
  });

  it("marks what the program only refers to", () => {
    const external = run.resources.filter((resource) => resource.external === true).map((resource) => resource.name);
    expect(external.sort()).toEqual(["existing", "organization/other/dev"]);
  });

  it("keeps assets as such", () => {
    expect(data("reader")).toMatchObject({
      asset: new AssetValue("text", "text of an asset"),
      archive: new AssetValue("archive", { assets: { "a.txt": new AssetValue("file", "./a.txt") } }),
    });
  });
});

describe("a program that fails", () => {
  const failure = async (way: string, config: Record<string, string> = {}): Promise<ProgramError> => {
    const outcome = await runFixture("failing", { way, password: "correct horse", ...config }).catch((error) => error);
    expect(outcome).toBeInstanceOf(Error);
    return outcome;
  };

  it.concurrent.each([
    ["user error", ["cloud.region us-ashburn-1 is outside the profile\n  fix  use eu-frankfurt-1"]],
    ["throws", ["TypeError: no pool is named [secret]"]],
    ["hidden error", ["the pool is too small"]],
    ["apply throws", ['error serializing property "data": late trouble']],
    ["logs error", ["two pools overlap"]],
  ])("says why and no more: %s", async (way, messages) => {
    expect((await failure(way)).messages).toEqual(messages);
  });

  it.concurrent("names the URN that is taken", async () => {
    const taken = "urn:pulumi:dev::failing::kubernetes:core/v1:ConfigMap::twice";
    expect((await failure("duplicate")).messages).toEqual([
      `Duplicate resource URN '${taken}'; try giving it a unique name`,
    ]);
  });

  it.concurrent("is no half result when it ends early", async () => {
    expect((await failure("exits")).message).toContain("ended while resources were still waiting");
  });

  it.concurrent("is told when default providers are disabled", async () => {
    const disabled = { "pulumi:disable-default-providers": '["*"]' };
    expect((await failure("no default provider", disabled)).message).toBe(
      "Default provider for 'kubernetes' disabled. 'kubernetes:core/v1:ConfigMap' must use an explicit provider.",
    );
  });

  it.concurrent("is told that a plan answers no functions when it trips over one", async () => {
    expect((await failure("plain invoke")).message).toContain("oci:Identity/getRegions:getRegions");
  });

  it.concurrent("names the file when the program is missing", async () => {
    await expect(runFixture("whole", {}, { main: "nowhere.ts" })).rejects.toThrow("nowhere.ts does not exist");
  });

  it.concurrent("is ended when the caller gives up", async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error("enough"));
    const running = runFixture("failing", { way: "waits" }, { signal: abort.signal, onProgress });
    await expect(running).rejects.toThrow("enough");
  });
});

it("reads a configuration too large for an environment variable, but no cloud variables and no home directory", async () => {
  process.env.KUBECONFIG = "/somewhere/config";
  try {
    const { outputs } = await runFixture("failing", { way: "reads home", large: "x".repeat(300_000) });
    expect(outputs.outcome).toEqual({
      home: expect.stringContaining("plan-home-"),
      kubeconfig: "unset",
      large: 300_000,
    });
  } finally {
    delete process.env.KUBECONFIG;
  }
});
