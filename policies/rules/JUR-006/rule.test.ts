import { describe, expect, it } from "vitest";
import { type Case, judgeCase } from "../../engine/testing/cases.ts";
import { objections } from "../../engine/testing/objections.ts";
import { euLocatedUsOwned } from "./rule.ts";

const at = (host: string) => ({
  type: "kubernetes:core/v1:ConfigMap",
  properties: { data: { API_URL: `https://${host}/v1` } },
});

describe("JUR-006 an address of an American company", () => {
  it.each([
    ["eu.i.posthog.com"],
    ["events.eu.pagerduty.com"],
    ["api-eu.cloudinary.com"],
    ["logs-prod-eu-west-0.grafana.net"],
    ["otlp.eu01.nr-data.net"],
    ["europe.auth0.com"],
    ["emea.acme.auth0.com"],
    ["o1.ingest.de.sentry.io"],
    ["acme.fr.auth0.com"],
    ["acme.nl.auth0.com"],
    ["acme.ie.auth0.com"],
    ["api.dublin.ie1.twilio.com"],
    ["fra1.digitaloceanspaces.com"],
    ["acme.fra.auth0.com"],
    ["ams1.vultrobjects.com"],
    ["acme.ams.auth0.com"],
    ["api.datadoghq.eu"],
    ["s3.eu-central-1.amazonaws.com"],
    ["acme.germanywestcentral.cloudapp.azure.com"],
  ])("looks European: %s", (host) => {
    expect(objections(euLocatedUsOwned, at(host))).toEqual(["data.API_URL"]);
  });

  it.each([
    ["app.posthog.com"],
    ["neutral.auth0.com"],
    ["euphoria.auth0.com"],
    ["museu.auth0.com"],
    ["node.auth0.com"],
    ["demo.auth0.com"],
    ["cafe-de.auth0.com"],
    ["frame1.auth0.com"],
    ["nyc3.digitaloceanspaces.com"],
    ["s3.us-east-1.amazonaws.com"],
    ["s3.eu-central-1.example.eu"],
    ["oss-eu-central-1.aliyuncs.com"],
  ])("does not: %s", (host) => {
    expect(objections(euLocatedUsOwned, at(host))).toEqual([]);
  });

  it("may be one's own", () => {
    const settings = { ownDomains: ["acme.eu.auth0.com"] };
    expect(objections(euLocatedUsOwned, { ...at("acme.eu.auth0.com"), settings })).toEqual([]);
    expect(objections(euLocatedUsOwned, at("acme.eu.auth0.com"))).toEqual(["data.API_URL"]);
  });

  it("may be of a company that was accepted", () => {
    const until = "2027-04-30";
    const accepted = { company: "Okta", country: "US", by: "R. Example", reason: "login", date: "2026-11-01", until };
    const settings = { acceptedParents: [accepted] };
    expect(objections(euLocatedUsOwned, { ...at("acme.eu.auth0.com"), settings })).toEqual([]);
  });

  it.each([
    ["acme.es.eu-central-1.aws.es.io", true],
    ["acme.eu.auth0.com", undefined],
  ])("whose owner is not sure is worth a look: %s", (host, advisory) => {
    const written: Case = { rule: "JUR-006", kind: "violating", name: "a", shows: "", expect: [], ...at(host) };
    expect(judgeCase(euLocatedUsOwned, written).map((violation) => violation.advisory)).toEqual([advisory]);
  });
});
