import { outsiders } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const timeSource: ResourceRule = {
  id: "NET-004",
  title: "time-source",
  severity: "low",
  axis: "supply-chain",
  description: "Clocks are set by a time server whose company the profile allows.",
  law: "NIS2 Art. 21(2)(d)",
  check: ({ hosts }, settings) =>
    outsiders(
      hosts,
      settings,
      "time",
      "which sets the clock,",
      "use ptbtime1.ptb.de, a national time service or the host's own clock",
    ),
};
