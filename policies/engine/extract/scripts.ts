import type { Container, Setting } from "./containers.ts";
import { isProse } from "./prose.ts";
import type { Certainty, Leaf } from "./walk.ts";
import { nameOf, type Where } from "./where.ts";

/** A line that some shell, process or build will run. */
export interface Script {
  readonly where: Where | undefined;
  readonly text: string;
  readonly certainty: Certainty;
  /** The container that it runs in, when it is one's command. */
  readonly container: Container | undefined;
}

/** Programs that fetch or send something by themselves; only lines that call one are kept. */
const PROGRAM =
  /(?:^|[\s;&|`("'[,/=])(?:powershell|pwsh|iex|iwr|pip3?|pipx|uvx?|poetry|npm|npx|yarn|pnpm|bunx?|apt|apt-get|apk|dnf|yum|microdnf|gem|bundle|cargo|go|conda|(?:micro)?mamba|curl|wget|kubectl|oc|helm|tailscale|tailscaled|zerotier-cli|netbird|pulumi|docker|buildctl(?:-daemonless\.sh)?|buildah|podman|nerdctl|ctr|crictl|k3s|install\.sh|git|ollama|hf|huggingface-cli|vllm|text-generation-launcher|certbot|lego|acme\.sh|caddy|rclone|restic|cloudflared|ngrok|depot|gcloud|az|juicefs|next|zypper)(?=$|[\s"',;])/;
const LIST_KEY = /^(command|commands|args|entrypoints?|cmd)$/i;
const LONGEST = 64 * 1024;

/** The script line that one text is; parts of a container's own command line are read with the container. */
export function scriptIn(leaf: Leaf): Script | undefined {
  if (leaf.certainty === "unknown" || leaf.split || leaf.text.length > LONGEST || !PROGRAM.test(leaf.text))
    return undefined;
  if (leaf.where.key === "" && !leaf.where.decoded && LIST_KEY.test(nameOf(leaf.where))) return undefined;
  if (isProse(leaf.where)) return undefined;
  return { where: leaf.where, text: asCommand(leaf.text), certainty: leaf.certainty, container: undefined };
}

/** `- [tailscale, up, "--ssh"]`, as cloud-init takes a command, in the words that a shell would get. */
function asCommand(text: string): string {
  const words = /^-\s*\[(.{1,4096})\]$/.exec(text)?.[1];
  return words === undefined
    ? text
    : words
        .split(",")
        .map((word) => word.trim().replace(/^(["'])(.*)\1$/, "$2"))
        .join(" ");
}

export function scriptOf(container: Container): Script | undefined {
  const { where, certainty, command } = container;
  return command === "" || command.length > LONGEST ? undefined : { where, text: command, certainty, container };
}

/** The script that a hook or a probe runs. */
export function scriptOfCommand({ where, text, certainty }: Setting): Script | undefined {
  return text.length > LONGEST || !PROGRAM.test(text) ? undefined : { where, text, certainty, container: undefined };
}
