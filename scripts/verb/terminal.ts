import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Asks the person at the terminal; `undefined` when there is none. */
export const askOnTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true ? ask : undefined;

/** @param hidden what is typed is not shown */
async function ask(question: string, hidden = false): Promise<string> {
  process.stderr.write(question);
  const shown = new Writable({
    write: (chunk, _encoding, done) => {
      if (!hidden) process.stderr.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output: shown, terminal: true });
  // Ctrl-C at a question means no: nothing has begun.
  const interrupted = new AbortController();
  terminal.once("SIGINT", () => interrupted.abort());
  try {
    return await terminal.question("", { signal: interrupted.signal });
  } catch (error) {
    if (interrupted.signal.aborted) throw new Error("interrupted at the question; nothing was changed");
    throw error;
  } finally {
    terminal.close();
    if (hidden) process.stderr.write("\n");
  }
}
