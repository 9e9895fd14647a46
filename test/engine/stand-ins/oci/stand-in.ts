import type { PropertyMap } from "../../../../plan/engine/codec.ts";
import { difference } from "../base/differences.ts";
import type { Disk } from "../base/disk.ts";
import { textOf } from "../base/plain-value.ts";
import type { Difference, Found, Known, Made, StandIn } from "../base/stand-in.ts";
import { ociFunctions } from "./functions.ts";
import { type OciResource, ociResources, type Tenancy } from "./resources.ts";
import { refuseDuplicate, refuseImpossible, refuseInUse } from "./rules.ts";

/**
 * Stands in for the provider `oci`: objects are files. It refuses what OCI refuses for the order of things: a name that
 * is taken, an id that is not there, a key that no policy opens, the deletion of what others refer to.
 */
export class OciStandIn implements StandIn {
  readonly package = "oci";
  readonly #disk: Disk;
  #tenancy: Tenancy | undefined;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  configure(inputs: PropertyMap): void {
    const [region, tenancyOcid] = [textOf(inputs, "region"), textOf(inputs, "tenancyOcid")];
    if (region === "" || tenancyOcid === "") throw new Error("the provider is given no region or no tenancyOcid");
    this.#tenancy = { region, tenancyOcid, realm: tenancyOcid.split(".")[2] ?? "" };
  }

  check(type: string, wanted: PropertyMap): PropertyMap {
    resource(type);
    return wanted;
  }

  diff(type: string, known: Known, wanted: PropertyMap): Difference {
    return difference(type, known, wanted);
  }

  create(type: string, inputs: PropertyMap, preview: boolean): Made {
    if (preview) return { id: "", outputs: inputs };
    const { id: newId, outputs: added, unique } = resource(type);
    const tenancy = this.#configured();
    refuseImpossible(type, inputs, this.#disk);
    if (unique) refuseDuplicate(type, unique, inputs, this.#disk);
    const id = newId(tenancy, inputs);
    const outputs = { ...inputs, ...added?.(tenancy, inputs) };
    this.#disk.write({ id, type, inputs, outputs });
    return { id, outputs };
  }

  read(type: string, { id }: Known): Found | undefined {
    return this.#disk.read(type, id);
  }

  update(type: string, known: Known, wanted: PropertyMap, preview: boolean): PropertyMap {
    const outputs = { ...known.outputs, ...wanted };
    if (preview) return outputs;
    if (!this.#disk.has(type, known.id)) {
      throw new Error(`404-NotAuthorizedOrNotFound, Authorization failed or requested resource not found: ${known.id}`);
    }
    refuseImpossible(type, wanted, this.#disk);
    this.#disk.write({ id: known.id, type, inputs: wanted, outputs });
    return outputs;
  }

  delete(type: string, { id }: Known): void {
    // Settings of a tenancy outlive whoever set them; from here on they are nobody's.
    if (!resource(type).permanent) refuseInUse(id, this.#disk);
    this.#disk.remove(type, id);
  }

  invoke(token: string, args: PropertyMap): PropertyMap {
    const answer = ociFunctions[token];
    if (answer === undefined) throw new Error(`the stand-in for oci does not know the function ${token}`);
    return answer(this.#configured(), args);
  }

  #configured(): Tenancy {
    if (this.#tenancy === undefined) throw new Error("the provider was not configured");
    return this.#tenancy;
  }
}

function resource(type: string): OciResource {
  const found = ociResources[type];
  if (found === undefined) throw new Error(`the stand-in for oci does not know the type ${type}`);
  return found;
}
