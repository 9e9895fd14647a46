import { createHash } from "node:crypto";
import { each, get, isSet, textOf } from "../../engine/extract/reader.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import { type Certainty, type Node, walk } from "../../engine/extract/walk.ts";
import { pathOf } from "../../engine/extract/where.ts";
import { atNode } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const opaqueExecution: ResourceRule = {
  id: "OPS-004",
  title: "opaque-execution",
  severity: "high",
  axis: "evidence",
  description:
    "Nothing runs while deploying whose effects no rule can read, unless somebody has read exactly that script.",
  law: "GDPR Art. 5(2), 32",
  check: (subject, settings) => {
    const kind = KINDS.find(({ type, when }) => type.test(subject.type) && (when?.(subject) ?? true));
    if (!kind) return [];
    const isAttested = (text: string | undefined) =>
      text !== undefined && settings.attestations.some(({ sha256 }) => sha256 === digestOf(text));
    const texts = textsOf(subject);
    const scripts = texts.filter(({ isRun }) => isRun);
    // Without a script of its own it is the resource that somebody answers for.
    const whole = scripts.length === 0 ? subject.urn : joined(texts);
    const unread = scripts.filter(({ text }) => !isAttested(text));
    if (isAttested(whole) || (scripts.length > 0 && unread.length === 0)) return [];
    const only = unread.length === 1 && texts.length > 1 ? unread[0] : undefined;
    const toRead = only ? only.text : whole;
    // The digest of a secret script would let one try guesses.
    const isGiven = toRead !== undefined && !subject.root.secret && !texts.some(({ isSecret }) => isSecret);
    return [
      {
        path: only ? atNode(only.node) : "",
        what: `${kind.what}, and no rule can see what it does`,
        fix: `write it as resources, or have it read and attested${isGiven ? `: sha256 ${digestOf(toRead)}` : ""}`,
      },
    ];
  },
};

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

interface Kind {
  readonly type: RegExp;
  readonly what: string;
  readonly when?: (subject: Subject) => boolean;
}

const KINDS: readonly Kind[] = [
  { type: /^command:(local|remote):(Command|run)/, what: "this runs a command" },
  { type: /^pulumi-(nodejs|python):dynamic/, what: "this runs code of the program itself in place of a provider" },
  {
    type: /^null:index\/resource:/,
    what: "this runs a provisioner",
    when: ({ root }) => ["provisioners", "connection", "localExec", "remoteExec"].some((key) => isSet(get(root, key))),
  },
  { type: /^terraform-module:|^[\w-]+:index:Module$/, what: "this runs a Terraform module" },
  {
    type: /^(external|http|shell|shell-script|cmd):/,
    what: "this runs a program or asks an address for data",
  },
  {
    type: /^docker:index\/container:/,
    what: "this runs a container with the host's own socket",
    when: ({ root }) =>
      each(get(root, "volumes")).some((volume) => textOf(get(volume, "hostPath"))?.endsWith("docker.sock")),
  },
  {
    type: /^azure:compute\/(extension|virtualMachineScaleSetExtension):|^azure-native:compute:VirtualMachine(ScaleSet)?Extension/,
    what: "this runs a script on a machine",
    when: ({ root }) => /custom-?script|RunCommand/i.test(textOf(get(root, "type")) ?? ""),
  },
  {
    type: /^azure:compute\/(virtualMachineRunCommand|runCommand):|^azure-native:compute:\w*RunCommand|^ansible:index\/|^ssh:index\/resource:/,
    what: "this runs a script on a machine",
  },
  {
    type: /^aws:ssm\/(association|document):/,
    what: "this runs a script or a template inside the cloud",
    // A document of that type says how sessions are logged.
    when: ({ root }) => textOf(get(root, "documentType")) !== "Session",
  },
  {
    type: /^aws(-native)?:cloudformation[/:][sS]tack(Set)?(:|$)|^aws:(codebuild\/project|imagebuilder\/component):/,
    what: "this runs a script or a template inside the cloud",
  },
  {
    type: /^azure-native:resources:(AzureCliScript|AzurePowerShellScript|Deployment)|^azure:core\/(resourceDeploymentScript\w+|\w*[tT]emplateDeployment):/,
    what: "this runs a script or a template inside the cloud",
  },
  {
    type: /^gcp:(cloudbuild\/trigger|deploymentmanager\/deployment):|^oci:ResourceManager\/stack:/,
    what: "this runs a script or a template inside the cloud",
  },
];

const SCRIPTS = [
  "create",
  "update",
  "delete",
  "command",
  "content",
  "interpreter",
  "scriptContent",
  "template",
  "templateBody",
  "templateContent",
  "settings",
  "protectedSettings",
  "playbook",
  "triggers",
];
/** What says how or when the others run, and runs nothing by itself. */
const BESIDE = new Set(["interpreter", "triggers"]);

interface Text {
  readonly node: Node;
  /** Absent when it is not known yet: nobody can have read it. */
  readonly text: string | undefined;
  readonly isSecret: boolean;
  readonly isRun: boolean;
}

/** The texts that are run, and what decides how, in a fixed order. */
function textsOf({ root }: Subject): readonly Text[] {
  return SCRIPTS.flatMap((key) => {
    const value = get(root, key);
    const parts = value && textOf(value) !== undefined ? [value] : each(value);
    return parts.map((node) => ({ node, ...readOf(node), isRun: !BESIDE.has(key) }));
  });
}

/** A document that is no text is its values by their paths, in an order that does not depend on how it was sent. */
function readOf(node: Node): Pick<Text, "text" | "isSecret"> {
  if (typeof node.value !== "object") return { text: textOf(node), isSecret: node.secret };
  const lines: string[] = [];
  const certainties = new Set<Certainty>();
  walk(
    node.value,
    node.secret,
    ({ where, text, certainty }) => {
      lines.push(`${pathOf(where)}=${text}`);
      certainties.add(certainty);
    },
    () => certainties.add("unknown"),
  );
  return {
    text: certainties.has("unknown") ? undefined : lines.sort().join("\n"),
    isSecret: certainties.has("secret"),
  };
}

function joined(texts: readonly Text[]): string | undefined {
  const known = texts.flatMap(({ text }) => text ?? []);
  return known.length < texts.length ? undefined : known.join("\n");
}
