import type { Subject } from "../../engine/extract/subject.ts";
import type { StackRule } from "../../engine/rule.ts";
import { registered } from "../../engine/settings.ts";

export const registerDrift: StackRule = {
  id: "EVD-004",
  title: "register-drift",
  severity: "medium",
  axis: "evidence",
  description: "The subprocessor register lists the services that are used, and no others.",
  law: "GDPR Art. 28(2), 30",
  checkStack: (subjects, settings) => {
    const root = subjects.find(({ type }) => type === "pulumi:pulumi:Stack") ?? subjects[0];
    if (!root) return [];
    const used = new Set(subjects.flatMap(hostsOf));
    const entries = new Set([...used].flatMap((host) => registered(settings, host)?.entry ?? []));
    return settings.subprocessors.flatMap((entry, index) =>
      entries.has(entry)
        ? []
        : [
            {
              urn: root.urn,
              path: `subprocessors[${index}]`,
              what: `the register lists ${entry.company} (${entry.host}), and nothing in the program talks to it`,
              fix: "remove the entry, or write down what uses it where no rule can see",
            },
          ],
    );
  },
};

/** Hosts and registries; one inside a secret counts as used without being named. */
function hostsOf({ hosts, images }: Subject): readonly string[] {
  return [...hosts.map(({ text }) => text), ...images.flatMap(({ image }) => image?.registry ?? [])];
}
