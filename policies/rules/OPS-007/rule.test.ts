import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { nestedIac } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(nestedIac, { type, properties });
const REPOSITORY = "https://github.com/acme/platform.git";

describe("OPS-007 on what the cluster deploys from", () => {
  it.each([
    [
      "kubernetes:argoproj.io/v1alpha1:Application",
      { spec: { source: { repoURL: REPOSITORY } } },
      "spec.source.repoURL",
    ],
    ["kubernetes:source.toolkit.fluxcd.io/v1:GitRepository", { spec: { url: REPOSITORY } }, "spec.url"],
    [
      "kubernetes:source.toolkit.fluxcd.io/v1:HelmRepository",
      { spec: { url: "https://charts.unlisted.com" } },
      "spec.url",
    ],
    ["kubernetes:fleet.cattle.io/v1alpha1:GitRepo", { spec: { repo: REPOSITORY } }, "spec.repo"],
    ["kubernetes:pulumi.com/v1:Stack", { spec: { projectRepo: REPOSITORY } }, "spec.projectRepo"],
    ["kubernetes:kpack.io/v1alpha2:Image", { spec: { source: { git: { url: REPOSITORY } } } }, "spec.source.git.url"],
    [
      "argocd:index/application:Application",
      { spec: { sources: [{ repoUrl: REPOSITORY }] } },
      "spec.sources[0].repoUrl",
    ],
    ["flux:index/fluxBootstrapGit:FluxBootstrapGit", { url: REPOSITORY }, "url"],
    [
      "azure-native:kubernetesconfiguration:FluxConfiguration",
      { gitRepository: { url: REPOSITORY } },
      "gitRepository.url",
    ],
    ["pulumi:providers:argocd", { repositoryUrl: REPOSITORY }, "repositoryUrl"],
  ])("objects to GitHub in %s", (type, properties, path) => {
    expect(said(type, properties)).toEqual([path]);
  });

  it.each([
    ["kubernetes:core/v1:ConfigMap", { data: { repoURL: REPOSITORY } }],
    ["kubernetes:helm.sh/v3:Release", { values: { repoURL: REPOSITORY } }],
    ["pulumi:providers:github", { url: REPOSITORY }],
  ])("leaves %s to other rules", (type, properties) => {
    expect(said(type, properties)).toEqual([]);
  });

  it.each([
    ["repository", ["stringData.url"]],
    ["repo-creds", ["stringData.url"]],
    ["cluster", []],
  ])("reads a secret of Argo CD's that holds a %s", (kind, paths) => {
    const labels = { "argocd.argoproj.io/secret-type": kind };
    expect(said("kubernetes:core/v1:Secret", { metadata: { labels }, stringData: { url: REPOSITORY } })).toEqual(paths);
  });

  it("reads such a label in secrets only", () => {
    const metadata = { labels: { "argocd.argoproj.io/secret-type": "repository" } };
    expect(said("kubernetes:core/v1:ConfigMap", { metadata, data: { url: REPOSITORY } })).toEqual([]);
    expect(said("kubernetes:core/v1:Secret", { metadata: {}, stringData: { url: REPOSITORY } })).toEqual([]);
  });
});

describe("OPS-007 on values of a chart", () => {
  const values = (values: unknown) => said("kubernetes:helm.toolkit.fluxcd.io/v2:HelmRelease", { spec: { values } });

  it.each(["repoUrl", "git", "gitRepo", "gitUri", "artifact"])("objects to a repository in %s", (key) => {
    expect(values({ [key]: REPOSITORY })).toEqual([`spec.values.${key}`]);
  });

  it.each(["env", "envs", "extraEnv", "args", "extraArgs", "command"])(
    "leaves what a program is told in %s to that program",
    (key) => {
      expect(values({ app: { [key]: [{ name: "DOCS", value: REPOSITORY }] } })).toEqual([]);
    },
  );

  it.each(["environment", "commands", "myargs"])("does not take %s for what a program is told", (key) => {
    expect(values({ [key]: { repoUrl: REPOSITORY } })).toEqual([`spec.values.${key}.repoUrl`]);
  });

  it("leaves the registries of images to the rules of images, but not one that artifacts are fetched from", () => {
    expect(values({ image: { registry: "quay.io" } })).toEqual([]);
    expect(values({ global: { imageRegistry: "ghcr.io" } })).toEqual([]);
    expect(values({ controller: { imageRepositoryHost: "quay.io" } })).toEqual([]);
    expect(values({ repoUrl: "oci://quay.io/acme/manifests" })).toEqual(["spec.values.repoUrl"]);
    expect(values({ artifact: "quay.io/acme/manifests" })).toEqual(["spec.values.artifact"]);
  });

  it("leaves who signs in and what is only called to other rules", () => {
    expect(values({ oidc: { issuerUrl: "https://github.com/login/oauth" } })).toEqual([]);
    expect(values({ metricsUrl: "https://api.unlisted.com/x" })).toEqual([]);
  });

  it("objects to a registry that manifests come from outside of values", () => {
    const type = "kubernetes:source.toolkit.fluxcd.io/v1:OCIRepository";
    expect(said(type, { spec: { url: "oci://quay.io/acme/manifests" } })).toEqual(["spec.url"]);
    expect(said("kubernetes:pkg.crossplane.io/v1:Provider", { spec: { package: "quay.io/acme/provider:v1" } })).toEqual(
      ["spec.package"],
    );
  });
});
