import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { resolver } from "./rule.ts";

describe("NET-003 an address that a zone answers with", () => {
  it.each<[type: string, properties: object]>([
    ["scaleway:domain/record:Record", { type: "A", data: "8.8.8.8" }],
    ["aws:route53/record:Record", { type: "A", records: ["8.8.8.8"] }],
    ["gcp:dns/recordSet:RecordSet", { type: "A", rrdatas: ["8.8.8.8"] }],
    ["azure-native:dns:RecordSet", { recordType: "A", aRecords: [{ ipv4Address: "8.8.8.8" }] }],
    ["azure:dns/aRecord:ARecord", { records: ["8.8.8.8"] }],
    ["digitalocean:index/dnsRecord:DnsRecord", { type: "A", value: "8.8.8.8" }],
    ["oci:Dns/rrset:Rrset", { items: [{ rtype: "A", rdata: "8.8.8.8" }] }],
    ["hcloud:index/rdns:Rdns", { ipAddress: "8.8.8.8", dnsPtr: "a.example.eu" }],
    ["hcloud:index/zoneRrset:ZoneRrset", { type: "A", records: [{ value: "8.8.8.8" }] }],
    ["aws:route53/recordsExclusive:RecordsExclusive", { resourceRecordSets: [{ resourceRecords: ["8.8.8.8"] }] }],
  ])("is asked for no names: %s with %j", (type, properties) => {
    expect(objections(resolver, { type, properties })).toEqual([]);
  });
});
