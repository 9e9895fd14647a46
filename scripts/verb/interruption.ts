/**
 * Aborted by the first SIGINT or SIGTERM, with these words. Whoever works looks at it between two steps, so that
 * nothing ends half-way; programs that run meanwhile have their own way to end.
 */
export function onInterrupt(words: string): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => controller.abort(new Error(words)));
  }
  return controller.signal;
}
