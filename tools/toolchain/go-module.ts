/** Import paths that the `tool` lines of a go.mod name. */
export function toolsIn(goMod: string): string[] {
  return directive(goMod, "tool");
}

/**
 * Version of a module that a go.mod requires, e.g. `v3.6.5`.
 * @throws Error when it requires no such module
 */
export function requiredVersion(goMod: string, module: string): string {
  const found = directive(goMod, "require")
    .map((line) => line.split(/\s+/))
    .find(([path]) => path === module);
  if (found?.[1] === undefined) throw new Error(`go.mod requires no ${module}`);
  return found[1];
}

/** Values of a directive, which stands on lines of its own or in blocks; comments are left out. */
function directive(goMod: string, name: string): string[] {
  const blocks = [...goMod.matchAll(new RegExp(`^${name}\\s*\\(([^)]*)\\)`, "gm"))].map(([, lines = ""]) => lines);
  const single = [...goMod.matchAll(new RegExp(`^${name}\\s+([^(\\n]+)$`, "gm"))].map(([, line = ""]) => line);
  return [...blocks.flatMap((block) => block.split("\n")), ...single]
    .map((line) => line.replace(/\/\/.*/, "").trim())
    .filter((line) => line !== "");
}
