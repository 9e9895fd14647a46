import { unknownSentinel } from "../../plan/engine/codec.ts";
import { firstLine, type RepositoryFile } from "./repository-file.ts";
import { expanded, hasVariable } from "./variables.ts";

/** One instruction and the line on which it begins. */
interface Instruction {
  readonly keyword: string;
  readonly rest: string;
  readonly line: number;
}

/**
 * A Dockerfile as what it fetches and runs: images that it starts from or copies from, commands, variables, addresses.
 * Names of its own stages are no images. Build arguments stand for their defaults; an image named by one without a default
 * is unknown here, because whoever builds names it. Labels are for people.
 */
export function readDockerfile(text: string): Pick<RepositoryFile, "properties" | "locate"> {
  const found = instructionsOf(text);
  const defaults = new Map<string, string>();
  const stages = new Set<string>();
  const read = found.map(({ keyword, rest }): Record<string, unknown> => {
    const image = (written: string) => {
      const reference = expanded(written, defaults);
      if (hasVariable(reference)) return { image: unknownSentinel };
      return stages.has(reference.toLowerCase()) || reference === "scratch" || /^\d+$/.test(reference)
        ? {}
        : { image: reference };
    };
    switch (keyword) {
      case "SYNTAX":
        return image(rest);
      case "FROM": {
        const [reference = "", as, name] = words(rest);
        const base = image(reference);
        if (as?.toLowerCase() === "as" && name !== undefined) stages.add(name.toLowerCase());
        return base;
      }
      case "ARG": {
        const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(rest) ?? [];
        if (name !== undefined) defaults.set(name, unquoted(expanded(value ?? "", defaults)));
        return { arg: rest };
      }
      case "COPY":
      case "ADD": {
        const from = /(?:^|\s)--from=(\S+)/.exec(rest)?.[1];
        return { ...(from !== undefined && image(from)), source: rest };
      }
      case "RUN": {
        const from = /--mount=\S*\bfrom=([^,\s]+)/.exec(rest)?.[1];
        return { ...(from !== undefined && image(from)), run: rest };
      }
      case "ENV":
        return { env: environmentOf(rest) };
      case "LABEL":
      case "MAINTAINER":
        return {};
      default:
        return { [keyword.toLowerCase()]: rest };
    }
  });
  const locate = (path: string) => {
    const index = Number(/^instructions\[(\d+)\]/.exec(path)?.[1] ?? -1);
    const instruction = found[index];
    return instruction ? { line: instruction.line, column: 1 } : firstLine;
  };
  return { properties: { instructions: read }, locate };
}

/** Instructions with their continuation lines and here-documents; comments left out, the syntax directive kept. */
function instructionsOf(text: string): readonly Instruction[] {
  const lines = text.split(/\r?\n/);
  const found: Instruction[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = at + 1;
    const syntax = /^#\s*syntax\s*=\s*(\S+)/i.exec(lines[at] ?? "")?.[1];
    if (syntax !== undefined && found.length === 0) found.push({ keyword: "SYNTAX", rest: syntax, line });
    if (isBlank(lines[at])) continue;
    let whole = lines[at] ?? "";
    while (/\\\s*$/.test(whole) && at + 1 < lines.length) {
      at += 1;
      if (!isBlank(lines[at])) whole = `${whole.replace(/\\\s*$/, "")} ${lines[at]}`;
    }
    for (const [, marker = ""] of whole.matchAll(/<<-?\s*["']?([A-Za-z_]\w*)["']?/g)) {
      while (at + 1 < lines.length) {
        at += 1;
        if ((lines[at] ?? "").trim() === marker) break;
        whole += `\n${lines[at]}`;
      }
    }
    const [, keyword = "", rest = ""] = /^\s*(?:ONBUILD\s+)?([A-Za-z]+)\s*(.*)$/s.exec(whole) ?? [];
    if (keyword !== "") found.push({ keyword: keyword.toUpperCase(), rest: rest.trim(), line });
  }
  return found;
}

function isBlank(line: string | undefined): boolean {
  return /^\s*(#.*)?$/.test(line ?? "");
}

/** Words that are no flags. */
function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "" && !word.startsWith("--"));
}

function environmentOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)/g)];
  if (pairs.length > 0) return Object.fromEntries(pairs.map(([, name, value]) => [name, unquoted(value ?? "")]));
  const [, name, value] = /^(\S+)\s+(.*)$/s.exec(text) ?? [];
  return name === undefined ? {} : { [name]: value ?? "" };
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, "$2");
}
