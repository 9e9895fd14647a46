import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { judgeCase } from "../../engine/testing/cases.ts";
import { objections, type Written } from "../../engine/testing/objections.ts";
import { opaqueExecution } from "./rule.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const attesting = (...texts: readonly string[]) => ({
  attestations: texts.map((text) => ({ sha256: sha256(text), by: "R. Example", date: "2026-11-01" })),
});
const advice = (written: Written) =>
  judgeCase(opaqueExecution, {
    rule: opaqueExecution.id,
    kind: "violating",
    name: "written",
    shows: "",
    expect: [],
    ...written,
  }).map(({ fix }) => fix);
const urnOf = (type: string) => `urn:pulumi:test::test::${type}::OPS-004-violating-written`;
const said = (type: string, properties: unknown = {}) => objections(opaqueExecution, { type, properties });

describe("OPS-004 on what runs unseen", () => {
  it.each([
    ["command:local:Command", {}],
    ["command:local:run", { command: "whoami" }],
    ["pulumi-nodejs:dynamic/records:Record", {}],
    ["vpc:index:Module", {}],
    ["azure:compute/virtualMachineScaleSetExtension:VirtualMachineScaleSetExtension", { type: "CustomScript" }],
    ["azure-native:compute:VirtualMachineExtension", { type: "CustomScriptExtension" }],
    ["azure-native:compute:VirtualMachineScaleSetExtension", { type: "CustomScript" }],
    ["azure-native:compute:VirtualMachineExtension", { type: "customScript" }],
    ["azure-native:compute:VirtualMachineExtension", { type: "RunCommandLinux" }],
    ["azure:compute/virtualMachineRunCommand:VirtualMachineRunCommand", {}],
    ["azure-native:compute:VirtualMachineRunCommandByVirtualMachine", {}],
    ["azure-native:compute:VirtualMachineScaleSetVMRunCommand", {}],
    ["ansible:index/playbook:Playbook", {}],
    ["ssh:index/resource:Resource", {}],
    ["aws:cloudformation/stack:Stack", {}],
    ["aws:cloudformation/stackSet:StackSet", {}],
    ["aws-native:cloudformation:Stack", {}],
    ["aws-native:cloudformation:StackSet", {}],
    ["aws:codebuild/project:Project", {}],
    ["azure-native:resources:AzurePowerShellScript", {}],
    ["azure-native:resources:Deployment", {}],
    ["azure-native:resources:DeploymentAtSubscriptionScope", {}],
    ["azure:core/resourceDeploymentScriptAzurePowerShell:ResourceDeploymentScriptAzurePowerShell", {}],
    ["azure:core/subscriptionTemplateDeployment:SubscriptionTemplateDeployment", {}],
    ["azure:core/templateDeployment:TemplateDeployment", {}],
    ["gcp:deploymentmanager/deployment:Deployment", {}],
    ["oci:ResourceManager/stack:Stack", {}],
  ])("objects to %s %j", (type, properties) => {
    expect(said(type, properties)).toEqual([""]);
  });

  it.each([
    ["platform:index:ModuleRegistry", {}],
    ["azure-native:compute:VirtualMachineExtension", { type: "AzureMonitorLinuxAgent" }],
    ["azure-native:compute:VirtualMachineExtension", {}],
    ["azure-native:compute:VirtualMachine", { type: "CustomScript" }],
    ["azure-native:resources:ResourceGroup", {}],
    ["aws:ssm/document:Document", { documentType: "Session" }],
    ["aws:cloudformation/stackInstances:StackInstances", {}],
    ["docker:index/container:Container", { volumes: [{ hostPath: "/var/run/docker.sock.d", containerPath: "/x" }] }],
    ["docker:index/container:Container", { volumes: [{ volumeName: "data", containerPath: "/data" }] }],
    ["null:index/resource:Resource", { triggers: { version: "3" } }],
  ])("leaves %s %j alone", (type, properties) => {
    expect(said(type, properties)).toEqual([]);
  });
});

