import type { PropertyMap } from "../../../../plan/engine/codec.ts";
import { type PropertyValue, SecretValue } from "../../../../plan/engine/values.ts";
import { plainStandIn } from "./plain-stand-in.ts";
import { plainProperties } from "./plain-value.ts";
import type { StandIn } from "./stand-in.ts";

/** A resource that is nowhere but in the state: made from its inputs once, and never again for the same inputs. */
export interface ComputedResource {
  /** Values by property, and which of them are secret. Inputs are plain, secrets in clear. */
  make(inputs: Readonly<Record<string, unknown>>): {
    readonly id: string;
    readonly outputs: PropertyMap;
  };
  readonly secretOutputs: readonly string[];
}

/** A provider whose resources are computed and kept by nobody but the state, like `random` and `tls`. */
export function computedStandIn(packageName: string, resources: Readonly<Record<string, ComputedResource>>): StandIn {
  const { resource, standIn } = plainStandIn(packageName, resources);
  return {
    ...standIn,
    create: (type, inputs, preview) => {
      if (preview) return { id: "", outputs: inputs };
      const { make, secretOutputs } = resource(type);
      const { id, outputs } = make(plainProperties(inputs));
      const marked = Object.entries(outputs).map(([name, value]) => [
        name,
        secretOutputs.includes(name) ? new SecretValue(value) : value,
      ]);
      return { id, outputs: { ...inputs, ...(Object.fromEntries(marked) as Record<string, PropertyValue>) } };
    },
    read: (_type, known) => known,
    update: (_type, known, wanted) => ({ ...known.outputs, ...wanted }),
    delete: () => {},
  };
}
