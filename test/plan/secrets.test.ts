import { beforeAll, describe, expect, it } from "vitest";
import { SecretText } from "../../components/secret-text.ts";
import { runProgram } from "../../plan/engine/program.ts";
import { readProject } from "../../plan/engine/project.ts";
import { redact } from "../../plan/engine/redact.ts";
import { makePlan } from "../../plan/make-plan.ts";
import type { Plan, ProgramRun } from "../../plan/model.ts";
import { renderHtml } from "../../plan/report/html.ts";
import { renderJson } from "../../plan/report/json.ts";
import { manifestsOf } from "../../plan/report/manifests.ts";
import { renderTerminal } from "../../plan/report/terminal.ts";
import { buildPacks } from "../../scripts/build-packs.mjs";
import type { RawConfig } from "../../stacks/environment.ts";
import { readStackFile } from "../../stacks/stack-file.ts";
import type { Registration } from "../mock-engine.ts";
import { canaries, externalStack, forms, found } from "./canaries.ts";
import { plain } from "./planned.ts";
import { kitDir, projectWith } from "./project.ts";
import { generated, rendered, sectionsOf } from "./rendered.ts";

/**
 * The stack's program with its secrets decrypted, as `pulumi preview` runs it: a plan decrypts nothing. Results of
 * generators (passwords, keys) are unknown to both.
 */
async function decryptedRun(): Promise<ProgramRun> {
  const dir = projectWith({ "eu-owned": externalStack((name) => name) });
  const { name: project, main, nodeArgs, typescript } = readProject(kitDir);
  const file = readStackFile(dir, project, "eu-owned");
  if ("issues" in file) throw new Error(file.issues.map(({ message }) => message).join("\n"));
  const clear = readStackFile(
    projectWith({
      "eu-owned": externalStack((name) => `@${canaries[name]}@`).replaceAll(/\{ secure: @(.*)@ \}/g, '"$1"'),
    }),
    project,
    "eu-owned",
  );
  if ("issues" in clear) throw new Error(clear.issues.map(({ message }) => message).join("\n"));
  const { secretKeys } = file.stackFile;
  const { config } = clear.stackFile;
  return runProgram({ projectDir: dir, project, stack: "eu-owned", main, nodeArgs, typescript, config, secretKeys });
}

/** Everything that a plan is written as. */
function outputsOf(plan: Plan): Record<string, string> {
  return {
    json: renderJson(plan),
    html: renderHtml(plan),
    terminal: renderTerminal(plan, { color: false, width: 110, unicode: true }),
    manifests: manifestsOf(plan.resources)
      .map(({ path, text }) => `${path}\n${text}`)
      .join(""),
  };
}

beforeAll(async () => {
  await buildPacks({ onlyIfStale: true });
});

describe("the search for a secret", () => {
  it.each([
    ["as it is", (text: string) => text],
    ["in JSON", (text: string) => JSON.stringify({ text })],
    ["in hexadecimal", (text: string) => Buffer.from(text).toString("hex")],
    ["in a URL", (text: string) => `https://user:${encodeURIComponent(text)}@host`],
    ["in base64", (text: string) => Buffer.from(text).toString("base64")],
    ["in the middle of base64", (text: string) => Buffer.from(`password=${text}\n`).toString("base64")],
    ["in the middle of base64url", (text: string) => Buffer.from(`user:${text}@`).toString("base64url")],
  ])("finds it %s", (_, hide) => {
    for (const canary of Object.values(canaries)) expect(found(`before ${hide(canary)} after`)).not.toEqual([]);
  });
});

