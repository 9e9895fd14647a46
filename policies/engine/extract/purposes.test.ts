import { describe, expect, it } from "vitest";
import { type Purpose, purposesAt, purposesOfVendor } from "./purposes.ts";
import { property, type Where } from "./where.ts";

const at = (path: string) =>
  path.split(".").reduce<Where | undefined>((parent, key) => property(parent, key), undefined) as Where;
const ofSetting = (path: string, type = "kubernetes:core/v1:ConfigMap") => purposesAt(at(path), type);

/** Settings that say what a host is for; a star stands for any letters. */
const SETTINGS: Readonly<Record<Purpose, string>> = {
  backup:
    "BACKUP_HOST RESTIC_REPOSITORY RCLONE_ENDPOINT pgbackrest_repo_url barman_server VELERO_URI borg_repo walg_target repo1_s3_endpoint repo_s3_endpoint backup_target WALG_S3_PREFIX backup.*endpoint_url backups.*host barmanObjectStore.*endpointURL",
  build: "BUILDKIT_HOST BUILDX_BUILDER DOCKER_BUILD_HOST",
  cdn: "CDN CDN_URL cdnHost ASSET_CDN cdn_domain",
  certificates: "ACME_SERVER ACME_CA_SERVER CA_SERVER FULCIO_URL REKOR_URL acme.server acme.ca acme.directory acme.url",
  chart: "CHART_REPO HELM_REPOSITORY CHART_URL",
  git: "GIT_REPO GIT_URL REPO_URL git_remote PROJECT_REPO",
  identity: "OIDC_ISSUER OIDC_ISSUER_URL ISSUER_URI JWKS_URL IDP_URL SSO_URL runner_url GITHUB_CONFIG_URL",
  mail: "*SMTP_HOST *SMTP_SERVER *SMTP_URL SMTP smarthost MAIL_HOST RELAY_HOST MAILER_DSN smtp.host mail.server mailer.address email.url",
  manifest: "MANIFEST_URL CRD_URL CRDS_URL INSTALLER_URL DOWNLOAD_URL KUSTOMIZE_BASE",
  model: "HF_ENDPOINT MODEL_HUB MODEL_REGISTRY MODEL_URI STORAGE_URI OLLAMA_REGISTRY",
  notification:
    "*WEBHOOK *WEBHOOK_URL *WEBHOOK_URLS *WEBHOOK_ENDPOINT SLACK_API_URL ALERT_URL NTFY_URL webhook_configs.*url webhookConfig.*url slackConfig.*url opsgenie_config.*url pagerduty_configs.*url msteamsConfigs.*url discordConfigs.*url victorops_config.*url telegram_configs.*url slack_configs.*url telegramConfig.*url",
  observability:
    "*SENTRY_DSN *APPLICATIONINSIGHTS_CONNECTION_STRING *DSN_SENTRY DD_SITE OTEL_EXPORTER_OTLP_TRACES_ENDPOINT OTLP OTLP_URL *OTLP_ENDPOINT LOKI_URL LANGFUSE_HOST exporters.endpoint *otlp*.endpoint http_forwarder.uri remote_write.url remoteWrite.url remoteWriteUrl.url remoteWriteUrls.url OUTPUT.host output.uri loki.url splunkHec*.endpoint splunk_hec*.endpoint",
  overlay: "LOGIN_SERVER TS_LOGIN_SERVER HEADSCALE_URL NB_MANAGEMENT_URL CONTROL_URL DERP_MAP_URL",
  packages: "*INDEX_URL NPM_CONFIG_REGISTRY GOPROXY GOSUMDB APT_MIRROR CARGO_REGISTRY* BUNDLE_MIRROR* GEM_SOURCE",
  plugins: "PLUGIN_DOWNLOAD_URL PULUMI_PLUGIN_DOWNLOAD_URL* PROVIDER_MIRROR TERRAFORM_REGISTRY",
  resolver:
    "*NAMESERVER *nameservers *DNS_SERVER *dnsServers resolver resolvers UPSTREAM_RESOLVER upstreamResolvers UPSTREAM_DNS forwarder forwarders FORWARD_ZONE* DNS1 stubDomains DOH_URL",
  state: "PULUMI_BACKEND_URL PULUMI_API BACKEND_URL STATE_BACKEND",
  time: "NTP NTP_SERVER NTP_SERVERS TIME_SERVER timeservers ntp_pool ntp_pools CHRONY_SERVER chrony_servers FALLBACK_NTP ntp.server ntp.servers chrony.pool chrony.pools timesyncd.peer time.peers NTP_HOST ntpServerList NTP_ADDRESSES",
};

