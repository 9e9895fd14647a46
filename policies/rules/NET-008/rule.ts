import { keptAtVendor, serviceOf } from "../../engine/hosted.ts";
import { outsiders } from "../../engine/judge.ts";
import { vendorByPattern } from "../../engine/resolve/vendors.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const mailRelay: ResourceRule = {
  id: "NET-008",
  title: "mail-relay",
  severity: "medium",
  axis: "jurisdiction",
  description: "Mail leaves through a relay whose company the profile allows.",
  law: "GDPR Art. 28",
  check: (subject, settings) => {
    const relay = RELAYS.find(([type]) => type.test(subject.type));
    return [
      ...outsiders(subject.hosts, settings, "mail", "which relays mail,", FIX),
      ...keptAtVendor(subject, "mail", settings, "which relays mail and belongs to", FIX),
      ...(relay ? serviceOf(vendorByPattern(relay[1]), settings, "which relays mail and belongs to", FIX) : []),
    ];
  },
};

const FIX = "use a relay of your own or of a registered European company";

/** Senders that clouds relay the mail of; what they are called by is an address of mail and no host. */
const RELAYS: readonly (readonly [type: RegExp, vendor: string])[] = [
  [
    /^aws(-native)?:(ses|sesv2)[:/](domainIdentity:|emailIdentity|mailFrom:|domainMailFrom:|configurationSet:)/i,
    "*.amazonaws.com",
  ],
  [/^oci:Email\/(emailDomain|sender|dkim):/, "*.oraclecloud.com"],
  [/^azure(-native)?:communication[:/](EmailService|Domain)/i, "*.windows.net"],
];
