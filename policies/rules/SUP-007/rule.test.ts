import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { modelHub } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(modelHub, { type, properties });
const pod = (container: object) => ({ spec: { containers: [{ name: "c", ...container }] } });
const OWN = "registry.example.eu/mirror/serve/app:1";
const started = (container: object) => said("kubernetes:core/v1:Pod", pod({ image: OWN, ...container }));
const runs = (line: string) => said("command:local:Command", { create: line });
const CONTAINER = ["spec.containers[0]"];

describe("SUP-007 on servers of models", () => {
  it.each([
    "vllm/vllm-openai",
    "acme/vllm",
    "huggingface/text-generation-inference",
    "huggingface/text-embeddings-inference",
    "lmsysorg/sglang",
    "openmmlab/lmdeploy",
    "acme/tgi",
    "huggingface/transformers-pytorch-gpu",
    "huggingface/transformers-all-latest-gpu",
    "acme/llmserve",
    "acme/llm-serve",
    "michaelf34/infinity",
    "alpindale/aphrodite-engine",
    "predibase/lorax",
    "acme/tei",
    "xprobe/xinference",
  ])("objects to %s, which is told no place", (name) => {
    expect(started({ image: `registry.example.eu/mirror/${name}:1` })).toEqual(CONTAINER);
  });

  it("objects to one right below its registry", () => {
    expect(started({ image: "registry.example.eu/vllm:1" })).toEqual(CONTAINER);
  });

  it.each(["acme/vllm-dashboard", "acme/my-vllm", "acme/notlorax", "acme/huggingface"])("accepts %s", (name) => {
    expect(started({ image: `registry.example.eu/mirror/${name}:1` })).toEqual([]);
  });

  it.each(["HF_ENDPOINT", "HUGGINGFACE_HUB_URL"])("accepts a server that is told another place by %s", (name) => {
    const image = "registry.example.eu/mirror/vllm/vllm-openai:1";
    expect(started({ image, env: [{ name, value: "https://hub.example.eu" }] })).toEqual([]);
    expect(started({ image, env: [{ name, value: "" }] })).toEqual(CONTAINER);
    expect(started({ image, command: ["sh", "-c", `${name}=https://hub.example.eu vllm serve acme/m`] })).toEqual([]);
  });

  it.each(["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])("accepts a server that asks nobody by %s", (name) => {
    const image = "registry.example.eu/mirror/vllm/vllm-openai:1";
    expect(started({ image, env: [{ name, value: "1" }] })).toEqual([]);
    for (const value of ["0", "false", "no", "off"])
      expect(started({ image, env: [{ name, value }] })).toEqual(CONTAINER);
    expect(started({ image, command: ["sh", "-c", `${name}=1 vllm serve acme/m`] })).toEqual([]);
    expect(started({ image, command: ["sh", "-c", `${name}=False vllm serve acme/m`] })).toEqual(CONTAINER);
  });

  it.each(["MODEL_ID", "HF_MODEL_ID", "MODEL_NAME", "MODEL", "HF_MODEL", "LLM_MODEL", "EMBEDDING_MODEL"])(
    "accepts a server whose %s is on a volume or in a bucket",
    (name) => {
      const image = "registry.example.eu/mirror/vllm/vllm-openai:1";
      for (const value of [
        "/models/m",
        "./m",
        "s3://models/m",
        "gs://models/m",
        "pvc://models/m",
        "oci://r.example.eu/m",
      ])
        expect(started({ image, env: [{ name, value }] })).toEqual([]);
      expect(started({ image, env: [{ name, value: "acme/m" }] })).toEqual(CONTAINER);
    },
  );
});

