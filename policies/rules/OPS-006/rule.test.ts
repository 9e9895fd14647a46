import { describe, expect, it } from "vitest";
import { objections, type Written } from "../../engine/testing/objections.ts";
import { ciIdentity } from "./rule.ts";

const said = (type: string, properties: unknown, rest: Partial<Written> = {}) =>
  objections(ciIdentity, { type, properties, ...rest });
const runner = (job: unknown) => said("repository:file:Workflow", { jobs: { deploy: job } });

describe("OPS-006 on Dex", () => {
  const connectors = (...connectors: readonly unknown[]) => ({ values: { config: { connectors } } });
  const chart = "kubernetes:helm.sh/v3:Release";

  it.each(["github", "google", "microsoft"])("objects to a connector of the type %s", (type) => {
    const path = "values.config.connectors[1].type";
    expect(said(chart, connectors({ type: "ldap" }, { type, id: "x", config: { clientID: "y" } }))).toEqual([path]);
  });

  it.each([
    ["kubernetes:helm.toolkit.fluxcd.io/v2:HelmRelease", "spec.values.config.connectors[0].type"],
    ["kubernetes:auth.identitatem.io/v1alpha1:DexServer", "spec.connectors[0].type"],
  ])("reads the connectors of %s", (type, path) => {
    const list = connectors({ type: "github" });
    const spec = type.includes("DexServer") ? list.values.config : list;
    expect(said(type, { spec })).toEqual([path]);
  });

  it.each([
    { type: "ldap", config: { host: "ldap.example.eu:636" } },
    { type: "oidc", config: { issuer: "https://sso.example.eu" } },
    { type: "github", config: { hostName: "git.example.eu" } },
    { type: "constructor" },
    { id: "github" },
  ])("accepts the connector %j", (connector) => {
    expect(said(chart, connectors(connector))).toEqual([]);
  });

  it("objects to each connector", () => {
    expect(said(chart, connectors({ type: "github" }, { type: "google" }))).toHaveLength(2);
  });

  it("accepts a sign-in of a company that was accepted", () => {
    const microsoft = { company: "Microsoft", country: "US", by: "R. Example", reason: "Office", date: "2026-01-01" };
    const settings = { acceptedParents: [{ ...microsoft, until: "2027-01-01" }] };
    expect(said(chart, connectors({ type: "microsoft" }), { settings })).toEqual([]);
    expect(said(chart, connectors({ type: "google" }), { settings })).toEqual(["values.config.connectors[0].type"]);
  });
});

describe("OPS-006 on what lets a forge in", () => {
  it.each([
    "github:index/repositoryWebhook:RepositoryWebhook",
    "github:index/organizationWebhook:OrganizationWebhook",
    "github:index/actionsSecret:ActionsSecret",
    "github:index/actionsOrganizationSecret:ActionsOrganizationSecret",
    "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
    "github:index/repositoryEnvironment:RepositoryEnvironment",
    "github:index/actionsRunnerGroup:ActionsRunnerGroup",
    "github:index/userSshKey:UserSshKey",
    "github:index/appInstallationRepository:AppInstallationRepository",
    "github:index/appInstallationRepositories:AppInstallationRepositories",
    "kubernetes:actions.summerwind.dev/v1alpha1:RunnerDeployment",
    "gitlab:index/groupHook:GroupHook",
    "gitlab:index/deployKey:DeployKey",
    "gitlab:index/deployToken:DeployToken",
    "gitlab:index/projectVariable:ProjectVariable",
    "gitlab:index/groupVariable:GroupVariable",
    "gitlab:index/userRunner:UserRunner",
    "azuredevops:index/serviceEndpointKubernetes:ServiceEndpointKubernetes",
    "buildkite:Agent/agentToken:AgentToken",
    "aws:codestarconnections/connection:Connection",
    "aws:codeconnections/connection:Connection",
    "vault:github/authBackend:AuthBackend",
    "keycloak:oidc/githubIdentityProvider:GithubIdentityProvider",
  ])("objects to %s", (type) => {
    expect(said(type, { name: "x" })).toEqual([""]);
  });

  it.each([
    "github:index/issueLabel:IssueLabel",
    "gitlab:index/label:Label",
    "kubernetes:apps/v1:Deployment",
    "aws:codestarnotifications/notificationRule:NotificationRule",
    "vault:kubernetes/authBackendConfig:AuthBackendConfig",
    "keycloak:oidc/identityProvider:IdentityProvider",
  ])("leaves %s alone", (type) => {
    expect(said(type, { name: "x" })).toEqual([]);
  });

  it("accepts a hook of a forge of one's own", () => {
    const provider = { type: "pulumi:providers:gitlab", properties: { baseUrl: "https://git.example.eu/api/v4/" } };
    expect(said("gitlab:index/projectHook:ProjectHook", { project: "1" }, { provider })).toEqual([]);
  });
});

describe("OPS-006 on machines of jobs", () => {
  it.each([
    "ubuntu-latest",
    "ubuntu-24.04",
    "ubuntu-slim",
    "windows-2025",
    "macos-15",
    "Ubuntu-Latest",
    "blacksmith-4vcpu-ubuntu-2404",
    "depot-ubuntu-24.04-4",
    "buildjet-4vcpu-ubuntu-2204",
    "warp-ubuntu-latest-x64-4x",
    "namespace-profile-default",
    "nscloud-ubuntu-22.04-amd64-4x16",
  ])("objects to %s", (label) => {
    expect(runner({ "runs-on": label })).toEqual(["jobs.deploy.runs-on"]);
  });

  it.each(["self-hosted", "own-ubuntu-latest", "ubuntu-builders", "macos-of-ours", "docker"])(
    "accepts a machine of one's own that is labelled %s",
    (label) => {
      expect(runner({ "runs-on": label })).toEqual([]);
    },
  );

  it.each([
    [{ "runs-on": ["self-hosted", "ubuntu-latest"] }, "jobs.deploy.runs-on[1]"],
    [{ "runs-on": { group: "g", labels: ["big", "ubuntu-latest"] } }, "jobs.deploy.runs-on"],
    [{ pool: { vmImage: "ubuntu-latest" } }, "jobs.deploy.pool"],
  ])("reads the labels of %j", (job, path) => {
    expect(runner(job)).toEqual([path]);
  });

  it("reads jobs in workflows only", () => {
    const properties = { jobs: { deploy: { "runs-on": "ubuntu-latest" } } };
    expect(said("kubernetes:core/v1:ConfigMap", { data: properties })).toEqual([]);
    expect(said("kubernetes:batch.example.eu/v1:Pipeline", properties)).toEqual([]);
  });
});
