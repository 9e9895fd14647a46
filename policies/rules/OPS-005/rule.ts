import tables from "../../data/tables.json" with { type: "json" };
import { daysBetween } from "../../engine/days.ts";
import { get, textOf } from "../../engine/extract/reader.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const blindSpots: ResourceRule = {
  id: "OPS-005",
  title: "blind-spot-report",
  severity: "medium",
  axis: "evidence",
  description:
    "What the rules can not see is said: resources that are only read, other stacks, and tables that have aged.",
  law: "GDPR Art. 5(2)",
  check: ({ type, isExternal, root }, { today }) => {
    if (type === "pulumi:pulumi:Stack") {
      return Object.entries(tables)
        .filter(([, { asOf }]) => daysBetween(asOf, today) > STALE_DAYS)
        .map(([table, { asOf }]) => ({
          path: "",
          what: `the table ${table} is of ${asOf}, more than ${STALE_DAYS} days ago`,
          fix: "take a newer version of the packs",
        }));
    }
    if (type === "pulumi:pulumi:StackReference") {
      const name = get(root, "name");
      const stack = name?.secret ? "another stack" : `the stack ${textOf(name) ?? "that is not known yet"}`;
      return [
        {
          path: name ? "name" : "",
          what: `values come out of ${stack}, whose resources are not judged here`,
          fix: "judge that stack by the same packs, and write places and hosts as literals",
        },
      ];
    }
    return isExternal
      ? [
          {
            path: "",
            what: "this is read and not managed, so Pulumi asks no rule about it before it is used",
            fix: "manage it here, or run pulumi policy analyze over the state as well",
          },
        ]
      : [];
  },
};

/** Regions open and companies are sold: a table older than this no longer counts as looked after. */
const STALE_DAYS = 180;
