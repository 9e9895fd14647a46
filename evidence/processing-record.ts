import type { Subject } from "../policies/engine/extract/subject.ts";
import { dataClassNames, purposeNames, type RecordTags, recordTags } from "../policies/engine/record-tags.ts";
import { type Register, unknown } from "./evidence.ts";
import { sorted } from "./subprocessor-register.ts";

/** A draft of the record of processing (GDPR Art. 30(1)) from what data stores say of themselves. */
export function processingRecord(subjects: readonly Subject[]): Register {
  const rows = subjects.flatMap(({ type, root, urn, places, inherited }) => {
    const record = recordTags(type, root);
    if (!record) return [];
    const kept = [...places.filter(({ role }) => role === "primary"), ...(inherited ? [inherited] : [])];
    const countries = sorted(kept.flatMap(({ row }) => row?.country ?? []));
    return [
      [
        tagOf(record, purposeNames),
        tagOf(record, dataClassNames),
        tagOf(record, ["controller", "datacontroller", "owner"]),
        tagOf(record, ["retention", "retentiondays", "retentionperiod"]),
        countries.length > 0 ? countries : unknown,
        urn,
      ],
    ];
  });
  return {
    name: "processing",
    title: "Record of processing, draft",
    lead: "From the tags of what keeps data. The controller completes it: subjects, recipients and lawful basis stand in no program.",
    columns: ["Purpose", "Class of data", "Controller", "Retention", "Country", "Store"],
    rows,
  };
}

function tagOf({ tags }: RecordTags, names: readonly string[]): string {
  for (const name of names) {
    const value = tags.get(name);
    if (value !== undefined && value !== "") return value;
  }
  return unknown;
}
