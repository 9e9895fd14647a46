import { type Region, resolveRegion } from "../resolve/regions.ts";
import { vendorOf } from "../resolve/vendors.ts";

/** A text that names a place by its own syntax. */
export interface Identifier {
  readonly form: "ocid" | "arn" | "link" | "domain" | "host" | "store" | "profile";
  /** As written. */
  readonly text: string;
  /** As written; `""` when the identifier names no region (tenancies, global services). */
  readonly region: string;
  readonly provider: string;
  /** OCI realm as the OCID states it. */
  readonly realm?: string;
  readonly row: Region | undefined;
}

/** Longest identifier read; a longer run of such letters is something else. */
const OCID = /\bocid1\.([a-z0-9_]{1,64})\.(oc\d{1,3})\.([a-z0-9-]{0,64})\.[a-z0-9._-]{0,255}/gi;
const ARN = /\barn:(aws[a-z-]{0,12}):([a-z0-9-]{1,64}):([a-z0-9-]{0,64}):/gi;
const LINK = /\bprojects\/[^/\s"']{1,64}\/(?:regions|zones|locations)\/([a-z0-9-]{1,64})(?=\/([a-z]{1,40})|)/gi;
/** Directories that Google keeps for the whole world and in which nobody's data is. */
const DIRECTORIES = /^(workloadIdentityPools|workforcePools|memberships|entryTypes|aspectTypes|entryLinkTypes)$/i;
/** A store by its region, as Longhorn (`s3://bucket@region/`) and Loki (`s3://region/bucket`) write it. */
const STORE = /\bs3:\/\/(?:[^@\s/"']{1,200}@)?([a-z0-9-]{1,64})(?=\/)/gi;
const DOMAIN = /(?:^|[\s"'=,[])((?:[A-Za-z0-9]{2,16}:)?[A-Z][A-Z0-9-]{1,64}-AD-\d)\b/g;

/**
 * A profile of Amazon's Bedrock, which answers from whichever region of a part of the world has room (Amazon Bedrock user
 * guide, "Supported Regions and models for inference profiles").
 */
const PROFILE =
  /(?<![\w.-])(us-gov|us|eu|apac|jp|au|ca|global)\.(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|stability|writer|qwen|openai|twelvelabs|luma)\.[a-z][a-z0-9.:-]{2,100}/g;

/** What every text has in it that holds one of the above. */
const HINT = /cid1\.|rn:aws|projects\/|-AD-|s3:\/\/|\b(?:us|eu|gov|apac|jp|au|ca|global)\.[a-z0-9]{4,10}\.[a-z]/i;

/** OCIDs, ARNs, self-links and availability domains anywhere in a text, each once. */
export function identifiersIn(text: string): readonly Identifier[] {
  if (!HINT.test(text)) return [];
  const found = new Map<string, Identifier>();
  const add = (form: Identifier["form"], whole: string, provider: string, region: string, realm?: string) =>
    found.set(whole, {
      form,
      text: whole,
      region,
      provider,
      row: resolveRegion(provider, region),
      ...(realm && { realm }),
    });
  for (const [whole, , realm = "", region = ""] of text.matchAll(OCID))
    add("ocid", whole, "oci", region, realm.toLowerCase());
  for (const [whole, , , region = ""] of text.matchAll(ARN)) add("arn", whole, "aws", region);
  for (const [whole, region = "", collection = ""] of text.matchAll(LINK)) {
    // `-` is any of them, and BigQuery reads other clouds' stores where they are.
    const cloud = /^(?:aws|azure)(?=-)/.exec(region)?.[0];
    if (cloud) add("link", whole, cloud, region.slice(cloud.length + 1));
    else if (region !== "-" && !(region === "global" && DIRECTORIES.test(collection)))
      add("link", whole, "gcp", region);
  }
  // Any other name there is a bucket's, or that of a store of one's own.
  for (const [whole, region = ""] of text.matchAll(STORE))
    if (resolveRegion("aws", region)) add("store", whole, "aws", region);
  for (const [whole, part = ""] of text.matchAll(PROFILE)) add("profile", whole, "aws", part);
  for (const [, domain = ""] of text.matchAll(DOMAIN)) add("domain", domain, "oci", domain);
  return [...found.values()];
}

/** Zones under which a cloud names its regional endpoints. */
const REGIONAL_ZONES: readonly (readonly [zone: string, provider: string])[] = [
  [".amazonaws.com", "aws"],
  [".amazonaws.com.cn", "aws"],
  [".amazonaws.eu", "aws"],
  [".api.aws", "aws"],
  [".ocir.io", "oci"],
  [".customer-oci.com", "oci"],
  [".pkg.dev", "gcp"],
  [".scw.cloud", "scaleway"],
  [".cloud.ovh.net", "ovh"],
  [".digitaloceanspaces.com", "digitalocean"],
  [".azure.com", "azure"],
  [".cognitive.microsoft.com", "azure"],
  [".azmk8s.io", "azure"],
  [".azurecontainerapps.io", "azure"],
  [".azurecontainer.io", "azure"],
  [".kusto.windows.net", "azure"],
  [".on.aws", "aws"],
  [".awsapprunner.com", "aws"],
  [".googleapis.com", "gcp"],
  [".cloudfunctions.net", "gcp"],
  [".run.app", "gcp"],
  [".gke.goog", "gcp"],
  [".exo.io", "exoscale"],
];
const ORACLE_ZONE = /\.oraclecloud(\d*\.com|\.eu)$/;
/** How a service that runs in several clouds names its hosts: `pkc-1.us-east-1.aws.confluent.cloud`. */
const RENTED_ZONE = /\.(aws|ec2|gcp|gce|azure)\.[a-z-]+\.(?:[a-z-]+\.)?[a-z]+$/;
const CLOUDS: Readonly<Record<string, string>> = { ec2: "aws", gce: "gcp" };
/** What stands around a region in one label: `s3-us-west-2`, `europe-docker`, `us-central1-aiplatform`, `eastus-8`, `sos-ch-gva-2`. */
const AROUND_A_REGION: Readonly<Record<string, RegExp>> = {
  aws: /^s3-(?:website-)?|(?<=-\d)-\d$/,
  gcp: /-docker$|(?<=[a-z]-[a-z]{2,20}\d{1,2})-.*/,
  azure: /-\d{1,2}$/,
  exoscale: /^sos-/,
};

/** The zone of a host under which some cloud names regions, and that cloud. */
function regionalZone(host: string): readonly [zone: string, provider: string] | undefined {
  const oracle = ORACLE_ZONE.exec(host)?.[0];
  if (oracle) return [oracle, "oci"];
  const rented = RENTED_ZONE.exec(host);
  const own = REGIONAL_ZONES.find(([suffix]) => host.endsWith(suffix));
  // A house may call its own hosts as a cloud's tenant does, and means nothing by it.
  if (own || !rented || !vendorOf(host)) return own;
  const [zone, cloud = ""] = rented;
  return [zone, CLOUDS[cloud] ?? cloud];
}

/** The place that a cloud's endpoint carries in its name: `s3.us-west-2.amazonaws.com`, `fra.ocir.io`. */
export function identifierOfHost(host: string): Identifier | undefined {
  const found = regionalZone(host);
  if (!found) return undefined;
  const [zone, provider] = found;
  for (const label of host.slice(0, -zone.length).split(".").reverse()) {
    const region = label.replace(AROUND_A_REGION[provider] ?? "", "");
    // A region key is three letters; only the registry's zone puts it in front, elsewhere it may be a name.
    const row =
      region.length > 3 || zone === ".ocir.io" || provider !== "oci" ? resolveRegion(provider, region) : undefined;
    // Only the registry is spread over a geography; elsewhere `global` and `europe` are names of services.
    if (row && (zone === ".pkg.dev" || row.scope === undefined || row.scope === "edge"))
      return { form: "host", text: host, region, provider, row };
  }
  return undefined;
}
