import type { PropertyMap } from "../../../../plan/engine/codec.ts";
import type { Disk, StoredObject } from "../base/disk.ts";
import { plainProperties, textOf } from "../base/plain-value.ts";

/** Kinds of OCIDs that no stand-in makes: they are there before the environment is. */
const givenKinds = ["tenancy", "image", "service", "cloudguarddetectorrecipe", "capacityreservation"];

/**
 * What OCI checks before it makes an object: that everything it names is there, and that it may use the key it names.
 * @throws Error in Oracle's words
 */
export function refuseImpossible(type: string, inputs: PropertyMap, disk: Disk): void {
  const objects = disk.all();
  const known = new Set(objects.flatMap(({ id, outputs }) => [id, textOf(outputs, "defaultSecurityListId")]));
  for (const id of ocidsIn(plainProperties(inputs))) {
    const [, kind = ""] = id.split(".");
    if (!givenKinds.includes(kind) && !known.has(id)) {
      throw new Error(`404-NotAuthorizedOrNotFound, Authorization failed or requested resource not found: ${id}`);
    }
  }
  refuseForeignEndpoint(inputs, objects);
  refuseForbiddenKey(type, inputs, objects);
}

/** @throws Error in Oracle's words when an object has the name already */
export function refuseDuplicate(type: string, keys: readonly string[], inputs: PropertyMap, disk: Disk): void {
  const name = (properties: PropertyMap) => JSON.stringify(keys.map((key) => textOf(properties, key)));
  const other = disk.ofType(type).find((object) => name(object.inputs) === name(inputs));
  if (other !== undefined) {
    throw new Error(`409-Conflict, ${keys.map((key) => textOf(inputs, key)).join(" ")} is taken by ${other.id}`);
  }
}

/** @throws Error in Oracle's words when another object still names this one */
export function refuseInUse(id: string, disk: Disk): void {
  if (!id.startsWith("ocid1.")) return;
  const user = disk.all().find((object) => object.id !== id && ocidsIn(plainProperties(object.inputs)).includes(id));
  if (user !== undefined) {
    throw new Error(`409-Conflict, ${id} is in use: ${user.type} ${user.id} refers to it`);
  }
}

/** OCIDs that stand alone in a value. Those inside a text, such as a policy's statement, bind nothing. */
function ocidsIn(value: unknown): string[] {
  if (typeof value === "string") return /^ocid1\.[a-z]+\.oc\d+\.[a-z0-9-]*\.\w+$/.test(value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(ocidsIn);
}

/** A vault's endpoint is a host name of its own, which exists as long as the vault does. */
function refuseForeignEndpoint(inputs: PropertyMap, objects: readonly StoredObject[]): void {
  const endpoint = textOf(inputs, "managementEndpoint");
  if (endpoint === "" || objects.some(({ outputs }) => textOf(outputs, "managementEndpoint") === endpoint)) return;
  throw new Error(`dial tcp: lookup ${new URL(endpoint).host}: no such host`);
}

/** Whoever encrypts with a customer's key is a service that a policy must let use it, at the moment of creation. */
function refuseForbiddenKey(type: string, inputs: PropertyMap, objects: readonly StoredObject[]): void {
  const { kmsKeyId, nodeConfigDetails } = plainProperties(inputs) as {
    readonly kmsKeyId?: string;
    readonly nodeConfigDetails?: { readonly kmsKeyId?: string };
  };
  const key = kmsKeyId ?? nodeConfigDetails?.kmsKeyId;
  if (key === undefined) return;
  const statements = objects
    .filter((object) => object.type === "oci:Identity/policy:Policy")
    .flatMap((policy) => plainProperties(policy.inputs).statements as string[]);
  if (!statements.some((statement) => statement.includes(`target.key.id = '${key}'`))) {
    throw new Error(`400-InvalidParameter, ${type} is not permitted to use the key ${key}`);
  }
}
