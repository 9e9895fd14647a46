import type { ExportedState } from "../plan/against/exported-state.ts";
import { stackType } from "../plan/engine/urn.ts";
import type { ResidencyReport } from "../plan/model.ts";
import { outputsSchema } from "../stacks/outputs.ts";
import { unknown } from "./evidence.ts";

const form = outputsSchema.pick({ residency: true }).loose();

/** What the program said of the environment when it ran last; `undefined` when its outputs do not say it. */
export function residencyOfState({ resources }: ExportedState): ResidencyReport | undefined {
  const outputs = resources.find(({ type }) => type === stackType)?.outputs;
  const parsed = form.safeParse(outputs);
  if (!parsed.success) return undefined;
  const { residency } = parsed.data;
  const { jurisdiction } = residency;
  return { ...residency, jurisdiction: { ...jurisdiction, parentCountry: jurisdiction.parentCountry ?? unknown } };
}
