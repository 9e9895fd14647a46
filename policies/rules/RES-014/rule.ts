import { fields, get, isSet, textOf } from "../../engine/extract/reader.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import { at, atNode, outsiders } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

export const cdnEdge: ResourceRule = {
  id: "RES-014",
  title: "cdn-edge",
  severity: "high",
  axis: "residency",
  description: "Answers are not kept or decrypted at edges all over the world.",
  law: "GDPR Art. 44",
  check: (subject, settings) => {
    const edge = EDGES.find(({ type, unless }) => type.test(subject.type) && !unless?.(subject));
    const lookAt = edge?.at === undefined ? undefined : get(subject.root, edge.at);
    const zones = ZONES.filter(([type]) => type.test(subject.type))
      .flatMap(([, path]) => fields(subject.root, path))
      .filter((node) => !EUROPEAN_ZONE.test(textOf(node) ?? ""))
      .map(
        (node): Violation => ({
          path: atNode(node),
          what: "this edge network is told to answer from a zone outside Europe",
          fix: "leave only its European zone",
        }),
      );
    return [
      ...outsiders(subject.hosts, settings, "cdn", "an edge network,", FIX),
      ...(edge ? [{ path: lookAt ? atNode(lookAt) : "", what: edge.what, fix: FIX }] : []),
      ...proxiedByDns(subject),
      ...zones,
    ];
  },
};

const FIX = "answer from the region itself, or from an edge network with European zones alone";

function proxiedByDns({ root, containers }: Subject): readonly Violation[] {
  const annotation = get(get(get(root, "metadata"), "annotations"), PROXIED_BY_DNS);
  return [
    ...(textOf(annotation) === "true" && annotation ? [{ path: atNode(annotation), what: PROXIED, fix: FIX }] : []),
    ...containers
      .filter(({ command }) => PROXIED_ARGUMENT.test(command))
      .map((container) => ({ path: at(container), what: PROXIED, fix: FIX })),
  ];
}

interface Edge {
  readonly type: RegExp;
  readonly what: string;
  /** Property that a person would look at. */
  readonly at?: string;
  readonly unless?: (subject: Subject) => boolean;
}

const says = (key: string, wanted: string) => (subject: Subject) =>
  textOf(get(subject.root, key))?.toLowerCase() === wanted;

const PROXIED = "a proxied record sends every request through Cloudflare's edges, which decrypt it";
/** By which external-dns is told to make proxied records: for one object, or for all of them. */
const PROXIED_BY_DNS = "external-dns.alpha.kubernetes.io/cloudflare-proxied";
const PROXIED_ARGUMENT = /--cloudflare-proxied(?!=false)/;

const EDGES: readonly Edge[] = [
  {
    type: /^aws:cloudfront\/distribution:|^aws-native:cloudfront:Distribution$|^kubernetes:cloudfront\.(aws\.\w+\.io|services\.k8s\.aws)\/\w+:Distribution$/,
    what: "a CloudFront distribution answers from edges outside the profile; no price class is European alone",
    at: "priceClass",
  },
  { type: /^aws:globalaccelerator\//, what: "a global accelerator takes requests in at edges all over the world" },
  {
    type: /^azure-native:(cdn|network):(Profile|AFDEndpoint|Endpoint|FrontDoor)$|^azure:(cdn|frontdoor)\//,
    what: "this edge network of Azure answers all over the world",
  },
  {
    type: /^gcp:compute\/(globalForwardingRule|targetHttpsProxy|targetHttpProxy|globalAddress|urlMap):/,
    what: "a global load balancer takes requests in, and decrypts them, all over the world",
    unless: (subject) =>
      says("addressType", "internal")(subject) ||
      textOf(get(subject.root, "loadBalancingScheme"))?.startsWith("INTERNAL") === true,
  },
  {
    type: /^gcp:compute\/backend(Service|Bucket):/,
    what: "Cloud CDN keeps answers at edges all over the world",
    at: "enableCdn",
    unless: (subject) => !says("enableCdn", "true")(subject),
  },
  {
    type: /^cloudflare:index\/(record|dnsRecord):/,
    what: PROXIED,
    at: "proxied",
    unless: (subject) => !says("proxied", "true")(subject),
  },
  {
    type: /^cloudflare:index\/(workers?\w*|pagesProject|pagesDomain|loadBalancer|zeroTrustTunnel\w*|tunnel\w*|argo\w*|spectrumApplication|r2Bucket):/,
    what: "this runs or ends at Cloudflare's edges all over the world",
    unless: ({ root, type }) => /r2Bucket:/.test(type) && textOf(get(root, "jurisdiction")) === "eu",
  },
  {
    type: /^fastly:index\/service\w+:|^akamai:|^vercel:index\/project:/,
    what: "this edge network answers all over the world",
  },
  {
    type: /^digitalocean:index\/cdn:|^linode:.*cdn/i,
    what: "an edge network keeps answers outside the region",
  },
  {
    type: /^digitalocean:index\/loadBalancer:/,
    what: "a global load balancer takes requests in, and decrypts them, all over the world",
    at: "type",
    unless: (subject) => !says("type", "global")(subject),
  },
  {
    type: /^kubernetes:cloud\.google\.com\/\w+:BackendConfig$/,
    what: "Cloud CDN keeps answers at edges all over the world",
    unless: ({ root }) => textOf(fields(root, "spec.cdn.enabled")[0]) !== "true",
  },
  {
    type: /^kubernetes:gateway\.networking\.k8s\.io\/\w+:Gateway$/,
    what: "a global load balancer takes requests in, and decrypts them, all over the world",
    unless: ({ root }) =>
      !/^gke-l7-(gxlb|global-external)/.test(textOf(fields(root, "spec.gatewayClassName")[0]) ?? ""),
  },
  {
    type: /^aws:apigateway\/(restApi|domainName):|^aws-native:apigateway:(RestApi|DomainName)$/,
    what: "an edge-optimised API is answered through CloudFront all over the world",
    at: "endpointConfiguration",
    unless: ({ root }) => !fields(root, "endpointConfiguration.types").some((node) => textOf(node) === "EDGE"),
  },
  {
    type: /^aws:s3\/bucketAccelerateConfiguration/,
    what: "uploads and downloads go through the edges of CloudFront",
    at: "status",
    unless: says("status", "suspended"),
  },
  {
    type: /^oci:Waas\/waasPolicy:|^oci:Waas\/httpRedirect:/,
    what: "an edge policy takes requests in at points outside the region",
  },
  {
    type: /^alicloud:cdn\//,
    what: "this edge network answers all over the world",
    unless: ({ root }) => !isSet(get(root, "domainName")),
  },
];

/** Edge networks that can be told where to answer from. */
const ZONES: readonly (readonly [type: RegExp, path: string])[] = [
  [/^bunnynet:index\/pullzone:/, "routing.zones"],
  [/^bunnynet:index\/storageZone:/, "replicationRegions"],
  [/^stackit:.*cdn.*distribution/i, "config.regions"],
];
const EUROPEAN_ZONE = /^(EU|DE|SE|CZ|ES)$/i;
