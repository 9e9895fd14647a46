import type { FoundHost } from "../../engine/extract/hosts.ts";
import { at, shown } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import { isMirror, owns, registered, type Settings } from "../../engine/settings.ts";

export const undeclaredSubprocessor: ResourceRule = {
  id: "JUR-002",
  title: "undeclared-subprocessor",
  severity: "high",
  axis: "jurisdiction",
  description: "Every outside host that is talked to is in the subprocessor register.",
  law: "GDPR Art. 28(2), 30(1)(d)",
  check: ({ hosts, pending, unread }, settings) => [
    ...hosts.flatMap((host) => undeclared(host, settings) ?? []),
    ...pending
      .filter((where) => !hosts.some((host) => host.where === where))
      .map((where) => ({
        path: at({ where, certainty: "known" }),
        what: "this value may name a host, and can not be known before the cloud answers",
        fix: "write the host into the program",
        advisory: true,
      })),
    ...unread.map((value) => ({
      path: at(value),
      what: `hosts in this value can not be read: ${value.reason}`,
      fix: "make the value smaller, or split it",
    })),
  ],
};

function undeclared(host: FoundHost, settings: Settings): Violation | undefined {
  const path = at(host);
  const declare =
    "add the host to the subprocessor register or to the own domains, or write a service of the cluster as name.namespace.svc";
  if (host.certainty === "unknown") {
    return {
      path,
      what: "the host of this address can not be known before the cloud answers",
      fix: "write the host into the program",
    };
  }
  if (host.templated) {
    return {
      path,
      what: `the host of this address is put together later: ${shown(host)}`,
      fix: "write the host itself",
      advisory: true,
    };
  }
  if (host.internal || host.vendor || owns(settings, host.text) || isMirror(settings, host.text)) return undefined;
  const entry = registered(settings, host.text);
  if (entry?.current) return undefined;
  if (entry)
    return {
      path,
      what: `the register entry of ${shown(host)} (${entry.entry.basis}) ended on ${entry.entry.until}`,
      fix: "renew the basis, or remove the host",
    };
  return { path, what: `${shown(host)} is in no subprocessor register`, fix: declare };
}
