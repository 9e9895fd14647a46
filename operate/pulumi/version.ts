/** Oldest CLI that has everything the verbs use: `destroy --ignore-protect` came with it (pulumi/pulumi #24053). */
export const oldestCli = "3.256.0";

const version = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

interface CliVersion {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  /** e.g. `alpha.1692f5`; `""` for a release. */
  readonly preRelease: string;
}

/** What `pulumi version` prints, e.g. `v3.259.0`; `undefined` for any other text. */
function parseCliVersion(text: string): CliVersion | undefined {
  const match = version.exec(text.trim());
  if (!match) return undefined;
  const [, major, minor, patch, preRelease = ""] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], preRelease };
}

/** Why a CLI that prints this version can not be used, as a clause; `undefined` when it can. */
export function cliProblem(printed: string): string | undefined {
  const found = parseCliVersion(printed);
  const oldest = parseCliVersion(oldestCli);
  if (!found || !oldest) return `says ${JSON.stringify(printed.trim().slice(0, 40))} where a version was expected`;
  if (found.numbers[0] !== oldest.numbers[0]) return `is ${printed.trim()}; the kit is written for version 3`;
  return isBefore(found, oldest) ? `is ${printed.trim()}, older than ${oldestCli}` : undefined;
}

/** By number; a pre-release comes before its release. */
function isBefore(a: CliVersion, b: CliVersion): boolean {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0;
    if (number !== other) return number < other;
  }
  return a.preRelease !== "" && b.preRelease === "";
}
