import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { packageIndex } from "./rule.ts";

const runs = (line: string) =>
  objections(packageIndex, { type: "command:local:Command", properties: { create: line } });
const container = (line: string, name: string, value = "https://index.example.eu/simple") =>
  objections(packageIndex, {
    type: "kubernetes:v1:Pod",
    properties: { spec: { containers: [{ name: "c", command: ["sh", "-c", line], env: [{ name, value }] }] } },
  });

describe("SUP-008 on commands that install", () => {
  it.each([
    "pip install requests",
    "pip3  install requests",
    "pipx install poetry",
    "uv pip install requests",
    "uv  pip  sync requirements.txt",
    "uv add requests",
    "uv tool install ruff",
    "uvx ruff",
    "poetry  install",
    "npm ci",
    "go install golang.org/x/tools/gopls@latest",
    "go  get  golang.org/x/net",
    "go mod download",
    "cargo install ripgrep",
    "gem install rails",
    "bundle install",
    "conda install numpy",
    "micromamba  env  create -f e.yml",
    "conda install -c conda-forge numpy",
    "apt-get -y install jq",
    "apt  -qq  -y  install jq",
    "apk  --no-cache  --update  add jq",
    "dnf -y --quiet install jq",
    "zypper  -n  install jq",
    "apt-get install -y jq.deb",
  ])("objects to %s", (line) => {
    expect(runs(line)).toEqual(["create"]);
  });

  it.each([
    "pip install --index-url=https://index.example.eu/simple requests",
    "pip install -i https://index.example.eu/simple requests",
    "pip install  --no-deps  -q  ./dist/app.whl",
    'pip install "./dist/app.whl"',
    "pip install '/wheels/app-1.0.whl'",
    "pip install ../app.whl",
    "pip list",
    "uvx",
    "go get",
    "go install ./cmd/app",
    "npm ci --registry https://npm.example.eu",
    "cargo install --path .",
    "conda install -c https://conda.example.eu/main numpy",
    "conda install -c http://conda.example.eu/main numpy",
    "apt-get install  -y  ./jq.deb",
    'dnf install "/tmp/jq.rpm"',
    "apk add --allow-untrusted /tmp/jq.apk",
    "apk add -X http://apk.example.eu/main jq",
    "apk add -X https://apk.example.eu/main jq",
  ])("accepts %s", (line) => {
    expect(runs(line)).toEqual([]);
  });
});

describe("SUP-008 on what a container is told", () => {
  it.each([
    ["pip install x", "PIP_INDEX_URL"],
    ["pip install x", "PIP_NO_INDEX"],
    ["uv add x", "UV_INDEX_URL"],
    ["uv add x", "UV_DEFAULT_INDEX"],
    ["uv add x", "UV_INDEX"],
    ["pip install x", "PIP_CONFIG_FILE"],
    ["npm ci", "NPM_CONFIG_REGISTRY"],
    ["npm ci", "NPM_CONFIG_USERCONFIG"],
    ["yarn install", "YARN_REGISTRY"],
    ["yarn install", "YARN_NPM_REGISTRY_SERVER"],
    ["go mod download", "GOPROXY"],
    ["go mod download", "GOFLAGS"],
    ["cargo fetch", "CARGO_REGISTRIES_CRATES_IO_INDEX"],
    ["cargo fetch", "CARGO_SOURCE_CRATES_IO_REPLACE_WITH"],
    ["bundle install", "BUNDLE_MIRROR__ALL"],
    ["gem install x", "RUBYGEMS_HOST"],
    ["conda install x", "CONDA_CHANNELS"],
    ["conda install x", "CONDA_CHANNEL_ALIAS"],
    ["apt-get install x", "APT_CONFIG"],
    ["apt-get install x", "APT_MIRROR"],
  ])("accepts %s beside %s, and beside that alone", (line, variable) => {
    expect(container(line, variable)).toEqual([]);
    expect(container(line, `OTHER_${variable}`)).toEqual(["spec.containers[0]"]);
    expect(runs(`${variable}=https://index.example.eu ${line}`)).toEqual([]);
  });

  it("takes a step's settings for the step's own script, and not for the next one's", () => {
    const env = [{ name: "PIP_INDEX_URL", value: "https://index.example.eu/simple" }];
    const image = "registry.example.eu/mirror/python";
    const steps = [
      { name: "told", image, env, script: "pip install requests" },
      { name: "not-told", image, script: "pip install requests" },
    ];
    expect(
      objections(packageIndex, { type: "kubernetes:tekton.dev/v1:Task", properties: { spec: { steps } } }),
    ).toEqual(["spec.steps[1].script"]);
  });

  it("objects once where the line names an index that may not be used", () => {
    expect(runs("pip install requests https://pypi.org/simple/flask")).toEqual(["create"]);
  });
});