describe("a stack file with a secret in every place that takes one", () => {
  it("shows none of them, nor their ciphertexts, in any output of a plan", async () => {
    const said: string[] = [];
    const plan = await makePlan({
      projectDir: projectWith({ "eu-owned": externalStack((name) => JSON.stringify(canaries[name])) }),
      stack: "eu-owned",
      today: "2026-11-22",
      onWarning: (message) => said.push(message),
    });
    expect(plan.issues).toEqual([]);
    const outputs = { ...outputsOf(plan), log: said.join("\n") };
    for (const [name, text] of Object.entries(outputs)) expect(found(text), name).toEqual([]);
  });

  it("keeps each of them marked secret once decrypted: not one is found outside a mark", async () => {
    const run = await decryptedRun();
    // The marks alone, without the search for known secrets that a plan does on top of them.
    const shown = run.resources.map(({ urn, type, name, parent, protect, properties }) => ({
      ...{ urn, type, name, parent, protect },
      properties: redact(properties),
    }));
    // Files that also hold a generated secret are unknown in a plan; these do not.
    const seen = JSON.stringify(run.resources.map(({ properties }) => plain(properties)));
    for (const name of ["postgres", "push", "bindingHmac"]) expect(seen).toContain(jsonText(name));
    expect(found(JSON.stringify(shown))).toEqual([]);
    expect(found(JSON.stringify(run.resources.map(({ outputs }) => redact(outputs))))).toEqual([]);
    expect(found(JSON.stringify([redact(run.outputs), run.invokes.map(({ args }) => redact(args))]))).toEqual([]);
    expect(found(run.log.map(({ message }) => message).join("\n"))).toEqual([]);
    expect(
      found(
        manifestsOf(shown)
          .map(({ text }) => text)
          .join(""),
      ),
    ).toEqual([]);
  });
});

/** Whatever stands in these resources without a secret mark. */
function unmarked(registrations: readonly Registration[]): string {
  return JSON.stringify(registrations, (_, value) =>
    typeof value === "object" && value !== null && Object.keys(value).join() === "secret" ? "[secret]" : value,
  );
}

const { id: _, bytes, privateKey, ...texts } = generated;
const keyBody = privateKey.split("\n")[1] ?? "";
// The last 32 bytes of the document are the key itself.
const keyBytes = Buffer.from(keyBody, "base64").subarray(-32);
const madeSecrets = [...Object.values(texts), bytes.toString(), keyBody];

describe.each(["prod-fra", "eu-owned"])("secrets that %s generates", (stack) => {
  it("are found nowhere outside a secret mark", async () => {
    const registrations = await rendered(stack);
    expect(JSON.stringify(registrations)).toContain(generated.password);
    const open = unmarked(registrations);
    const keyForms = [keyBytes.toString("hex")];
    expect([...madeSecrets.flatMap(forms), ...keyForms].filter((form) => open.includes(form))).toEqual([]);
  });
});

describe("secrets of the stack file beside generated ones", () => {
  it("all reach the files that need them, and are found nowhere outside a secret mark", async () => {
    const dir = projectWith({ "eu-owned": externalStack((name) => name) });
    const registrations = await rendered("eu-owned", decrypted(sectionsOf(dir, "eu-owned")));
    const all = JSON.stringify(registrations);
    expect(Object.keys(canaries).filter((name) => !all.includes(jsonText(name)))).toEqual([]);
    expect(found(unmarked(registrations))).toEqual([]);
  });
});

/** The secrets as Pulumi hands them to the program. */
function decrypted(sections: RawConfig): RawConfig {
  const hide = (path: string, canary: keyof typeof canaries) => {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const parent = keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], sections);
    (parent as Record<string, unknown>)[last] = new SecretText(canaries[canary]);
  };
  hide("redis.password", "redis");
  hide("postgres.password", "postgres");
  hide("images.push.password", "push");
  hide("edge.certificate.binding.keyId", "bindingKeyId");
  hide("edge.certificate.binding.hmacKey", "bindingHmac");
  hide("objectStore.store.keys.platform.accessKeyId", "platformKeyId");
  hide("objectStore.store.keys.platform.secretAccessKey", "platformKey");
  hide("objectStore.store.keys.registry.accessKeyId", "registryKeyId");
  hide("objectStore.store.keys.registry.secretAccessKey", "registryKey");
  return sections;
}

function jsonText(name: string): string {
  return JSON.stringify(canaries[name as keyof typeof canaries]).slice(1, -1);
}
