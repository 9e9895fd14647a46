import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { cdnEdge } from "./rule.ts";

const said = (type: string, properties: Readonly<Record<string, unknown>>) => objections(cdnEdge, { type, properties });

describe("RES-014 cdn-edge", () => {
  it.each([
    ["aws:cloudfront/distribution:Distribution", "aws:cloudfront/distributionTenant:DistributionTenant"],
    ["aws-native:cloudfront:Distribution", "aws-native:cloudfront:DistributionTenant"],
    [
      "kubernetes:cloudfront.aws.upbound.io/v1beta1:Distribution",
      "kubernetes:cloudfront.aws.upbound.io/v1beta1:Function",
    ],
    [
      "kubernetes:cloudfront.services.k8s.aws/v1alpha1:Distribution",
      "kubernetes:cloudfront.services.k8s.aws/v1alpha1:DistributionList",
    ],
    ["azure-native:cdn:Profile", "azure-native:cdn:ProfileRule"],
    ["azure-native:cdn:Endpoint", "azure-native:network:EndpointPolicy"],
    ["linode:index/cdn:Cdn", "linode:index/domain:Domain"],
  ])("%s is an edge network, %s is none", (edge, other) => {
    expect(said(edge, {})).toEqual([""]);
    expect(said(other, {})).toEqual([]);
  });

  it.each([
    ["gcp:compute/backendService:BackendService", "enableCdn", true, false],
    ["cloudflare:index/record:Record", "proxied", true, false],
    ["digitalocean:index/loadBalancer:LoadBalancer", "type", "GLOBAL", "REGIONAL"],
    ["digitalocean:index/loadBalancer:LoadBalancer", "type", "global", "REGIONAL_NETWORK"],
    ["aws:s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration", "status", "Enabled", "Suspended"],
  ])("%s answers from edges where %s is %j, not where it is %j", (type, field, edge, own) => {
    expect(said(type, { [field]: edge })).toEqual([field]);
    expect(said(type, { [field]: own })).toEqual([]);
  });

  it.each([
    "aws:apigateway/restApi:RestApi",
    "aws:apigateway/domainName:DomainName",
    "aws-native:apigateway:RestApi",
    "aws-native:apigateway:DomainName",
  ])("%s is answered by CloudFront where one of its types is EDGE", (type) => {
    const field = "endpointConfiguration";
    expect(said(type, { [field]: { types: ["EDGE"] } })).toEqual([field]);
    expect(said(type, { [field]: { types: ["REGIONAL", "EDGE"] } })).toEqual([field]);
    expect(said(type, { [field]: { types: ["REGIONAL"] } })).toEqual([]);
    expect(said(type, { [field]: { types: [] } })).toEqual([]);
    expect(said(type, {})).toEqual([]);
  });

  it.each([
    "aws-native:apigateway:DomainNameV2",
    "aws:apigateway/domainNameAccessAssociation:DomainNameAccessAssociation",
  ])("%s is no edge-optimised API", (type) => {
    expect(said(type, { endpointConfiguration: { types: ["EDGE"] } })).toEqual([]);
  });

  it("takes a load balancer that serves only inside for none of the whole world", () => {
    const rule = "gcp:compute/globalForwardingRule:GlobalForwardingRule";
    expect(said(rule, { loadBalancingScheme: "EXTERNAL_MANAGED" })).toEqual([""]);
    expect(said(rule, { loadBalancingScheme: "INTERNAL_SELF_MANAGED" })).toEqual([]);
    expect(said("gcp:compute/globalAddress:GlobalAddress", { addressType: "INTERNAL" })).toEqual([]);
    expect(said("gcp:compute/globalAddress:GlobalAddress", { addressType: "EXTERNAL" })).toEqual([""]);
  });

  it("takes a backend of GKE for Cloud CDN where its config switches that on", () => {
    const config = "kubernetes:cloud.google.com/v1:BackendConfig";
    expect(said(config, { spec: { cdn: { enabled: true } } })).toEqual([""]);
    expect(said(config, { spec: { cdn: { enabled: false } } })).toEqual([]);
    expect(said(config, { spec: {} })).toEqual([]);
    expect(said("kubernetes:cloud.google.com/v1:BackendConfigList", { spec: { cdn: { enabled: true } } })).toEqual([]);
  });

  it.each([
    ["gke-l7-gxlb", 1],
    ["gke-l7-global-external-managed", 1],
    ["gke-l7-global-external-managed-mc", 1],
    ["gke-l7-regional-external-managed", 0],
    ["gke-l7-rilb", 0],
    ["acme-gke-l7-gxlb", 0],
    ["cilium", 0],
  ])("of gateways, the class %s counts %s times as a global load balancer", (gatewayClassName, times) => {
    const gateway = (kind: string) =>
      said(`kubernetes:gateway.networking.k8s.io/v1:${kind}`, { spec: { gatewayClassName } });
    expect(gateway("Gateway")).toHaveLength(times);
    expect(gateway("GatewayClass")).toEqual([]);
  });

  it("takes a gateway that names no class for no global one", () => {
    expect(said("kubernetes:gateway.networking.k8s.io/v1:Gateway", { spec: {} })).toEqual([]);
  });

  it("objects to every zone outside Europe, and to one that is not known yet", () => {
    expect(
      said("bunnynet:index/pullzone:Pullzone", { routing: { zones: ["EU", "US", "ASIA", { $unknown: true }] } }),
    ).toEqual(["routing.zones[1]", "routing.zones[2]", "routing.zones[3]"]);
  });
});