describe("purposesAt", () => {
  it.each(
    Object.entries(SETTINGS).flatMap(([purpose, names]) =>
      names.split(" ").map((name) => [name, purpose as Purpose] as const),
    ),
  )("%s is for %s, and a setting that is only called alike is not", (written, purpose) => {
    const segments = written.split(".");
    const path = (at = -1, spell = (name: string) => name) =>
      segments
        .map((name, index) => (index === at ? spell : (same: string) => same)(name.replaceAll("*", "")))
        .join(".");
    expect(ofSetting(path())).toContain(purpose);
    for (const [index, segment] of segments.entries()) {
      const front = ofSetting(path(index, (name) => `anti${name}`)).includes(purpose);
      const back = ofSetting(path(index, (name) => `${name}ish`)).includes(purpose);
      expect([front, back], segment).toEqual([segment.startsWith("*"), segment.endsWith("*")]);
    }
    if (segments.length > 1) expect(ofSetting(path().slice(path().lastIndexOf(".") + 1))).not.toContain(purpose);
  });

  it.each([
    ["kubernetes:velero.io/v1:BackupStorageLocation", "spec.config.s3Url", "backup"],
    ["kubernetes:k8up.io/v1:Schedule", "spec.any", "backup"],
    ["docker-build:index:Image", "context.location", "build"],
    ["docker-build:index:Image", "cacheFrom.registry.ref", "build"],
    ["docker:index/image:Image", "build.cacheFrom.images", "build"],
    ["acme:index/certificate:Certificate", "serverUrl", "certificates"],
    ["pulumi:providers:acme", "serverUrl", "certificates"],
    ["kubernetes:helm.sh/v3:Release", "repositoryOpts.repo", "chart"],
    ["kubernetes:helm.sh/v3:Chart", "chart", "chart"],
    ["kubernetes:source.toolkit.fluxcd.io/v1:HelmRepository", "spec.url", "chart"],
    ["kubernetes:helm.cattle.io/v1:HelmChart", "spec.repo", "chart"],
    ["kubernetes:argoproj.io/v1alpha1:AppProject", "spec.sourceRepos", "git"],
    ["kubernetes:source.toolkit.fluxcd.io/v1:GitRepository", "spec.url", "git"],
    ["docker-build:index:Image", "cacheTo.registry.ref", "build"],
    ["docker-build:index:Image", "builder.name", "build"],
    ["kubernetes:helm.sh/v3:Chart", "fetchOpts.repo", "chart"],
    ["kubernetes:helm.cattle.io/v1:HelmChart", "spec.chart", "chart"],
    ["kubernetes:pulumi.com/v1:Stack", "spec.fluxSource.sourceRef", "git"],
    ["kubernetes:pulumi.com/v1:Stack", "spec.backend", "state"],
    ["kubernetes:pkg.crossplane.io/v1:Provider", "spec.package", "git"],
    ["kubernetes:meta.pkg.crossplane.io/v1:Configuration", "spec.package", "git"],
    ["kubernetes:infra.contrib.fluxcd.io/v1:Terraform", "spec.any", "git"],
    ["kubernetes:yaml/v2:ConfigFile", "file", "manifest"],
    ["kubernetes:yaml:ConfigGroup", "files", "manifest"],
    ["kubernetes:kustomize:Directory", "directory", "manifest"],
    ["kubernetes:kustomize/v2:Directory", "directory", "manifest"],
    ["oci:Ons/subscription:Subscription", "endpoint", "notification"],
    ["aws:sns/topicSubscription:TopicSubscription", "endpoint", "notification"],
    ["gcp:monitoring/notificationChannel:NotificationChannel", "labels.url", "notification"],
    ["azure-native:monitoring:ActionGroup", "webhookReceivers.serviceUri", "notification"],
    ["azure:monitoring/actionGroup:ActionGroup", "webhookReceivers.serviceUri", "notification"],
    ["repository:file:PulumiProject", "backend.url", "state"],
  ])("takes %s's %s for %s, and neither another field nor another package's", (type, field, purpose) => {
    expect(ofSetting(field, type)).toContain(purpose);
    expect(ofSetting(field, `x.${type}`)).not.toContain(purpose);
    if (!field.endsWith("any") && !field.startsWith("spec.config")) {
      expect(ofSetting(`${field}ish`.replace("Ref", ""), type).filter((found) => found === purpose)).toHaveLength(
        /cacheFrom|cacheTo|builder|fluxSource/.test(field) ? 1 : 0,
      );
    }
  });
});

