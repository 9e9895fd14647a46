import { z } from "zod";

const step = z.object({ metadata: z.object({ op: z.string(), urn: z.string(), type: z.string() }) });

const engineEvent = z.object({
  timestamp: z.number(),
  resourcePreEvent: step.extend({ planning: z.boolean().default(false) }).optional(),
  resOutputsEvent: step.extend({ planning: z.boolean().default(false) }).optional(),
  resOpFailedEvent: step.optional(),
  diagnosticEvent: z.object({ severity: z.string(), message: z.string(), urn: z.string().optional() }).optional(),
});

/** One line of the CLI's event log, as far as the verbs read it. Secrets are masked in it by the CLI. */
export type EngineEvent = z.output<typeof engineEvent>;

/** `undefined` for a line that is no event, such as one that is only half written. */
export function parseEngineEvent(line: string): EngineEvent | undefined {
  try {
    return engineEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Words of an error without the CLI's colour marks (`<{%reset%}>`). */
export function errorText({ diagnosticEvent }: EngineEvent): string | undefined {
  if (diagnosticEvent?.severity !== "error") return undefined;
  return diagnosticEvent.message.replace(/<\{%[^%]*%\}>/g, "");
}
