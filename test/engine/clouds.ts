import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Disk, type StoredObject } from "./stand-ins/base/disk.ts";
import { type Fault, faultsFile, Journal, type JournalEntry } from "./stand-ins/base/faults.ts";
import { kubeconfigFile } from "./stand-ins/oci/functions.ts";

/** What the stand-ins of a workspace hold and did, and the trouble that they are told to make. */
export class Clouds {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Objects of one cloud, e.g. `oci`. */
  objects(cloud: string): StoredObject[] {
    return new Disk(join(this.#folder, cloud)).all();
  }

  /** Takes an object away behind the engine's back. */
  lose(cloud: string, { type, id }: StoredObject): void {
    new Disk(join(this.#folder, cloud)).remove(type, id);
  }

  /** Calls of every stand-in since the workspace was made, in the order in which they ended. */
  calls(): JournalEntry[] {
    return new Journal(this.#folder).entries();
  }

  /** Orders trouble for the runs to come, and no other than this. */
  order(faults: readonly Fault[]): void {
    writeFileSync(join(this.#folder, faultsFile), JSON.stringify(faults));
  }

  /** From here on everything works. */
  calm(): void {
    rmSync(join(this.#folder, faultsFile), { force: true });
  }

  setKubeconfig(text: string): void {
    writeFileSync(join(this.#folder, kubeconfigFile), text, { mode: 0o600 });
  }
}