describe("purposesAt of a field that a type has at one depth", () => {
  it.each([
    ["docker-build:index:Image", "context.location", "build"],
    ["docker-build:index:Image", "builder.name", "build"],
    ["kubernetes:helm.sh/v3:Release", "repositoryOpts.repo", "chart"],
    ["kubernetes:helm.sh/v3:Chart", "chart", "chart"],
    ["kubernetes:source.toolkit.fluxcd.io/v1:HelmRepository", "spec.url", "chart"],
    ["kubernetes:source.toolkit.fluxcd.io/v1:GitRepository", "spec.url", "git"],
    ["kubernetes:helm.cattle.io/v1:HelmChart", "spec.repo", "chart"],
    ["kubernetes:pulumi.com/v1:Stack", "spec.fluxSource.sourceRef", "git"],
    ["kubernetes:pulumi.com/v1:Stack", "spec.backend", "state"],
    ["kubernetes:pkg.crossplane.io/v1:Provider", "spec.package", "git"],
    ["kubernetes:yaml/v2:ConfigFile", "file", "manifest"],
    ["kubernetes:kustomize:Directory", "directory", "manifest"],
    ["repository:file:PulumiProject", "backend.url", "state"],
  ])("takes %s's %s for %s, and not the same below another key", (type, field, purpose) => {
    expect(ofSetting(field, type)).toContain(purpose);
    expect(ofSetting(`inner.${field}`, type)).not.toContain(purpose);
  });

  it.each([
    ["kubernetes:source.toolkit.fluxcd.io/v1:HelmRepository", "spec.url", "chart"],
    ["kubernetes:yaml/v2:ConfigFile", "file", "manifest"],
    ["kubernetes:yaml:ConfigGroup", "files", "manifest"],
    ["kubernetes:kustomize/v2:Directory", "directory", "manifest"],
    ["pulumi:providers:acme", "serverUrl", "certificates"],
  ])("knows %s by its whole name", (type, field, purpose) => {
    expect(ofSetting(field, type)).toContain(purpose);
    expect(ofSetting(field, `${type}List`)).not.toContain(purpose);
  });
});

describe("purposesAt of an identity provider", () => {
  it.each([
    ["aws:iam/openIdConnectProvider:OpenIdConnectProvider", "url"],
    ["gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", "oidc.issuer"],
    ["azure-native:managedidentity:FederatedIdentityCredential", "issuer"],
    ["azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential", "issuer"],
  ])("takes the issuer of %s", (type, field) => {
    expect(ofSetting(field, type)).toEqual(["identity"]);
    expect(ofSetting(`${field}ish`, type)).toEqual([]);
    expect(ofSetting(field, `${type}s`)).toEqual(type.startsWith("azure-native") ? [] : ["identity"]);
  });
});

describe("purposesOfVendor", () => {
  it("knows what a vendor is for that serves nothing else", () => {
    const vendor = (category: string) => purposesOfVendor({ category } as Parameters<typeof purposesOfVendor>[0]);
    const categories: Readonly<Record<string, Purpose>> = {
      cdn: "cdn",
      acme: "certificates",
      signing: "certificates",
      helm: "chart",
      git: "git",
      identity: "identity",
      ci: "identity",
      email: "mail",
      "model-hub": "model",
      webhook: "notification",
      alerting: "notification",
      sms: "notification",
      observability: "observability",
      analytics: "observability",
      telemetry: "observability",
      overlay: "overlay",
      "package-index": "packages",
      installer: "packages",
      iac: "plugins",
      "dns-resolver": "resolver",
      "iac-state": "state",
      ntp: "time",
    };
    for (const [category, purpose] of Object.entries(categories)) expect(vendor(category), category).toEqual([purpose]);
    expect(vendor("registry")).toEqual([]);
    expect(purposesOfVendor(undefined)).toEqual([]);
  });
});
