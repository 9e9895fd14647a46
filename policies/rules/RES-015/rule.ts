import { identifierOfHost } from "../../engine/extract/identifiers.ts";
import { entries, fields, textOf } from "../../engine/extract/reader.ts";
import { atNode, outside } from "../../engine/judge.ts";
import { allowsPlace } from "../../engine/profile.ts";
import { regionLabel, regionsNamed } from "../../engine/resolve/regions.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const dnsSteering: ResourceRule = {
  id: "RES-015",
  title: "dns-steering",
  severity: "medium",
  axis: "residency",
  description: "No answer of DNS, and no failover of one, sends users to a place outside the profile.",
  law: "GDPR Art. 44",
  check: ({ type, root, places }, settings) => {
    const steered = entries(fields(root, "metadata.annotations")[0]).filter(([key]) => STEERED_BY_DNS.test(key));
    const steers = STEERING.test(type);
    if (!steers && steered.length === 0) return [];
    const found = new Map<string, string>();
    for (const place of steers ? places : []) {
      const violation = outside(place, settings, "sends users to");
      // A service that is for the whole world names no place by that.
      if (violation && place.row && place.row.scope !== "global") found.set(violation.path, violation.what);
    }
    const told = steered.map(([, node]) => node);
    for (const node of [...(steers ? TARGETS.flatMap((path) => fields(root, path)) : []), ...told]) {
      const text = textOf(node);
      if (text === undefined) {
        found.set(atNode(node), "where this sends users can not be known before the cloud answers");
        continue;
      }
      const name = text.toLowerCase();
      const whole = [...regionsNamed(name), ...regionsNamed(name.replace(/\s/g, ""))];
      const rows = [
        ...(whole.length > 0 ? whole : name.split(/[^a-z0-9-]/).flatMap(regionsNamed)),
        identifierOfHost(name)?.row ?? [],
      ].flat();
      const row = rows.find((candidate) => !allowsPlace(settings.profile, candidate) && candidate.scope !== "global");
      if (row)
        found.set(
          atNode(node),
          `sends users to ${node.secret ? "a place" : regionLabel(row)}, outside the profile ${settings.profile.name}`,
        );
    }
    return [...found].map(([path, what]) => ({ path, what, fix: "leave only answers inside the profile" }));
  },
};

/** Annotations by which external-dns makes an answer for users near a region. */
const STEERED_BY_DNS = /^external-dns\.alpha\.kubernetes\.io\/(aws-region|set-identifier)$/;

/** How types of resources that choose between answers begin. */
const STEERING =
  /^(oci:Dns\/steeringPolicy|aws:route53\/(trafficPolicy|record|healthCheck)|aws:route53recoverycontrol|gcp:dns\/recordSet|azure:(network|trafficmanager)\/traffic|azure-native:(network|trafficmanager):(Endpoint|Profile|TrafficManager)|cloudflare:index\/loadBalancer|ns1:index\/record|dnsimple:|scaleway:(index|domain)\/(domainRecord|record)|bunnynet:index\/dnsRecord|kubernetes:route53\.(aws\.\w+\.io|services\.k8s\.aws)\/\w+:Record|kubernetes:externaldns\.k8s\.io\/\w+:DNSEndpoint|gcore:index\/dnsZoneRecord)/i;
const TARGETS = [
  "answers.rdata",
  "answers.pool",
  "answers.name",
  "answers.answer",
  "answers.meta.georegion",
  "rules.cases.answerData.answerCondition",
  "latencyRoutingPolicies.region",
  "aliases.name",
  "records",
  "setIdentifier",
  "routingPolicy.geos.location",
  "endpointLocation",
  "endpoints.endpointLocation",
  "target",
  "endpoints.target",
  "latencyZone",
  "regionPools.region",
  "popPools.pop",
  "geoIps.matches.countries",
  "spec.forProvider.latencyRoutingPolicy.region",
  "spec.forProvider.setIdentifier",
  "spec.endpoints.providerSpecific.value",
  "spec.endpoints.setIdentifier",
];