describe("SUP-007 on what a program is told to load", () => {
  it.each([
    "serve --model acme/m-7b",
    "serve --model-id=acme/m-7b",
    'serve --model-path "acme/m-7b"',
    "serve --model_id  'acme/m-7b'",
    "serve --pretrained acme/m-7b",
    "serve --tokenizer acme/m-7b",
    "serve --hf-repo acme/m-7b-GGUF",
    "vllm  serve  acme/m-7b",
    "vllm serve acme/m.json.v2",
  ])("objects to %s", (line) => {
    expect(started({ command: ["sh", "-c", line] })).toEqual(CONTAINER);
  });

  it.each([
    "serve --model /models/m-7b",
    "serve --model ./models/m-7b",
    "serve --model s3://models/m-7b",
    "serve --tokenizer ./models/m-7b",
    "serve --tokenizer /models/m-7b",
    "serve --tokenizer https://models.example.eu/m-7b",
    "serve --pretrained file://models/m-7b",
    "serve --pretrained models/m.yml",
    "serve --pretrained models/m.yaml",
    "serve --pretrained models/M.GGUF",
    "serve --model m-7b",
    "vllm serve /models/m-7b",
    "vllm serve ./models/m-7b",
    "vllm serve s3://models/m-7b",
    "vllm serve gs://models/m-7b",
    "vllm serve m-7b",
    "vllm serve ../models/m-7b",
    "vllm serve models/m-7b.gguf",
    "serve --model ../models/m-7b",
    "serve --tokenizer ../models/m-7b",
  ])("accepts %s", (line) => {
    expect(started({ command: ["sh", "-c", line] })).toEqual([]);
  });

  it("reads HF_MODEL_ID as a name of the hub, unless it is a place", () => {
    const told = (value: string) => started({ env: [{ name: "HF_MODEL_ID", value }] });
    expect(told("acme/m-7b")).toEqual(CONTAINER);
    for (const value of [
      "m-7b",
      "./models/m-7b",
      "../models/m-7b/x",
      "/models/m-7b",
      "https://models.example.eu",
      "az://m/x",
    ])
      expect(told(value)).toEqual([]);
  });
});

describe("SUP-007 on downloads", () => {
  it.each([
    "huggingface-cli  download acme/m-7b",
    "hf download acme/m-7b",
    "ollama  pull llama3",
    "ollama run llama3",
    `curl x; python -c "snapshot_download('acme/m-7b')"`,
    `curl x; python -c 'hf_hub_download( "acme/m-7b")'`,
    `curl x; python -c "AutoModel.from_pretrained('acme/m-7b')"`,
    `curl x; python -c "load_dataset ('acme/d')"`,
    "git  lfs  clone  git@hf.co:acme/m-7b",
    "git clone https://hf.co/acme/m-7b",
  ])("objects to %s", (line) => {
    expect(new Set(runs(line))).toEqual(new Set(["create"]));
  });

  it("objects to a clone of the hub's in a container, by the command that clones", () => {
    expect(started({ command: ["git", "clone", "https://hf.co/acme/m-7b"] })).toContain("spec.containers[0]");
    expect(started({ command: ["git", "lfs", "clone", "https://hf.co/acme/m-7b"] })).toContain("spec.containers[0]");
  });

  it.each([
    "hf upload acme/m-7b",
    "ollama serve",
    `curl x; python -c "AutoModel.from_pretrained('./models/m-7b')"`,
    `curl x; python -c "AutoModel.from_pretrained('../models/m-7b')"`,
    `curl x; python -c "AutoModel.from_pretrained('/models/m-7b')"`,
    "git clone https://git.example.eu/acme/m-7b",
    "HF_ENDPOINT=https://hub.example.eu hf download acme/m-7b",
    "HF_HUB_OFFLINE=1 hf download acme/m-7b",
  ])("accepts %s", (line) => {
    expect(runs(line)).toEqual([]);
  });

  it("objects to a server that downloads once", () => {
    const image = "registry.example.eu/mirror/vllm/vllm-openai:1";
    expect(started({ image, command: ["sh", "-c", "hf download acme/m && vllm serve acme/m"] })).toEqual(CONTAINER);
  });

  it.each(["pull", "run"])("objects to each model that the chart of Ollama is told to %s", (list) => {
    const values = { ollama: { models: { [list]: ["llama3", "mistral"] } } };
    const paths = [`values.ollama.models.${list}[0]`, `values.ollama.models.${list}[1]`];
    expect(said("kubernetes:helm.sh/v3:Release", { chart: "./ollama", values })).toEqual(paths);
    expect(said("kubernetes:helm.toolkit.fluxcd.io/v2:HelmRelease", { spec: { values } })).toEqual(
      paths.map((path) => `spec.${path}`),
    );
    expect(said("kubernetes:helm.sh/v3:Release", { values: { ollama: { models: { [list]: [""] } } } })).toEqual([]);
  });
});
