import { canonicalHost, isPublicZone } from "../resolve/host.ts";
import { type Vendor, vendorOf } from "../resolve/vendors.ts";
import { authorityAt, LONGEST_NAME, readAuthority, trimEnds, withoutLaterPort } from "./authorities.ts";
import { directiveHosts } from "./directives.ts";
import { impliedHost } from "./implied-hosts.ts";
import { isIdentity, isProse } from "./prose.ts";
import { type Purpose, purposesAt, purposesOfVendor } from "./purposes.ts";
import type { Certainty, Leaf } from "./walk.ts";
import { nameOf, perKey, plainName, under, type Where } from "./where.ts";

/** A host that the resource will or may talk to. */
export interface FoundHost {
  readonly where: Where;
  readonly holder: Where | undefined;
  /** Canonical name; as written when it can not be read. */
  readonly text: string;
  readonly certainty: Certainty;
  /** Nobody outside answers for it. */
  readonly internal: boolean;
  /** A variable stands where the host should: what it becomes is decided when the text is used. */
  readonly templated: boolean;
  readonly vendor: Vendor | undefined;
  /** What the setting that names it, or its vendor, says it is for. */
  readonly purposes: readonly Purpose[];
}

/** Resources whose hosts are names that they serve. */
const SERVING_TYPE =
  /^kubernetes:.*:(Ingress|IngressRoute\w*|VirtualService|Gateway|\w*Route|Certificate|CertificateRequest)$/;

/** Keys of names that a workload serves, not ones it calls. */
const SERVED = new Set("dnsnames hostnames tls commonname ingress rules virtualhosts".split(" "));

/** A key whose whole value is a host or an address. */
const HOST_KEY =
  /(host|hostname|hosts|endpoint|endpoints|url|urls|uri|uris|server|servers|address|addresses|addr|dsn|site|registry|registries|broker|brokers|upstream|upstreams|proxy|mirror|mirrors|resolver|resolvers|issuer|relay|origin|origins|backend|location|repo|externalname)$/i;

/** Ends of a range, and those who may come in: nobody is called there. */
const RANGE_KEY = /^(start|end|first|last|min|max|allowed|blocked|trusted|source|client)_?ip_?address(es)?$/i;
const isHostKey = perKey((key) => HOST_KEY.test(key) && !RANGE_KEY.test(key));

const URL_START = /([a-z][a-z0-9+.-]{1,20}):\/\//gi;

