import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A server of a test: what it said last is kept for the message when it does not start, or ends too early. */
export class ServerProcess {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  #output = "";

  constructor(name: string, path: string, args: readonly string[]) {
    this.#name = name;
    this.#child = spawn(path, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#gone = once(this.#child, "close");
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        this.#output = `${this.#output}${chunk}`.slice(-8000);
      });
    process.once("exit", this.#kill);
  }

  /** @throws Error with its last words when it has ended */
  mustRun(): void {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      throw new Error(`${this.#name} ended with ${this.#child.exitCode ?? this.#child.signalCode}:\n${this.#output}`);
  }

  lastWords(): string {
    return `${this.#name}:\n${this.#output}`;
  }

  /** At once: what it has written is thrown away, and an orderly end waits for every open watch. */
  async stop(): Promise<void> {
    this.#kill();
    await this.#gone;
    process.off("exit", this.#kill);
  }

  readonly #kill = () => void this.#child.kill("SIGKILL");
}
