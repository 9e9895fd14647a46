import { outsiders } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const resolver: ResourceRule = {
  id: "NET-003",
  title: "resolver",
  severity: "high",
  axis: "jurisdiction",
  description:
    "Names are resolved by the cluster, by an own resolver or by one whose company the profile allows: a resolver sees every name that is asked for.",
  law: "GDPR Art. 28, 32; NIS2 Art. 21(2)(d)",
  check: ({ type, hosts }, settings) =>
    outsiders(
      ANSWER.test(type) ? [] : hosts,
      settings,
      "resolver",
      "which is asked for names,",
      "ask an own resolver, e.g. Unbound or CoreDNS that asks the root servers itself",
    ),
};

/** What a zone answers with: nobody asks the addresses in it for names. */
const ANSWER = /Record|Rrset|Rdns/;
