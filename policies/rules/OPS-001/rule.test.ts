import { describe, expect, it } from "vitest";
import { objections, type Written } from "../../engine/testing/objections.ts";
import { stateBackend } from "./rule.ts";

const STATE = "s3://acme-pulumi?region=us-east-1";
const said = (type: string, properties: unknown, settings?: Written["settings"]) =>
  objections(stateBackend, { type, properties, ...(settings && { settings }) });
const backend = (url: unknown, settings?: Written["settings"]) =>
  said("repository:file:PulumiProject", { name: "p", backend: { url } }, settings);
const runs = (line: string) => said("command:local:Command", { create: line });

describe("OPS-001 on where a backend is named", () => {
  it.each([
    ["kubernetes:core/v1:ConfigMap", { data: { backendUrl: STATE } }, "data.backendUrl"],
    ["kubernetes:core/v1:Secret", { stringData: { PULUMI_BACKEND_URL: STATE } }, "stringData.PULUMI_BACKEND_URL"],
    ["kubernetes:pulumi.com/v1:Stack", { spec: { backend: STATE } }, "spec.backend"],
    ["kubernetes:pulumi.com/v1alpha1:Stack", { spec: { backend: STATE } }, "spec.backend"],
    ["gitlab:index/projectVariable:ProjectVariable", { key: "PULUMI_BACKEND_URL", value: STATE }, "value"],
    ["github:index/actionsVariable:ActionsVariable", { variableName: "PULUMI_BACKEND_URL", value: STATE }, "value"],
    [
      "github:index/actionsSecret:ActionsSecret",
      { secretName: "PULUMI_BACKEND_URL", plaintextValue: STATE },
      "plaintextValue",
    ],
    ["repository:file:Workflow", { env: { PULUMI_BACKEND_URL: STATE } }, "env.PULUMI_BACKEND_URL"],
    [
      "repository:file:Workflow",
      { jobs: { up: { env: { PULUMI_BACKEND_URL: STATE } } } },
      "jobs.up.env.PULUMI_BACKEND_URL",
    ],
    [
      "repository:file:Workflow",
      { jobs: { up: { steps: [{ run: "make", env: { PULUMI_BACKEND_URL: STATE } }] } } },
      "jobs.up.steps[0].env.PULUMI_BACKEND_URL",
    ],
    [
      "repository:file:Workflow",
      { jobs: { up: { steps: [{ uses: "pulumi/actions@v6", with: { "cloud-url": STATE } }] } } },
      "jobs.up.steps[0].with.cloud-url",
    ],
    ["repository:file:Workflow", { variables: { PULUMI_BACKEND_URL: STATE } }, "variables.PULUMI_BACKEND_URL"],
    [
      "repository:file:Workflow",
      { deploy: { variables: { PULUMI_BACKEND_URL: STATE } } },
      "deploy.variables.PULUMI_BACKEND_URL",
    ],
  ])("reads %s %j", (type, properties, path) => {
    expect(said(type, properties)).toEqual([path]);
  });

  it.each([
    ["kubernetes:core/v1:ConfigMap", { metadata: { annotations: { backend: STATE } }, data: {} }],
    ["kubernetes:apps/v1:Deployment", { spec: { backend: STATE } }],
    ["kubernetes:networking.k8s.io/v1:Ingress", { spec: { backend: STATE } }],
    ["gitlab:index/projectVariable:ProjectVariable", { key: "TF_BACKEND", value: STATE }],
    ["gitlab:index/projectVariable:ProjectVariable", { value: STATE }],
    ["github:index/repositoryFile:RepositoryFile", { key: "PULUMI_BACKEND_URL", value: STATE }],
    ["pulumiservice:index:Team", { name: "operators" }],
    ["pulumi:providers:random", {}],
  ])("leaves %s %j alone", (type, properties) => {
    expect(said(type, properties)).toEqual([]);
  });

  it("objects to one that nobody knows yet", () => {
    expect(said("kubernetes:pulumi.com/v1:Stack", { spec: { backend: { $unknown: true } } })).toEqual(["spec.backend"]);
  });

  it("objects to a provider that manages an account of Pulumi Cloud", () => {
    expect(said("pulumi:providers:pulumiservice", {})).toEqual([""]);
  });
});

describe("OPS-001 on a backend's address", () => {
  it.each([
    "https://api.pulumi.com",
    "https://api.pulumi.com/acme",
    "https://app.pulumi.com/acme?x=1",
    "s3://acme-pulumi",
    "s3://acme-pulumi?region=eu-central-1",
    "gs://acme-pulumi",
    "gs://acme-pulumi?endpoint=s3.fr-par.scw.cloud",
    "azblob://state?storage_account=acme",
  ])("objects to %s", (url) => {
    expect(backend(url)).toEqual(["backend.url"]);
  });

  it.each([
    "file://~",
    "file:///srv/state",
    "https://state.example.eu",
    "https://api.pulumi.com.example.eu",
    "s3://acme-pulumi?endpoint=s3.fr-par.scw.cloud&region=fr-par",
    "s3://acme-pulumi?region=us-east-1&endpoint=s3.example.eu",
    "constructor://state",
    "$PULUMI_BACKEND",
  ])("accepts %s", (url) => {
    expect(backend(url)).toEqual([]);
  });

  const aws = { host: "*.amazonaws.com", company: "Amazon Web Services EMEA SARL", country: "LU", basis: "DPA 2026" };

  it("accepts a bucket in the European Union of a company that is in the register", () => {
    const settings = { subprocessors: [aws] };
    expect(backend("s3://acme-pulumi?region=eu-central-1", settings)).toEqual([]);
    expect(backend("s3://acme-pulumi?region=us-east-1", settings)).toEqual(["backend.url"]);
    expect(backend("gs://acme-pulumi", settings)).toEqual(["backend.url"]);
  });

  it("takes the register's entry of the very domain for its buckets", () => {
    expect(backend("s3://acme-pulumi", { subprocessors: [{ ...aws, host: "amazonaws.com" }] })).toEqual([]);
  });
});

describe("OPS-001 on signing in", () => {
  it.each([
    "pulumi login",
    "pulumi   login   --non-interactive",
    "pulumi login --default-org acme",
    "pulumi login --default-org=acme --interactive",
    "pulumi login --cloud-url https://api.pulumi.com",
    "pulumi login --cloud-url=https://api.pulumi.com",
    "pulumi login --cloud-url=s3://acme-pulumi",
    'pulumi login "s3://acme-pulumi?region=us-east-1"',
    "pulumi login 's3://acme-pulumi?region=us-east-1&awssdk=v2'",
    "pulumi login --interactive  gs://acme-pulumi",
    "pulumi login; ls --local",
    "pulumi login && ls file://x",
  ])("objects to %s", (line) => {
    expect(runs(line)).toEqual(["create"]);
  });

  it.each([
    "pulumi up --yes",
    "pulumi stack init acme/prod",
    "pulumi logout",
    "pulumi login --local",
    "pulumi login -l",
    "pulumi login file://~",
    "pulumi login --cloud-url=file:///srv/state",
    'pulumi login "$PULUMI_BACKEND"',
    'pulumi login "s3://acme-pulumi?region=us-east-1&endpoint=s3.example.eu"',
    "pulumi login --default-org acme file:///srv/state",
  ])("accepts %s", (line) => {
    expect(runs(line)).toEqual([]);
  });
});