/** Schemes whose authority is not a host. */
const NO_HOST = new Set(
  "file s3 s3a az azblob abfs wasb awskms azurekeyvault gcpkms hashivault urn spiffe unix data k8s secret vault env arn containers-storage docker-daemon ref jar npipe pulumi inproc".split(
    " ",
  ),
);
/** `s3://bucket?endpoint=host:9000`: the protocol of a bucket at somebody else's; with a scheme it is found by that. */
const BUCKET_ENDPOINT = /^s3a?:\/\/[^\s"']*?[?&]endpoint=(?![a-z]+:\/\/)([^\s"'&/]+)/i;
const LONGEST_ADDRESS = 1024;
const HOST_OF_SCHEME: Readonly<Record<string, string>> = { gs: "storage.googleapis.com", hf: "huggingface.co" };

/** Longer than any name, and bounded, so that no text is too long for the matcher. */
const TOKEN = /[A-Za-z0-9._-]{1,300}/g;

/** Google's own name of a thing, written as an address: whoever runs the platform is JUR-004's question. */
const SELF_LINK = /https:\/\/(?:www|compute|container)\.googleapis\.com\/(?:[a-z]{1,20}\/)?[a-z0-9]{1,10}\/projects\//g;

/** What every text has in it that names a host. */
const MAY_HOLD_HOST = /[.:]|0x|ovh-us/i;
/** What the provider of OVHcloud calls `ovh-us`: another company than the French one, with a platform of its own. */
const OVH_US = "api.us.ovhcloud.com";

type Add = (authority: string) => void;

/** Every host in one text of a resource of this type, each once; and the one that the setting stands for by itself. */
export function hostsIn(leaf: Leaf, type: string): readonly FoundHost[] {
  const implied = impliedHost(leaf.where);
  // Several settings of one service, of which one may be an address of one's own.
  if (implied === undefined || (leaf.split && /url|address|server|host/i.test(leaf.text)))
    return namedHosts(leaf, type);
  const certainty = leaf.certainty === "unknown" ? "known" : leaf.certainty;
  const host = readAuthority(implied, { ...leaf, certainty });
  return host ? [{ ...host, purposes: purposesOfVendor(host.vendor) }] : [];
}

function namedHosts(leaf: Leaf, type: string): readonly FoundHost[] {
  if (leaf.certainty === "unknown") return unknownHosts(leaf, type);
  const registry = registryKey(leaf.where);
  if (registry === undefined && (leaf.split || !MAY_HOLD_HOST.test(leaf.text))) return [];
  const key = nameOf(leaf.where);
  if (isProse(leaf.where)) return [];
  const text = /^g(cp|oogle-native):/.test(type) ? leaf.text.replace(SELF_LINK, "projects/") : leaf.text;
  const found = new Map<string, FoundHost>();
  let purposes: readonly Purpose[] | undefined;
  const add = (authority: string, purpose?: Purpose) => {
    const host = readAuthority(authority, leaf);
    if (!host) return;
    purposes ??= purposesAt(leaf.where, type);
    const all = [...purposes, ...purposesOfVendor(host.vendor), ...(found.get(host.text)?.purposes ?? [])];
    if (purpose) all.push(purpose);
    found.set(host.text, { ...host, purposes: [...new Set(all)] });
  };
  if (registry !== undefined) {
    urlHosts(registry, add);
    fieldHosts(registry, add);
    return [...found.values()];
  }
  if (type === "pulumi:providers:ovh" && key === "endpoint" && leaf.text === "ovh-us") add(OVH_US);
  urlHosts(text, add);
  trustedIssuers(text, add);
  if (!isIdentity(leaf.where)) {
    const served = SERVING_TYPE.test(type) || under(leaf.where, (k) => SERVED.has(plainName(k)));
    if (!served && (isHostKey(key) || namesHost(leaf, type))) fieldHosts(text, add);
    // What stands behind a variable, or behind letters of another width, was read with the address that it ends.
    const isRead = (name: string) =>
      [...found.keys()].some((k) => k.endsWith(name) && (name.startsWith("x.") || !text.includes(k)));
    vendorTokens(text, (name) => {
      if (!isRead(name)) add(name);
    });
    directiveHosts(text, key, add);
  }
  return [...found.values()];
}

/** The registry that a setting of Docker logs in to: it is the key of what is said of it. */
function registryKey({ key, parent }: Where): string | undefined {
  if (parent?.key === "credHelpers") return key;
  return /^(auth|password|identitytoken)$/.test(key) && parent?.parent?.key === "auths" ? parent.key : undefined;
}

/** True for a short text with a dot in it, where the setting says that it is there to name a service. */
function namesHost({ where, text }: Leaf, type: string): boolean {
  return text.length <= LONGEST_NAME && text.includes(".") && !text.includes(" ") && purposesAt(where, type).length > 0;
}

/** A setting that is there to name an outside service and is not known yet: whatever it becomes is a host. */
function unknownHosts({ where, holder }: Leaf, type: string): readonly FoundHost[] {
  if (isProse(where)) return [];
  const purposes = purposesAt(where, type);
  return purposes.length === 0
    ? []
    : [
        {
          where,
          holder,
          text: "",
          certainty: "unknown",
          internal: false,
          templated: false,
          vendor: undefined,
          purposes,
        },
      ];
}

/** Keys of values that are nothing but secrets: no host is to be looked for in them. */
const CREDENTIAL =
  /passw|secret|token|private_?key|api_?key|access_?key|htpasswd|(^|[._-])(tls|ca|cert|key)([._-]|$)|\.(crt|pem)$/i;
/** What programs are told, in which hosts stand anywhere. */
const TOLD = new Set(
  "env envs environment environmentvariables args command data stringdata values userdata customdata startupscript".split(
    " ",
  ),
);

/**
 * True for a value that is not known yet and may name a host when it is. A cloud's own fields name its own endpoints, and
 * a map that is unknown as a whole is what every generated secret looks like.
 */
export function mayNameHost(leaf: Leaf, ofCloud: boolean): boolean {
  if (leaf.certainty !== "unknown" || isProse(leaf.where) || isIdentity(leaf.where)) return false;
  const key = nameOf(leaf.where);
  if (CREDENTIAL.test(key) || TOLD.has(plainName(leaf.where.key))) return false;
  return (isHostKey(key) && !ofCloud) || under(leaf.where, (k) => TOLD.has(plainName(k)));
}

/** The authorities of every URL; several hosts in one authority (brokers, replica sets) count each. */
function urlHosts(text: string, add: Add): void {
  if (!text.includes("://")) return;
  for (const start of text.matchAll(URL_START)) {
    const [whole, scheme = ""] = start;
    const authority = authorityAt(text, start.index + whole.length);
    // `git+file`, `http+unix`: the last part says where it goes.
    const name = scheme.toLowerCase().slice(scheme.lastIndexOf("+") + 1);
    const hosts = authority.slice(authority.lastIndexOf("@") + 1);
    // Loki writes the store itself where others write the bucket: `s3://key:secret@s3.example.eu/logs`.
    const isEndpoint = name === "s3" && authority !== hosts && /[.:]/.test(hosts);
    const fixed = Object.hasOwn(HOST_OF_SCHEME, name) ? HOST_OF_SCHEME[name] : undefined;
    const endpoint = BUCKET_ENDPOINT.exec(text.slice(start.index, start.index + LONGEST_ADDRESS))?.[1];
    if (fixed) add(fixed);
    else if (endpoint !== undefined) add(endpoint);
    else if (!NO_HOST.has(name) || isEndpoint) {
      for (const part of hosts.split(",")) add(trimEnds(part, part.startsWith("[") ? ".:}" : ".:}]"));
    }
  }
}

/** Issuers inside the identifiers of trust policies: `arn:aws:iam::1:oidc-provider/issuer.example`. */
function trustedIssuers(text: string, add: (authority: string, purpose: Purpose) => void): void {
  if (!text.includes("oidc-provider/")) return;
  for (const [, issuer = ""] of text.matchAll(/\boidc-provider\/([a-z0-9.-]{1,253})/gi))
    add(trimEnds(issuer, ".-"), "identity");
}

/** A value that is nothing but hosts: `mqtt.example.eu:1883`, `a:9092,b:9092`. */
function fieldHosts(text: string, add: Add): void {
  if (text.length > 4096 || text.includes("://")) return;
  for (const part of text.split(/[\s,;]/)) {
    const authority = withoutLaterPort(/^([^/?#@]+)(?:[/?#].*)?$/.exec(part)?.[1] ?? "");
    const host = canonicalHost(authority);
    if (!host || !/[.:]|0x[0-9a-f]{8}$/i.test(authority) || /^\d+\.\d+$/.test(authority)) continue;
    if (
      host.kind !== "name"
        ? // A network range is a permission.
          !part.includes("/")
        : (isPublicZone(host.name.split(".").at(-1) ?? "") || OF_THE_CLUSTER.test(authority)) &&
          /^[\w.-]+(:\d+)?$/.test(authority)
    )
      add(authority);
  }
}

/** Names that a cluster or a house gives to its own services. */
const OF_THE_CLUSTER = /^[\w-]+:|\.(svc|local|internal|lan)(:|$)/;

/** Names of the vendor table in running text: commands, arguments, files. Unknown names there are mostly file names. */
function vendorTokens(text: string, add: Add): void {
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    if (token.length > LONGEST_NAME || !token.includes(".")) continue;
    const before = text.charAt(match.index - 1);
    const written = trimEnds(token.toLowerCase(), ".-");
    // Behind a variable: as the host of the address around it is called, where the vendor has names below its own.
    const longer = token.startsWith(".") && /[})>]/.test(before) ? `x.${written}` : written;
    const name = vendorOf(longer) ? longer : written;
    if (!vendorOf(name)) continue;
    const end = match.index + token.length;
    const after = text.slice(end, end + 80);
    const path = before === "/" && text.slice(match.index - 2, match.index) !== "//";
    const mail = before === "@" && !after.startsWith(":");
    const range = /^\/\d{1,3}\b/.test(after) && /\d$/.test(name);
    const isLabel = /^\/[A-Za-z0-9._-]+[=:]/.test(after) && !/^\/\S*:\/\//.test(after) && before !== "/";
    if (!path && !mail && !range && !isLabel) add(name);
  }
}
