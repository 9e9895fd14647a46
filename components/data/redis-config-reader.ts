import type { Directive } from "./redis-config.ts";

/** Reads redis.conf as the server does (`sdssplitargs` in sds.c): the inverse of the renderer, for its tests. */
export function parseRedisConfig(text: string): Directive[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [name, ...words] = splitArguments(line);
      if (name === undefined) throw new Error(`no directive in ${line}`);
      return [name, ...words];
    });
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", a: "\x07" };

function splitArguments(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/gu)].map(([, inQuotes, bare]) =>
    inQuotes === undefined
      ? (bare ?? "")
      : inQuotes.replace(/\\(?:x([0-9a-f]{2})|(.))/giu, (_, hex?: string, char = "") =>
          hex === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
        ),
  );
}
