import { createHash } from "node:crypto";
import { each, get, isSet, textOf } from "../../engine/extract/reader.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import { isUnknown, type Node } from "../../engine/extract/walk.ts";
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
    const isAttested = (text: string) => settings.attestations.some(({ sha256 }) => sha256 === digestOf(text));
    const texts = textsOf(subject);
    // Without a script of its own it is the resource that somebody answers for.
    const whole = texts.length === 0 ? subject.urn : texts.map(({ text }) => text).join("\n");
    if (isAttested(whole)) return [];
    const unread = texts.filter(({ text, isRun }) => isRun && !isAttested(text));
    if (unread.length === 0 && texts.some(({ isRun }) => isRun)) return [];
    const [only, ...others] = unread.length < texts.length ? unread : [];
    // The digest of a secret script would let one try guesses.
    const digest = holdsSecret(subject) ? "" : `: sha256 ${digestOf(only && others.length === 0 ? only.text : whole)}`;
    return [
      {
        path: only && others.length === 0 ? atNode(only.node) : "",
        what: `${kind.what}, and no rule can see what it does`,
        fix: `write it as resources, or have it read and attested${digest}`,
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
  { type: /^command:(local|remote):(Command|run)$/, what: "this runs a command" },
  { type: /^pulumi-(nodejs|python):dynamic/, what: "this runs code of the program itself in place of a provider" },
  {
    type: /^null:index\/resource:|^terraform:.*local-exec/,
    what: "this runs a provisioner",
    when: ({ root }) => ["provisioners", "connection", "localExec", "remoteExec"].some((key) => isSet(get(root, key))),
  },
  { type: /^(terraform-module|[\w-]+-tfmodule):|^[\w-]+:index:Module$/, what: "this runs a Terraform module" },
  {
    type: /^(external|http|shell|shell-script|cmd):/,
    what: "this runs a program or asks an address for data",
  },
  {
    type: /^docker:index\/container:/,
    what: "this runs a container with the host's own socket",
    when: ({ root }) =>
      each(get(root, "volumes")).some((volume) => /docker\.sock$/.test(textOf(get(volume, "hostPath")) ?? "")),
  },
  {
    type: /^azure:compute\/(extension|virtualMachineScaleSetExtension):|^azure-native:compute:VirtualMachine(ScaleSet)?Extension$/,
    what: "this runs a script on a machine",
    when: ({ root }) => /^(custom-?script|RunCommand)/i.test(textOf(get(root, "type")) ?? ""),
  },
  {
    type: /^azure:compute\/(virtualMachineRunCommand|runCommand):|^azure-native:compute:\w*RunCommand\w*$|^ansible:index\/|^ssh:index\/resource:/,
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
    type: /^azure-native:resources:(AzureCliScript|AzurePowerShellScript|Deployment\w*)$|^azure:core\/(resourceDeploymentScript\w+|\w*[tT]emplateDeployment):/,
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

/** The texts that are run, and what decides how, in a fixed order. */
function textsOf({
  root,
}: Subject): readonly { readonly node: Node; readonly text: string; readonly isRun: boolean }[] {
  return SCRIPTS.flatMap((key) =>
    each(get(root, key)).flatMap((node) => {
      // Nobody can have read what is not known yet.
      const text = textOf(node) ?? (isUnknown(node.value) ? "" : undefined);
      return text === undefined ? [] : [{ node, text, isRun: !BESIDE.has(key) }];
    }),
  );
}

function holdsSecret({ root }: Subject): boolean {
  return root.secret || SCRIPTS.some((key) => each(get(root, key)).some(({ secret }) => secret));
}
