import { at, regionFix } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

const WHAT = {
  primary: "where it is placed",
  replica: "where it is replicated to",
  backup: "where its backups go",
  standby: "where its standby is",
  peer: "what it is joined to",
  telemetry: "where its reports go",
  source: "where it is copied from",
  mention: "a place it names",
} as const;

export const unknownFailsClosed: ResourceRule = {
  id: "RES-003",
  title: "unknown-fails-closed",
  severity: "high",
  axis: "residency",
  description: "Every value that decides where bytes go can be read before anything is created.",
  law: "GDPR Art. 5(2), 44",
  check: ({ places, unread }, settings) => [
    ...places
      .filter(({ certainty }) => certainty === "unknown")
      .map((place) => ({
        path: at(place),
        what: `${WHAT[place.role]} can not be known before the cloud answers, so it can not be allowed`,
        fix: `write it into the program: ${regionFix(place, settings)}`,
      })),
    ...unread.map((value) => ({
      path: at(value),
      what: `this can not be read: ${value.reason}`,
      fix: "make the value smaller, or split it",
    })),
  ],
};
