import type { PropertyMap } from "../../../../plan/engine/codec.ts";
import type { Disk } from "./disk.ts";
import { plainStandIn } from "./plain-stand-in.ts";
import type { StandIn } from "./stand-in.ts";

/** What one type is called and what its provider adds, both by its inputs alone. */
export interface KeptResource {
  readonly id: (inputs: PropertyMap) => string;
  readonly outputs: (inputs: PropertyMap) => PropertyMap;
}

/** A provider whose objects are files, and refer to nothing but what their inputs name. */
export function keptStandIn(
  packageName: string,
  resources: Readonly<Record<string, KeptResource>>,
  disk: Disk,
): StandIn {
  const { resource, standIn } = plainStandIn(packageName, resources);
  return {
    ...standIn,
    create: (type, inputs, preview) => {
      if (preview) return { id: "", outputs: inputs };
      const made = { id: resource(type).id(inputs), outputs: { ...inputs, ...resource(type).outputs(inputs) } };
      disk.write({ ...made, type, inputs });
      return made;
    },
    read: (type, { id }) => disk.read(type, id),
    update: (type, known, wanted, preview) => {
      const outputs = { ...wanted, ...resource(type).outputs(wanted) };
      if (!preview) disk.write({ id: known.id, type, inputs: wanted, outputs });
      return outputs;
    },
    delete: (type, { id }) => disk.remove(type, id),
  };
}
