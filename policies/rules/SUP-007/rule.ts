import type { Container } from "../../engine/extract/containers.ts";
import { fields, textOf } from "../../engine/extract/reader.ts";
import { at, atNode, outsiders } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

export const modelHub: ResourceRule = {
  id: "SUP-007",
  title: "model-hub",
  severity: "high",
  axis: "supply-chain",
  description:
    "Models and data sets come from a store of one's own, and programs that know a hub by heart are told so.",
  law: "GDPR Art. 28; EU Cloud Sovereignty Framework SOV-3",
  check: ({ hosts, containers, scripts, root }, settings) => {
    const found: Violation[] = [...outsiders(hosts, settings, "model", "which models come from,", FIX)];
    const seen = new Set<unknown>();
    for (const container of containers) {
      if (!asksHub(container) || isRedirected(container, container.command)) continue;
      seen.add(container.where);
      found.push({
        path: at(container),
        what: "this program asks the Hugging Face hub for models unless it is told another place, and it is told none",
        fix: FIX,
        ...(container.openEnv && { advisory: true }),
      });
    }
    for (const { where, certainty, text, container } of scripts) {
      if (seen.has(where) || !DOWNLOAD.test(text) || isRedirected(container ?? NO_ENVIRONMENT, text)) continue;
      found.push({ path: at({ where, certainty }), what: "this downloads a model from a public hub", fix: FIX });
    }
    const named = HUB_NAMES.flatMap(([path, env]) => {
      const isTold = fields(root, env).some((name) => REDIRECT.includes(textOf(name) ?? ""));
      return isTold ? [] : fields(root, path).filter((node) => MODEL_NAME.test(textOf(node) ?? ""));
    });
    const pulled = CHART_MODELS.flatMap((path) => fields(root, path)).filter((node) => textOf(node));
    for (const node of [...pulled, ...named])
      found.push({ path: atNode(node), what: "this downloads a model from a public hub", fix: FIX });
    return found;
  },
};

/** Models that the chart of Ollama pulls when it starts. */
const CHART_MODELS = ["values", "spec.values"].flatMap((values) =>
  ["pull", "run"].map((list) => `${values}.ollama.models.${list}`),
);

/** Models that the chart and the operator of vLLM's production stack fetch by name, and the variables beside them. */
const HUB_NAMES = [
  ["values.servingEngineSpec.modelSpec.modelURL", "values.servingEngineSpec.modelSpec.env.name"],
  ["spec.values.servingEngineSpec.modelSpec.modelURL", "spec.values.servingEngineSpec.modelSpec.env.name"],
  ["spec.model.modelURL", "spec.env.name"],
] as const;

const FIX = "set HF_ENDPOINT to a mirror of your own, or HF_HUB_OFFLINE=1 with the model on a volume or in a bucket";

/** Servers and libraries that load models by the hub's names. */
const SERVER =
  /(^|\/)(vllm-openai|vllm|text-generation-inference|text-embeddings-inference|sglang|lmdeploy|tgi|transformers-pytorch-gpu|huggingface\/[\w-]+|llm-?serve|infinity|aphrodite-engine|lorax|tei|xinference)$/;
/** `--model org/name`; a path or an address names no hub. */
const MODEL_ARGUMENT =
  /(?:--(?:model|model-id|model-path|model_id|pretrained|tokenizer|hf-repo))[= ]+["']?(?!\.{1,2}\/)[\w.-]+\/[\w.-]+|\bvllm\s+serve\s+(?!\.{1,2}\/)[\w.-]+\/[\w.-]+/;
/** Files of settings, of rules and of weights are no names of a hub. */
const A_FILE = /\.(conf|cfg|csv|json|ya?ml|toml|txt|xml|onnx|bin|gguf|pt|pth|safetensors|pkl|mar|engine)$/i;
const MODEL_SETTING = ["MODEL_ID", "HF_MODEL_ID", "MODEL_NAME", "MODEL", "HF_MODEL", "LLM_MODEL", "EMBEDDING_MODEL"];
const MODEL_NAME = /^(?!\.{1,2}\/)[\w.-]+\/[\w.-]+$/;
const LOCAL_MODEL =
  /(?:--(?:model|model-id|model-path|model_id))[= ]+["']?(?:\.{0,2}\/|s3:\/\/|gs:\/\/|file:\/\/|pvc:\/\/|oci:\/\/)|\bvllm\s+serve\s+["']?(?:\/|s3:\/\/)/;
const DOWNLOAD =
  /\b(?:huggingface-cli|hf)\s+download\b|\bollama\s+(?:pull|run)\b|\b(?:snapshot_download|hf_hub_download|from_pretrained|load_dataset)\s*\(\s*["'](?!\.{1,2}\/)[\w.-]+\/|\bgit\s+(?:lfs\s+)?clone\s+\S*[/@]hf\.co[/:]/;
const LOCAL_NAME = /^(\.{0,2}\/|(s3|gs|file|pvc|oci):)/;
const OFF = /^(|0|false|no|off)$/i;
const NO_ENVIRONMENT: Pick<Container, "env"> = { env: new Map() };
const REDIRECT = ["HF_ENDPOINT", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HUGGINGFACE_HUB_URL"];

function asksHub({ repository, command, env }: Container): boolean {
  const named = MODEL_SETTING.map((key) => env.get(key)?.text ?? "");
  if (LOCAL_MODEL.test(command) || named.some((text) => LOCAL_NAME.test(text))) return false;
  return SERVER.test(repository) || namesModel(command) || MODEL_NAME.test(env.get("HF_MODEL_ID")?.text ?? "");
}

function namesModel(command: string): boolean {
  const name = MODEL_ARGUMENT.exec(command)?.[0];
  return name !== undefined && !A_FILE.test(name);
}

function isRedirected({ env }: Pick<Container, "env">, command: string): boolean {
  return REDIRECT.some(
    (key) => !OFF.test(env.get(key)?.text ?? "") || new RegExp(`\\b${key}=(?!0|false)\\S`, "i").test(command),
  );
}
