import type { CatalogueImage } from "./catalogue.ts";
import type { LockOutcome } from "./lock.ts";
import type { VerifyOutcome } from "./verify.ts";

/** One image a line: what it is, how it is pinned, whose it is. */
export function renderList(images: readonly CatalogueImage<string>[]): string {
  const rows = images.map(({ name, repository, tag, pin, platforms, licence, owner, asOf }) => [
    name,
    `${repository}:${tag}`,
    "digest" in pin ? shortened(pin.digest) : "not resolved",
    platforms.map((platform) => platform.replace("linux/", "")).join(","),
    licence.split(" (")[0] ?? licence,
    owner.country ?? "–",
    asOf,
  ]);
  return table([["image", "upstream", "digest", "platforms", "licence", "owner in", "as of"], ...rows]);
}

export function renderLock(outcomes: readonly LockOutcome[]): string {
  return table(
    outcomes.map((outcome) => [
      outcome.name,
      outcome.status,
      outcome.status === "refused"
        ? outcome.why
        : outcome.status === "moved"
          ? `${shortened(outcome.from)} → ${outcome.digest}`
          : outcome.digest,
    ]),
  );
}

export function renderVerify(outcomes: readonly VerifyOutcome[]): string {
  return table(outcomes.map(({ name, status, why }) => [name, status, why ?? ""]));
}

function shortened(digest: string): string {
  return digest.slice(0, "sha256:".length + 12);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
