import type { ResidencyReport } from "../plan/model.ts";
import { groupBy } from "../plan/report/group-by.ts";
import type { Subject } from "../policies/engine/extract/subject.ts";
import type { Settings } from "../policies/engine/settings.ts";
import { type Cell, type Register, unknown } from "./evidence.ts";
import { basisOf, companyOf, parentCountryOf, type Use, usesOf } from "./uses.ts";

/**
 * Who handles data besides the controller (GDPR Art. 28(2), 30(1)(d)), each with the resources that use them.
 *
 * @param declared who runs the machines, as the environment says; `undefined` when it says nothing
 */
export function subprocessorRegister(
  subjects: readonly Subject[],
  settings: Settings,
  declared: ResidencyReport["jurisdiction"] | undefined,
): Register {
  const groups = groupBy(usesOf(subjects, settings), (use) => `${companyOf(use, settings)}\n${serviceOf(use)}`);
  const rows = [...groups].map(([, uses]) => {
    const [first] = uses as [Use, ...Use[]];
    const { vendor } = first;
    const { basis, by, assessed, until } = basisOf(first, settings);
    return [
      companyOf(first, settings),
      parentCountryOf(first, settings),
      vendor ? (vendor.usExposed ? "presumed" : "no") : unknown,
      first.hidden || !vendor ? unknown : vendor.service,
      sorted(uses.map(({ through }) => through)),
      basis,
      by,
      assessed,
      until,
      vendor?.confidence ?? unknown,
      sorted(uses.map(({ urn }) => urn)),
    ];
  });
  return {
    name: "subprocessors",
    title: "Sub-processors",
    lead: "Companies whose services this environment uses, with the seat of the ultimate parent. Reach of US orders is a presumption of the vendor table, not a finding. A contract is not seen here.",
    columns: [
      "Company",
      "Parent's country",
      "Reach of US orders",
      "Service",
      "Used through",
      "Basis",
      "By",
      "Assessed",
      "Until",
      "Confidence",
      "Used by",
    ],
    rows: [...rows, ...operatorOf(declared, rows)].sort(
      (a, b) => compare(String(a[0]), String(b[0])) || compare(String(a[3]), String(b[3])),
    ),
  };
}

/** The operator of a cluster that no package names: nothing but the stack file says who it is. */
function operatorOf(declared: ResidencyReport["jurisdiction"] | undefined, rows: readonly Cell[][]): readonly Cell[][] {
  if (!declared || ["", unknown, "undeclared"].includes(declared.operator)) return [];
  const { operator, parentCompany, parentCountry } = declared;
  const isListed = rows.some(([company]) => company === operator || company === parentCompany);
  const service = "runs the machines, as the stack file says";
  return isListed
    ? []
    : [
        [
          operator,
          parentCountry,
          unknown,
          service,
          "the cluster",
          "none recorded",
          "none",
          "none",
          "none",
          "declared",
          "all",
        ],
      ];
}

function serviceOf({ vendor, through, hidden }: Use): string {
  return hidden || !vendor ? through : vendor.service;
}

export function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
