/** What a verb that a person types is made of. */
interface Verb<Arguments extends { readonly help: boolean }> {
  readonly help: string;
  /** @throws Error in words for the user when the arguments are wrong */
  readonly read: () => Arguments;
  /** Answers with the exit status. */
  readonly work: (args: Arguments) => Promise<number>;
  /** What is said of an error of `work`, and the exit status. */
  readonly failed: (error: unknown) => { readonly words: string; readonly status: number };
}

/** Runs a verb to its exit status: wrong arguments are answered with the help and 2, nothing is ever a stack trace. */
export async function runVerb<Arguments extends { readonly help: boolean }>(verb: Verb<Arguments>): Promise<void> {
  // A reader that has seen enough (`| head`) closes the pipe, which is nothing to complain about.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  process.exitCode = await statusOf(verb);
}

async function statusOf<Arguments extends { readonly help: boolean }>(verb: Verb<Arguments>): Promise<number> {
  let args: Arguments;
  try {
    args = verb.read();
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n\n${verb.help}`);
    return 2;
  }
  if (args.help) {
    process.stdout.write(verb.help);
    return 0;
  }
  try {
    return await verb.work(args);
  } catch (error) {
    const { words, status } = verb.failed(error);
    process.stderr.write(`${words}\n`);
    return status;
  }
}

export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
