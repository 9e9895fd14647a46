import { closeSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { systemCode } from "../refusal.ts";
import { errorText, parseEngineEvent } from "./engine-event.ts";
import { afterEvent, overdueSteps, type RunningSteps, renderOverdue } from "./waiting.ts";

/** Reads what the engine does while it does it, from the log that the CLI writes when it is asked to. */
export class EventLog {
  readonly #directory = mkdtempSync(join(tmpdir(), "pulumi-events-"));
  readonly #say: (text: string) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #errors: string[] = [];
  readonly #said = new Map<string, number>();
  #steps: RunningSteps = new Map();
  #offset = 0;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  /** @param say told every step that takes longer than such steps do */
  constructor(say: (text: string) => void) {
    this.#say = say;
    this.#timer = setInterval(() => this.#watch(), 5_000);
    this.#timer.unref();
  }

  get #path(): string {
    return join(this.#directory, "events.json");
  }

  /** The flag is one of those that the CLI keeps for debugging, hence the variable. */
  get forCli(): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } {
    return { args: ["--event-log", this.#path], env: { PULUMI_DEBUG_COMMANDS: "true" } };
  }

  /** Every error so far, in the CLI's words. */
  errors(): readonly string[] {
    this.#read();
    return this.#errors;
  }

  /** Ends the watch and removes the log. */
  close(): void {
    clearInterval(this.#timer);
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #watch(): void {
    this.#read();
    for (const overdue of overdueSteps(this.#steps, Date.now() / 1000)) {
      if ((this.#said.get(overdue.step.urn) ?? 0) >= overdue.times) continue;
      this.#said.set(overdue.step.urn, overdue.times);
      this.#say(`\n${renderOverdue(overdue)}`);
    }
  }

  #read(): void {
    const lines = (this.#rest + this.#fresh()).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = parseEngineEvent(line);
      if (!event) continue;
      this.#steps = afterEvent(this.#steps, event);
      const error = errorText(event);
      if (error !== undefined) this.#errors.push(error);
    }
  }

  /** What was written since the last time; nothing while there is no log. */
  #fresh(): string {
    let file: number;
    try {
      file = openSync(this.#path, "r");
    } catch (error) {
      if (systemCode(error) === "ENOENT") return "";
      throw error;
    }
    try {
      let text = "";
      const chunk = Buffer.alloc(64 * 1024);
      for (;;) {
        const length = readSync(file, chunk, 0, chunk.length, this.#offset);
        if (length === 0) return text;
        this.#offset += length;
        text += this.#decoder.write(chunk.subarray(0, length));
      }
    } finally {
      closeSync(file);
    }
  }
}
