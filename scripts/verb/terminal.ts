import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Asks the person at the terminal; `undefined` when there is none. */
export const askOnTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true ? ask : undefined;

/** @param hidden what is typed is not shown */
async function ask(question: string, hidden = false): Promise<string> {
  let muted = false;
  const shown = new Writable({
    write: (chunk, _encoding, done) => {
      if (!muted) process.stderr.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output: shown, terminal: true, historySize: 0 });
  // Ctrl-C at a question means no.
  const interrupted = new AbortController();
  terminal.once("SIGINT", () => interrupted.abort());
  try {
    const answer = terminal.question(question, { signal: interrupted.signal });
    // The question itself is out by now.
    muted = hidden;
    return await answer;
  } catch (error) {
    if (interrupted.signal.aborted) throw new Error("\ninterrupted at the question; what was done before stays");
    throw error;
  } finally {
    terminal.close();
    if (hidden) process.stderr.write("\n");
  }
}
