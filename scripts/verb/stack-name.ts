/**
 * The one stack that a verb is about.
 * @throws TypeError in words for the user
 */
export function oneStack(positionals: readonly string[]): string {
  const [stack, ...rest] = positionals;
  if (stack === undefined) throw new TypeError("which stack? name one, e.g. prod-fra");
  if (rest.length > 0) throw new TypeError(`one stack at a time: ${positionals.join(", ")}`);
  if (!/^[A-Za-z0-9._-]+$/.test(stack)) throw new TypeError(`${JSON.stringify(stack)} is not the name of a stack`);
  return stack;
}

/** The verb's own arguments, and those for pulumi: what stands after the first `--`. */
export function splitArguments(argv: readonly string[]): { readonly own: string[]; readonly extra: readonly string[] } {
  const at = argv.indexOf("--");
  return at === -1 ? { own: [...argv], extra: [] } : { own: argv.slice(0, at), extra: argv.slice(at + 1) };
}
