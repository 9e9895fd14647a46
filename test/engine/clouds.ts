import { randomUUID } from "node:crypto";
import { rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Disk, type StoredObject } from "./stand-ins/base/disk.ts";
import { type Call, type Fault, faultsFile, Journal, type JournalEntry } from "./stand-ins/base/faults.ts";
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

  /** Calls of every stand-in since the workspace was made, in the order in which they ended. */
  calls(): JournalEntry[] {
    return new Journal(this.#folder).entries();
  }

  /** Waits until a call that trouble is ordered for has begun. */
  whenBegun(operation: Call["operation"], type: string): Promise<void> {
    const isBegun = () =>
      this.calls().some((call) => call.outcome === "begun" && call.operation === operation && call.type === type);
    return new Promise((resolve) => {
      const watcher = watch(this.#folder, look);
      look();
      function look() {
        if (!isBegun()) return;
        watcher.close();
        resolve();
      }
    });
  }

  /** Orders trouble for the runs to come, and no other than this. */
  order(faults: readonly Omit<Fault, "id">[]): void {
    const told: readonly Fault[] = faults.map((fault) => ({ ...fault, id: randomUUID() }));
    writeFileSync(join(this.#folder, faultsFile), JSON.stringify(told));
  }

  /** From here on everything works. */
  calm(): void {
    rmSync(join(this.#folder, faultsFile), { force: true });
  }

  setKubeconfig(text: string): void {
    writeFileSync(join(this.#folder, kubeconfigFile), text, { mode: 0o600 });
  }
}
