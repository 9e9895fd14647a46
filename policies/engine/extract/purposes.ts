import type { Vendor } from "../resolve/vendors.ts";
import { fieldOf, nameOf, plainName, under, type Where } from "./where.ts";

/** What a host is there for, as far as the setting that names it or the vendor table says. */
export type Purpose =
  | "backup"
  | "build"
  | "cdn"
  | "certificates"
  | "chart"
  | "git"
  | "identity"
  | "mail"
  | "manifest"
  | "model"
  | "notification"
  | "observability"
  | "overlay"
  | "packages"
  | "plugins"
  | "resolver"
  | "state"
  | "time";

interface Row {
  /** Categories of the vendor table that serve nothing else. */
  readonly categories?: string;
  /** Names of settings, without case and separators. */
  readonly keys?: RegExp;
  /** Keys above the value. */
  readonly below?: RegExp;
  /** Resources whose every address has this purpose, and the fields of them when not every one has. */
  readonly types?: RegExp;
  readonly fields?: RegExp;
}

const ROWS: Readonly<Record<Purpose, readonly Row[]>> = {
  backup: [
    {
      types:
        /^kubernetes:.*(velero\.io|k8up\.io|stash|kanister|restic|BackupStorageLocation|BackupTarget|ObjectStore:|ScheduledBackup)/i,
    },
    {
      keys: /^(backup|restic|rclone|pgbackrest|walg|barman|velero|borg)\w*(host|endpoint|url|uri|repository|repo|s3endpoint|server|target)$|^(repo\d?s3endpoint|resticrepository|backuptarget|walgs3prefix)$/,
    },
    {
      below: /^(barmanObjectStore|backupStorageLocation|backupTarget|backup|backups)$/i,
      keys: /(endpoint|endpointurl|s3url|url|host|server)$/,
    },
  ],
  build: [
    {
      types: /^docker-build:|^docker:index\/image:/,
      fields:
        /^(context\.location|buildContext|context|cacheFrom.*|cacheTo.*|builder.*|build\.cacheFrom.*|build\.context)$/,
    },
    { types: /^kubernetes:(build\.openshift\.io|shipwright\.io)\//, fields: /^spec\.source\.(git\.)?ur[il]$/ },
    { types: /^azure(-native)?:container(service|registry)[/:](registryTask|Task)/, fields: /contextPath$/ },
    { keys: /^(buildkithost|buildxbuilder|dockerbuildhost)$/ },
  ],
  cdn: [{ categories: "cdn" }, { keys: /^(cdn|cdnurl|cdnhost|assetcdn|cdndomain)$/ }],
  certificates: [
    { categories: "acme signing" },
    {
      keys: /^(acmeserver|acmeurl|acmeca|acmedirectory|caserver|acmedirectoryurl|acmecaserver|certresolverserver|fulciourl|rekorurl)$/,
    },
    { below: /^acme$/i, keys: /^(server|ca|directory|caserver|url)$/ },
    { types: /^acme:|^pulumi:providers:acme$/, fields: /serverUrl$/ },
  ],
  chart: [
    { categories: "helm" },
    { types: /^kubernetes:helm\.sh\//, fields: /^(repositoryOpts\.repo|fetchOpts\.repo|repo|chart)$/ },
    { types: /^kubernetes:source\.toolkit\.fluxcd\.io\/\w+:HelmRepository$/, fields: /^spec\.url$/ },
    { types: /^kubernetes:source\.toolkit\.fluxcd\.io\/\w+:OCIRepository$/, fields: /^spec\.url$/ },
    { types: /^kubernetes:helm\.cattle\.io\//, fields: /^spec\.(repo|chart)$/ },
    { keys: /^(chartrepo|chartrepository|helmrepo|helmrepository|charturl|helmrepositoryurl)$/ },
  ],
  git: [
    { categories: "git" },
    { types: /^kubernetes:argoproj\.io\//, fields: /(repoURL|sourceRepos|repo|url)$/i },
    { types: /^kubernetes:source\.toolkit\.fluxcd\.io\//, fields: /^spec\.(url|endpoint)$/ },
    { types: /^kubernetes:pulumi\.com\//, fields: /^spec\.fluxSource/ },
    { types: /^kubernetes:(pkg|meta\.pkg)\.crossplane\.io\//, fields: /^spec\.package$/ },
    { types: /^kubernetes:(infra\.contrib\.fluxcd\.io|tf\.|infrastructure\.).*Terraform/i },
    { keys: /^(gitrepo|giturl|gitrepository|repourl|gitremote|projectrepo)$/ },
  ],
  identity: [
    { categories: "identity ci" },
    {
      keys: /^(oidcissuer|oidcissuerurl|issueruri|issuerurl|oidcprovider|oidcurl|oauthurl|authserverurl|serviceaccountissuer|githubconfigurl|gitlaburl|runnerurl|cijwksurl|jwksuri|jwksurl|idpurl|ssourl|samlidpurl|discoveryurl|authorizationurl)$/,
    },
    // GitLab's runner: where it takes its jobs from.
    { below: /^runners$/, keys: /^(url|cloneurl)$/ },
    {
      types: /(openIdConnectProvider|workloadIdentityPoolProvider|federatedIdentityCredential|identityProvider)(:|$)/i,
      fields: /(?<!icon|logo|image|logout|redirect|callback|request|response)(url|issuer|issuerUri|metadataUrl)$/i,
    },
  ],
  mail: [
    { categories: "email" },
    {
      keys: /^(\w*smtp(host|server|url|addr|address|smarthost|relay|endpoint)|smtp|smarthost|mailhost|mailserver|emailhost|relayhost|mailrelay|emailserver|mailerdsn|mailerurl|mailurl|emailserverhost)$/,
    },
    { below: /^(smtp|mail|mailer|email)$/i, keys: /^(host|server|address|hostname|url|relay)$/ },
  ],
  manifest: [
    { types: /^kubernetes:yaml(\/v2)?:Config(File|Group)$/, fields: /^(file|files)$/ },
    { types: /^kubernetes:kustomize(\/v2)?:Directory$/, fields: /^directory$/ },
    { below: /^kustomization\.ya?ml$/, keys: /^(resources|bases|components|crds|patches|patchesstrategicmerge)$/ },
    { keys: /^(manifesturl|extramanifests|crdurl|crdsurl|installerurl|downloadurl|kustomizebase)$/ },
  ],
  model: [
    { categories: "model-hub" },
    {
      keys: /^(hfendpoint|huggingfacehuburl|huggingfaceendpoint|modelhub|modelregistry|modelrepository|modeluri|modelurl|storageuri|ollamaregistry)$/,
    },
  ],
  notification: [
    { categories: "webhook alerting sms" },
    {
      keys: /^(\w*webhook(url|urls|endpoint)?|slackapiurl|slackurl|slackwebhook|alertwebhook|pagerdutyurl|opsgenieapiurl|notificationurl|notificationsurl|notifyurl|alerturl|alertmanagerurl|apprisurl|appriseurl|gotifyurl|ntfyurl|teamsurl|mattermosturl)$/,
    },
    {
      below:
        /^((webhook|slack|pagerduty|opsgenie|msteams|discord|victorops|telegram)_?configs?|slacks|teams|discords|webhooks|mattermosts?|googlechats)$/i,
      keys: /url$/,
    },
    {
      types:
        /^oci:Ons\/subscription:|^aws:sns\/topicSubscription:|^gcp:monitoring\/notificationChannel:|^azure(-native)?:(monitoring|insights)[/:].*actionGroup/i,
      fields: /(endpoint|serviceUri|url)$/i,
    },
  ],
  observability: [
    { categories: "observability analytics telemetry" },
    {
      keys: /^(\w*sentrydsn|\w*dsnsentry|ddsite|ddurl|dddogstatsdurl|otelexporterotlp\w*endpoint|otlp(endpoint|url|http|grpc)?|\w*otlpendpoint|remotewriteurl|lokiurl|lokiendpoint|tempoendpoint|jaegerendpoint|zipkinendpoint|splunkhecurl|hecendpoint|honeycombapiendpoint|newrelichost|posthoghost|telemetryurl|telemetryendpoint|metricsendpoint|tracingendpoint|logendpoint|logsendpoint|pushgatewayurl|elasticapmserverurl|wandbbaseurl|langfusehost|langsmithendpoint|langchainendpoint|mlflowtrackinguri|pyroscopeserveraddress|bugsnagendpoint|umamiurl|plausibleurl|statsdhost|graylogurl|fluentdhost|sentryurl|rollbarendpoint|\w*applicationinsightsconnectionstring)$/,
    },
    {
      below:
        /^(remote_?write|remoteWriteUrls?|exporters|\w*otlp\w*|http_forwarder|splunk_?hec\w*|loki|elasticsearch|datadog|prometheusremotewrite)$/i,
      keys: /^(url|endpoint|endpoints|host|hosts|uri|server|address|site)$/,
    },
    { below: /^OUTPUT$/i, keys: /^(host|uri|url|endpoint)$/ },
  ],
  overlay: [
    { categories: "overlay" },
    {
      keys: /^(loginserver|tsloginserver|headscaleurl|netbirdmanagementurl|nbmanagementurl|managementurl|controlurl|controlserver|coordinationserver|derpmapurl|tailnethost|signaluri|zerotiercontroller)$/,
    },
  ],
  packages: [
    { categories: "package-index installer" },
    {
      keys: /^(\w*indexurl|extraindexurl|uvdefaultindex|uvindex|npmconfigregistry|npmregistry|npmregistryserver|yarnregistry|goproxy|gosumdb|cargoregistry\w*|cargoregistriescratesioindex|condachannels|channelalias|aptmirror|debmirror|aptproxy|mavenmirror|mavenrepo|gemsource|bundlemirror\w*|pipindex|pypimirror|rubygemshost|nixsubstituters|apkrepository|piptrustedhost|baseurl)$/,
    },
  ],
  plugins: [
    { categories: "iac" },
    { types: /^repository:file:PulumiProject$/, fields: /^packages\./ },
    {
      keys: /^(plugindownloadurl|pulumiplugindownloadurl\w*|pluginserver|providermirror|tfregistry|terraformregistry)$/,
    },
  ],
  resolver: [
    { categories: "dns-resolver" },
    {
      keys: /^(\w*nameservers?|\w*dnsservers?|resolvers?|upstreamresolvers?|upstreamdns|forwarders?|forwardaddr|forwardzone\w*|fallbackdns|customdnsserverips|dnsforwarders|dnsresolver|dnsip|dnsips|dns1|dns2|dnsaddresses|stubdomains|doh|dohurl|dohserver)$/,
    },
  ],
  state: [
    { categories: "iac-state" },
    { keys: /^(pulumibackendurl|pulumiapi|pulumiurl|backendurl|statebackend|pulumibackend)$/ },
    { types: /^kubernetes:pulumi\.com\//, fields: /^spec\.backend$/ },
    { types: /^repository:file:Pulumi/, fields: /^backend\.url$/ },
  ],
  time: [
    { categories: "ntp" },
    {
      keys: /^(ntp|ntpservers?|timeservers?|fallbackntp|ntppools?|chronyservers?|ntphost|ntpaddresses|ntpserverlist)$/,
    },
    { below: /^(ntp|chrony|timesyncd|time)$/i, keys: /^(servers?|pools?|peers?)$/ },
  ],
};

const TABLE = Object.entries(ROWS).flatMap(([purpose, rows]) =>
  rows.map((row) => ({ purpose: purpose as Purpose, row })),
);
const byCategory = new Map<string, readonly Purpose[]>();
for (const { purpose, row } of TABLE)
  for (const category of row.categories?.split(" ") ?? [])
    byCategory.set(category, [...(byCategory.get(category) ?? []), purpose]);

/** What the setting at this place of a resource of this type names hosts for. */
export function purposesAt(where: Where, type: string): readonly Purpose[] {
  const name = plainName(nameOf(where));
  const found: Purpose[] = [];
  let field: string | undefined;
  for (const { purpose, row } of TABLE) {
    if (row.categories !== undefined || (row.types && !row.types.test(type))) continue;
    if (row.keys && !row.keys.test(name)) continue;
    if (row.below && !under(where, (key) => (row.below as RegExp).test(key))) continue;
    if (row.fields) {
      field ??= fieldOf(where);
      if (!row.fields.test(field)) continue;
    }
    found.push(purpose);
  }
  return found;
}

/** What this vendor's service is for, when it serves one purpose. */
export function purposesOfVendor(vendor: Vendor | undefined): readonly Purpose[] {
  return (vendor && byCategory.get(vendor.category)) ?? [];
}
