import type { Subject } from "../../engine/extract/subject.ts";
import { objection, vendorFix } from "../../engine/judge.ts";
import { vendorByPattern } from "../../engine/resolve/vendors.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const usParentPlatform: ResourceRule = {
  id: "JUR-004",
  title: "us-parent-platform",
  severity: "critical",
  axis: "jurisdiction",
  description:
    "Every platform belongs to a company whose ultimate parent the profile allows, or that was accepted by name until a date.",
  law: "GDPR Art. 28(1), 48",
  check: (subject, settings) => {
    const { vendorOfPackage: row, isProvider, hasProvider, hasOwnServer, package: name } = subject;
    // A provider answers for its resources; where nobody says which one serves a resource, the resource does.
    if (isElsewhere(subject) || (!isProvider && hasProvider && subject.foreignServices === undefined)) return [];
    // Components of nobody's package have no provider either.
    if (!row && !isProvider) return [];
    if (!row)
      return [
        {
          path: "",
          what: `who runs what the package ${name} manages is not in the provider table`,
          fix: "add the package with its vendor to the provider table",
        },
      ];
    // A server of one's own is judged as a host.
    if (row.vendor === null || (isProvider && hasOwnServer)) return [];
    const vendor = vendorByPattern(row.vendor);
    const platform = { text: vendor.pattern.replace(/^\*\./, ""), certainty: "known" };
    const why = objection(vendor, platform, settings);
    if (why === undefined) return [];
    return [
      {
        path: "",
        what: `the platform behind ${name} belongs to ${why}`,
        fix: vendorFix(vendor, platform),
        ...(vendor.confidence === "low" && { advisory: true }),
      },
    ];
  },
};

/** The package's protocol is spoken to somebody else, and that host is judged by itself. */
function isElsewhere({ foreignServices, isProvider, type, hosts }: Subject): boolean {
  if (foreignServices === undefined) return false;
  if (isProvider) return hosts.length > 0 && hosts.every(({ vendor }) => !vendor?.company.includes("Amazon.com"));
  return foreignServices.has(type.split(/[:/]/)[1] ?? "");
}
