import { stripVTControlCharacters } from "node:util";

/** A program that could not be planned. Its messages are the program's own words, without stack frames. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
  readonly messages: readonly string[];
  /** Everything that the program said about the failure, stack frames included: for whoever debugs the program. */
  readonly detail: string;

  constructor(texts: readonly string[]) {
    const messages = [...new Set(texts.map(withoutStack))];
    super(messages.join("\n"));
    this.messages = messages;
    this.detail = stripVTControlCharacters(texts.join("\n"));
  }
}

/** The message of an error as the runtime prints it: no colours, no wrapping sentence, no stack frames. */
export function withoutStack(text: string): string {
  const plain = stripVTControlCharacters(text);
  const reported = /^Running program '[^\n]*' failed with an unhandled exception:\n\s*(?<error>.*)$/s.exec(plain);
  if (reported?.groups === undefined) return beforeFrames(plain);
  return beforeFrames(reported.groups.error ?? "").replace(/^(?:<ref \*\d+> )?(?:Error: )?/, "");
}

function beforeFrames(text: string): string {
  const frames = text.search(/\n\s+at /);
  return (frames === -1 ? text : text.slice(0, frames)).trim();
}
