import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { dnsSteering } from "./rule.ts";

/** Properties in which one field, given with dots, has a value. */
const having = (field: string, value: unknown): unknown =>
  field.split(".").reduceRight((inner: unknown, key) => ({ [key]: inner }), value);

const said = (type: string, field: string, value: unknown) =>
  objections(dnsSteering, { type, properties: having(field, value) });

const RECORD = "aws:route53/record:Record";

describe("RES-015 dns-steering", () => {
  it.each([
    ["oci:Dns/steeringPolicy:SteeringPolicy", "answers.rdata"],
    ["oci:Dns/steeringPolicy:SteeringPolicy", "answers.pool"],
    ["oci:Dns/steeringPolicy:SteeringPolicy", "answers.name"],
    ["oci:Dns/steeringPolicy:SteeringPolicy", "rules.cases.answerData.answerCondition"],
    ["ns1:index/record:Record", "answers.answer"],
    ["ns1:index/record:Record", "answers.meta.georegion"],
    [RECORD, "latencyRoutingPolicies.region"],
    [RECORD, "aliases.name"],
    [RECORD, "records"],
    [RECORD, "setIdentifier"],
    ["aws:route53/recordsExclusive:RecordsExclusive", "records"],
    ["gcp:dns/recordSet:RecordSet", "routingPolicy.geos.location"],
    ["azure-native:network:Endpoint", "endpointLocation"],
    ["azure-native:network:Endpoint", "target"],
    ["azure-native:trafficmanager:Profile", "endpoints.endpointLocation"],
    ["azure-native:trafficmanager:Profile", "endpoints.target"],
    ["azure:network/trafficManagerExternalEndpoint:TrafficManagerExternalEndpoint", "target"],
    ["bunnynet:index/dnsRecord:DnsRecord", "latencyZone"],
    ["cloudflare:index/loadBalancer:LoadBalancer", "regionPools.region"],
    ["cloudflare:index/loadBalancer:LoadBalancer", "popPools.pop"],
    ["dnsimple:index/zoneRecord:ZoneRecord", "target"],
    ["scaleway:domain/record:Record", "geoIps.matches.countries"],
    ["scaleway:index/domainRecord:DomainRecord", "geoIps.matches.countries"],
    ["gcore:index/dnsZoneRecord:DnsZoneRecord", "records"],
    ["kubernetes:route53.aws.upbound.io/v1beta1:Record", "spec.forProvider.latencyRoutingPolicy.region"],
    ["kubernetes:route53.aws.upbound.io/v1beta1:Record", "spec.forProvider.setIdentifier"],
    ["kubernetes:route53.services.k8s.aws/v1alpha1:RecordSet", "spec.forProvider.setIdentifier"],
    ["kubernetes:externaldns.k8s.io/v1alpha1:DNSEndpoint", "spec.endpoints.providerSpecific.value"],
    ["kubernetes:externaldns.k8s.io/v1alpha1:DNSEndpoint", "spec.endpoints.setIdentifier"],
  ])("%s may send users to Frankfurt by %s, and not to Virginia", (type, field) => {
    expect(said(type, field, "us-east-1")).toEqual([field]);
    expect(said(type, field, "eu-frankfurt-1")).toEqual([]);
    expect(said(type, field, { $unknown: true })).toEqual([field]);
  });

  it.each([
    ["US-EAST-1", 1],
    ["East US", 1],
    ["East  US 2", 1],
    ["North Europe", 0],
    ["lb.us-east-1.acme.io", 1],
    ["lb, eu-frankfurt-1 or us-east-1", 1],
    ["shop-2.us-west-2.elb.amazonaws.com", 1],
    ["shop-1.eu-central-1.elb.amazonaws.com", 0],
    ["192.0.2.1", 0],
    ["global", 0],
    ["www.example.eu", 0],
  ])("reads the answer %s and has %s things to say", (answer, times) => {
    expect(said("dnsimple:index/zoneRecord:ZoneRecord", "target", answer)).toHaveLength(times);
  });

  it.each([
    "aws:route53/zone:Zone",
    "aws:route53/keySigningKey:KeySigningKey",
    "oci:Dns/zone:Zone",
    "oci:Dns/view:View",
  ])("%s chooses between no answers", (type) => {
    expect(said(type, "records", "us-east-1")).toEqual([]);
  });
});
