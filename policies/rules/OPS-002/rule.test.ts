import { describe, expect, it } from "vitest";
import { objections, type Written } from "../../engine/testing/objections.ts";
import { secretsProvider } from "./rule.ts";

const KEY = "awskms://alias/pulumi?region=eu-central-1";
const said = (type: string, properties: unknown, settings?: Written["settings"]) =>
  objections(secretsProvider, { type, properties, ...(settings && { settings }) });
const runs = (line: string) => said("command:local:Command", { create: line });
const stack = (provider: string, settings?: Written["settings"]) =>
  said("repository:file:PulumiStack", { secretsprovider: provider }, settings);

describe("OPS-002 on where the keeper of the key is named", () => {
  it.each([
    ["repository:file:PulumiStack", { secretsprovider: KEY }, "secretsprovider"],
    ["kubernetes:pulumi.com/v1:Stack", { spec: { secretsProvider: KEY } }, "spec.secretsProvider"],
    ["kubernetes:core/v1:ConfigMap", { data: { PULUMI_SECRETS_PROVIDER: KEY } }, "data.PULUMI_SECRETS_PROVIDER"],
    ["kubernetes:core/v1:ConfigMap", { data: { "secrets-provider": KEY } }, "data.secrets-provider"],
    ["kubernetes:core/v1:Secret", { stringData: { secrets_provider: KEY } }, "stringData.secrets_provider"],
    ["repository:file:Workflow", { env: { PULUMI_SECRETS_PROVIDER: KEY } }, "env.PULUMI_SECRETS_PROVIDER"],
    ["repository:file:Workflow", { variables: { PULUMI_SECRETS_PROVIDER: KEY } }, "variables.PULUMI_SECRETS_PROVIDER"],
    [
      "repository:file:Workflow",
      { jobs: { up: { env: { PULUMI_SECRETS_PROVIDER: KEY } } } },
      "jobs.up.env.PULUMI_SECRETS_PROVIDER",
    ],
    [
      "repository:file:Workflow",
      { jobs: { up: { steps: [{ run: "make", env: { PULUMI_SECRETS_PROVIDER: KEY } }] } } },
      "jobs.up.steps[0].env.PULUMI_SECRETS_PROVIDER",
    ],
    [
      "repository:file:Workflow",
      { jobs: { up: { steps: [{ uses: "pulumi/actions@v6", with: { "secrets-provider": KEY } }] } } },
      "jobs.up.steps[0].with.secrets-provider",
    ],
  ])("reads %s %j", (type, properties, path) => {
    expect(said(type, properties)).toEqual([path]);
  });

  it.each([
    ["kubernetes:core/v1:ConfigMap", { data: { "external-secrets-provider": "awskms" } }],
    ["kubernetes:core/v1:ConfigMap", { data: { secretsProviderClass: "azurekeyvault" } }],
    ["kubernetes:core/v1:ConfigMap", { metadata: { labels: { secretsProvider: "default" } } }],
  ])("leaves %s %j alone", (type, properties) => {
    expect(said(type, properties)).toEqual([]);
  });
});

describe("OPS-002 on the keeper", () => {
  it.each([
    "awskms://alias/pulumi",
    "awskms:///arn:aws:kms:eu-central-1:111122223333:key/1234abcd",
    "azurekeyvault://acme.vault.azure.net/keys/pulumi",
    "gcpkms://projects/acme/locations/europe-west3/keyRings/r/cryptoKeys/k",
    "default",
    " default ",
  ])("objects to %s", (provider) => {
    expect(stack(provider)).toEqual(["secretsprovider"]);
  });

  it.each(["passphrase", "hashivault://pulumi", "defaults", "constructor", "", "myawskms://key"])(
    "accepts %s",
    (provider) => {
      expect(stack(provider)).toEqual([]);
    },
  );

  it("accepts a company in the register, by its domain as by all below it", () => {
    for (const host of ["amazonaws.com", "*.amazonaws.com"]) {
      const subprocessors = [{ host, company: "Amazon Web Services EMEA SARL", country: "LU", basis: "DPA 2026" }];
      expect(stack(KEY, { subprocessors })).toEqual([]);
      expect(stack("gcpkms://projects/acme", { subprocessors })).toEqual(["secretsprovider"]);
    }
  });
});

describe("OPS-002 on commands", () => {
  it.each([
    'pulumi stack init prod --secrets-provider="awskms://alias/pulumi"',
    "pulumi stack init prod --secrets-provider 'gcpkms://projects/acme/k'",
    "pulumi  stack  init --secrets-provider  default  prod",
    "pulumi new typescript --secrets-provider=default",
    "pulumi --non-interactive stack change-secrets-provider default",
    'pulumi stack change-secrets-provider   "awskms://alias/pulumi"',
    "pulumi stack init a --secrets-provider=passphrase && pulumi stack init b --secrets-provider=default",
    "cd stacks && pulumi stack change-secrets-provider 'default' --stack prod",
  ])("objects to %s", (line) => {
    expect(runs(line)).toEqual(["create"]);
  });

  it.each([
    "pulumi stack init prod --secrets-provider=passphrase",
    "pulumi stack init prod --secrets-provider 'hashivault://pulumi'",
    'pulumi stack change-secrets-provider "passphrase"',
    "pulumi stack init default",
    "helm upgrade app ./chart --secrets-provider=default && pulumi preview",
    "helm upgrade app ./chart --secrets-provider=default",
  ])("accepts %s", (line) => {
    expect(runs(line)).toEqual([]);
  });

  it("reads on where the command goes on in the next line", () => {
    expect(runs("pulumi stack init prod \\\n  --secrets-provider=default")).toEqual(["create#L1"]);
  });
});
