import { fields } from "../policies/engine/extract/reader.ts";
import type { Subject } from "../policies/engine/extract/subject.ts";
import { dataClassNames, purposeNames, type RecordTags, recordTags } from "../policies/engine/record-tags.ts";
import { type Register, unknown } from "./evidence.ts";
import { sorted } from "./subprocessor-register.ts";

/**
 * A draft of the record of processing (GDPR Art. 30(1)) from what data stores say of themselves.
 *
 * @param ofEnvironment countries that the environment names for itself: a volume in its cluster is there
 */
export function processingRecord(subjects: readonly Subject[], ofEnvironment: readonly string[]): Register {
  const rows = subjects.flatMap(({ type, root, urn, places, inherited }) => {
    const own = recordTags(type, root);
    const record =
      own ?? (keepsVolumes(type, root) ? { path: "metadata.labels", tags: new Map<string, string>() } : own);
    if (!record) return [];
    const kept = [...places.filter(({ role }) => role === "primary"), ...(inherited ? [inherited] : [])];
    const countries = own ? sorted(kept.flatMap(({ row }) => row?.country ?? [])) : ofEnvironment;
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
    lead: "From the tags of what keeps data; of a volume in a cluster only that it is there is known. The controller completes it: subjects, recipients and lawful basis stand in no program.",
    columns: ["Purpose", "Class of data", "Controller", "Retention", "Country", "Store"],
    rows,
  };
}

/** Objects of Kubernetes that keep data on disks of their own. */
function keepsVolumes(type: string, root: Subject["root"]): boolean {
  if (type === "kubernetes:core/v1:PersistentVolumeClaim") return true;
  return type === "kubernetes:apps/v1:StatefulSet" && fields(root, "spec.volumeClaimTemplates").length > 0;
}

function tagOf({ tags }: RecordTags, names: readonly string[]): string {
  for (const name of names) {
    const value = tags.get(name);
    if (value !== undefined && value !== "") return value;
  }
  return unknown;
}
