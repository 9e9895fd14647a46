import { describe, expect, it } from "vitest";
import { type Case, judgeCase } from "../../engine/testing/cases.ts";
import { mailRelay } from "./rule.ts";

function said(type: string, properties: object = {}): readonly string[] {
  const settings = { acceptedParents: [] };
  const written: Case = {
    rule: "NET-008",
    kind: "violating",
    name: "relay",
    shows: "",
    expect: [],
    type,
    properties,
    settings,
  };
  return judgeCase(mailRelay, written).map(({ what }) => what);
}

describe("NET-008 a relay that a cloud runs", () => {
  it.each([
    ["aws:ses/domainIdentity:DomainIdentity", "amazonaws.com"],
    ["aws:ses/emailIdentity:EmailIdentity", "amazonaws.com"],
    ["aws:ses/mailFrom:MailFrom", "amazonaws.com"],
    ["aws:ses/configurationSet:ConfigurationSet", "amazonaws.com"],
    ["aws:sesv2/configurationSet:ConfigurationSet", "amazonaws.com"],
    ["aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes", "amazonaws.com"],
    ["aws-native:ses:EmailIdentity", "amazonaws.com"],
    ["oci:Email/emailDomain:EmailDomain", "oraclecloud.com"],
    ["oci:Email/sender:Sender", "oraclecloud.com"],
    ["oci:Email/dkim:Dkim", "oraclecloud.com"],
    ["azure-native:communication:EmailService", "windows.net"],
    ["azure-native:communication:Domain", "windows.net"],
    ["azure:communication/emailService:EmailService", "windows.net"],
    ["azure:communication/emailServiceDomain:EmailServiceDomain", "windows.net"],
  ])("is its company's: %s", (type, vendor) => {
    const [found = "", ...others] = said(type);
    expect(others).toEqual([]);
    expect(found).toMatch(`this relies on ${vendor}, which relays mail and belongs to `);
  });

  it.each([
    ["aws:ses/receiptRule:ReceiptRule"],
    ["aws:sns/topic:Topic"],
    ["oci:Ons/notificationTopic:NotificationTopic"],
    ["azure-native:communication:CommunicationService"],
    ["aws:ses/domainIdentityVerification:DomainIdentityVerification"],
  ])("is none: %s", (type) => {
    expect(said(type)).toEqual([]);
  });
});

describe("NET-008 an account with a relay", () => {
  it.each([["mailgun:index/domain:Domain"], ["sendgrid:index/domainAuthentication:DomainAuthentication"]])(
    "is its company's: %s",
    (type) => {
      const [found = "", ...others] = said(type, { name: "example.eu" });
      expect(others).toEqual([]);
      expect(found).toMatch(/^this relies on \S+, which relays mail and belongs to /);
    },
  );
});
