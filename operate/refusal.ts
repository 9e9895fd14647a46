/** Something that a verb will not do, or can not: what and why, and the one next step. Never holds a secret. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly what: string;
  readonly next: string;

  constructor(what: string, next: string) {
    super(`${what}\n  next: ${next}`);
    this.what = what;
    this.next = next;
  }
}

/** The error's code as the operating system names it, e.g. `ENOENT`; `undefined` for other errors. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Words of an error with those of its cause, which is where `fetch` says why it failed. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : wordsOf(error.cause);
  return [error.message, cause].filter((part) => part !== "").join(": ");
}