describe("OPS-004 attestations", () => {
  it.each([
    ["command:local:Command", "create"],
    ["command:local:Command", "update"],
    ["command:local:Command", "delete"],
    ["command:local:run", "command"],
    ["aws:ssm/document:Document", "content"],
    ["azure-native:resources:AzureCliScript", "scriptContent"],
    ["azure-native:resources:Deployment", "template"],
    ["aws:cloudformation/stack:Stack", "templateBody"],
    ["azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment", "templateContent"],
    ["azure:compute/extension:Extension", "settings"],
    ["azure:compute/extension:Extension", "protectedSettings"],
    ["ansible:index/playbook:Playbook", "playbook"],
  ])("of %s hold for the %s that was read, and for no other", (type, key) => {
    const read = '{"run":"systemctl restart wg-quick@wg0"}';
    const written = (text: string, settings: ReturnType<typeof attesting>): Written => ({
      type,
      properties: { type: "CustomScript", [key]: text },
      settings,
    });
    expect(objections(opaqueExecution, written(read, attesting(read)))).toEqual([]);
    expect(objections(opaqueExecution, written(`${read} `, attesting(read)))).toEqual([""]);
    expect(objections(opaqueExecution, written(read, attesting(urnOf(type))))).toEqual([""]);
  });

  it.each([
    ["interpreter", ["/bin/bash", "-c"], "/bin/bash\n-c"],
    ["triggers", ["7"], "7"],
  ])("of a whole command are of its %s too, which needs none beside a script that was read", (key, value, text) => {
    const properties = { create: "hostname", [key]: value };
    const whole = `hostname\n${text}`;
    const type = "command:local:Command";
    expect(objections(opaqueExecution, { type, properties, settings: attesting(whole) })).toEqual([]);
    expect(objections(opaqueExecution, { type, properties, settings: attesting("hostname") })).toEqual([]);
    expect(objections(opaqueExecution, { type, properties, settings: attesting(text) })).toEqual(["create"]);
    expect(advice({ type, properties: { ...properties, update: "id" } })).toEqual([
      expect.stringContaining(sha256(`hostname\nid\n${text}`)),
    ]);
  });

  it("hold for all scripts of a resource, joined by line breaks", () => {
    const type = "command:local:Command";
    const properties = { create: "touch /x", delete: "rm /x" };
    expect(objections(opaqueExecution, { type, properties, settings: attesting("touch /x\nrm /x") })).toEqual([]);
    expect(objections(opaqueExecution, { type, properties, settings: attesting("touch /xrm /x") })).toEqual([""]);
  });

  it("hold for a resource without a script by its name in the stack, which says nothing of a script", () => {
    const type = "pulumi-nodejs:dynamic:Resource";
    const settings = attesting(urnOf(type));
    expect(objections(opaqueExecution, { type, properties: { size: 3 }, settings })).toEqual([]);
    expect(objections(opaqueExecution, { type, properties: { triggers: ["7"] }, settings })).toEqual([]);
    expect(objections(opaqueExecution, { type, properties: { content: "x" }, settings })).toEqual([""]);
  });

  it("are of every value of a document, in whatever order it is written", () => {
    const type = "azure-native:compute:VirtualMachineExtension";
    const extension = (settings: unknown) => ({ type, properties: { type: "CustomScript", settings } });
    const first = extension({ commandToExecute: "sh run.sh", fileUris: ["https://example.eu/run.sh"] });
    const turned = extension({ fileUris: ["https://example.eu/run.sh"], commandToExecute: "sh run.sh" });
    const other = extension({ commandToExecute: "sh run.sh", fileUris: ["https://example.com/run.sh"] });
    expect(advice(first)).toEqual(advice(turned));
    const [digest = ""] = /[0-9a-f]{64}/.exec(advice(first)[0] ?? "") ?? [];
    const settings = { attestations: [{ sha256: digest, by: "R. Example", date: "2026-11-01" }] };
    expect(objections(opaqueExecution, { ...turned, settings })).toEqual([]);
    expect(objections(opaqueExecution, { ...other, settings })).toEqual([""]);
  });
});

const nested = (levels: number): unknown => (levels === 0 ? "end" : { in: nested(levels - 1) });

describe("OPS-004 advice", () => {
  const type = "command:local:Command";
  const none = "write it as resources, or have it read and attested";

  it("names the digest of the one script that nobody has read, or of all", () => {
    const properties = { create: "touch /x", update: "id", delete: "rm /x" };
    const one = { type, properties, settings: attesting("touch /x", "id") };
    const two = { type, properties, settings: attesting("touch /x") };
    expect(objections(opaqueExecution, one)).toEqual(["delete"]);
    expect(advice(one)).toEqual([`${none}: sha256 ${sha256("rm /x")}`]);
    expect(objections(opaqueExecution, two)).toEqual([""]);
    expect(advice(two)).toEqual([`${none}: sha256 ${sha256("touch /x\nid\nrm /x")}`]);
  });

  it.each([
    ["a secret script", { create: { $secret: "login hunter2" } }],
    ["secret settings of its run", { create: "id", triggers: [{ $secret: "hunter2" }] }],
    ["a document with a secret", { create: "id", triggers: [{ password: "hunter2" }] }],
    ["a script that is not known yet", { create: { $unknown: true } }],
    ["two, of which one is not known yet", { create: "id", delete: { $unknown: true } }],
    [
      "a document of which a part is not known yet",
      { create: "id", update: "pwd", triggers: [{ host: { $unknown: true } }] },
    ],
    ["a document that is too deep to be read", { create: "id", update: "pwd", triggers: [nested(300)] }],
  ])("names no digest of %s", (_, properties) => {
    expect(advice({ type, properties })).toEqual([none]);
  });

  it("of an empty text says nothing of a script that is not known yet", () => {
    const properties = { create: { $unknown: true } };
    expect(objections(opaqueExecution, { type, properties, settings: attesting("") })).toEqual([""]);
  });
});
