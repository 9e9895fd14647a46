import facts from "./programs.json" with { type: "json" };
import type { Tables } from "./tables.ts";

/** A program that reports to its maker, how it is installed and each setting that silences it, as its manual writes it. */
interface Program {
  readonly program: string;
  readonly images?: string;
  readonly charts?: string;
  /** Arguments as they are, variables as `NAME=value`, chart values as `a/b: value`. */
  readonly silencedBy: readonly string[];
}

/** Where the table of programs and the list of their settings say different things. */
export function programContradictions({ programs }: Pick<Tables, "programs">): readonly string[] {
  const rows = new Map(programs.map((row) => [row.program, row]));
  const listed = facts as readonly Program[];
  const names = new Set(listed.map(({ program }) => program));
  return [
    ...listed.flatMap(({ program, images = "", charts = "", silencedBy }) => {
      const row = rows.get(program);
      if (!row) return [`programs.json lists ${program}, which phone-home.json does not have`];
      const settings = [
        ...(row.flags ?? []),
        ...Object.entries(row.env ?? {}).map(([name, value]) => `${name}=${value}`),
        ...Object.entries(row.values ?? {}).map(([path, value]) => `${path}: ${value}`),
      ];
      return [
        ...different(`${program}: images`, images.split(" "), row.images.length > 0 ? row.images : [""]),
        ...different(`${program}: charts`, charts.split(" "), row.charts ?? [""]),
        ...different(`${program}: settings that silence it`, silencedBy, settings),
      ];
    }),
    ...programs
      .filter(({ program }) => !names.has(program))
      .map(({ program }) => `${program} is not in programs.json: add it`),
  ];
}

function different(what: string, listed: readonly string[], row: readonly string[]): readonly string[] {
  const [a, b] = [[...listed].sort().join(", "), [...row].sort().join(", ")];
  return a === b ? [] : [`${what}: programs.json has ${a || "none"}, phone-home.json ${b || "none"}`];
}
