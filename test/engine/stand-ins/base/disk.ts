import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { decodeProperties, encodeProperties, type PropertyMap } from "../../../../plan/engine/codec.ts";

export interface StoredObject {
  readonly id: string;
  readonly type: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** The objects of one cloud: a file each, in the wire's form, so that what is secret stays marked. */
export class Disk {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Replaces the file as a whole: a process that is killed leaves the old object or the new one. */
  write(object: StoredObject): void {
    const path = this.#path(object.type, object.id);
    mkdirSync(join(path, ".."), { recursive: true });
    const { id, type } = object;
    const [inputs, outputs] = [wire(object.inputs), wire(object.outputs)];
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify({ id, type, inputs, outputs }));
    renameSync(temporary, path);
  }

  read(type: string, id: string): StoredObject | undefined {
    const path = this.#path(type, id);
    return existsSync(path) ? load(path) : undefined;
  }

  has(type: string, id: string): boolean {
    return existsSync(this.#path(type, id));
  }

  remove(type: string, id: string): void {
    rmSync(this.#path(type, id), { force: true });
  }

  ofType(type: string): StoredObject[] {
    const folder = join(this.#folder, encodeURIComponent(type));
    return files(folder).map((name) => load(join(folder, name)));
  }

  all(): StoredObject[] {
    const folders = existsSync(this.#folder) ? readdirSync(this.#folder).sort() : [];
    return folders.flatMap((type) => this.ofType(decodeURIComponent(type)));
  }

  #path(type: string, id: string): string {
    return join(this.#folder, encodeURIComponent(type), `${encodeURIComponent(id)}.json`);
  }
}

function files(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .sort()
    : [];
}

function load(path: string): StoredObject {
  const { id, type, inputs, outputs } = JSON.parse(readFileSync(path, "utf8"));
  return { id, type, inputs: unwire(inputs), outputs: unwire(outputs) };
}

function wire(properties: PropertyMap): unknown {
  return encodeProperties(properties).toJavaScript();
}

function unwire(json: Record<string, never>): PropertyMap {
  return decodeProperties(struct.Struct.fromJavaScript(json));
}
