import type { S3Object } from "../../s3/bucket.ts";

/** So many of the newest dumps stay, whatever their age: a clock that runs wild takes no more than the others. */
const keptAlways = 3;

const dayMs = 24 * 3600 * 1000;

/** Name of a dump that was taken at this time, e.g. `prod-fra/redis/20261122T001703Z.age`. */
export function dumpName(prefix: string, takenAt: Date): string {
  return `${prefix}${takenAt.toISOString().replace(/[-:]|\.\d{3}/g, "")}.age`;
}

/** When a dump was taken, by its name, in ms since 1970; `undefined` for what is no dump of this prefix. */
function takenAt(prefix: string, key: string): number | undefined {
  if (!key.startsWith(prefix)) return undefined;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.age$/.exec(key.slice(prefix.length)) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Dumps that may go: older than `keepDays` by their name and by the store's clock as well, and not among the newest.
 * What does not bear a dump's name under the prefix is somebody else's and is never chosen.
 */
export function expiredDumps(
  objects: readonly S3Object[],
  { prefix, keepDays }: { readonly prefix: string; readonly keepDays: number },
  now: Date,
): string[] {
  const limit = now.getTime() - keepDays * dayMs;
  return objects
    .flatMap(({ key, modified }) => {
      const taken = takenAt(prefix, key);
      return taken === undefined ? [] : [{ key, taken, modified: modified.getTime() }];
    })
    .sort((one, other) => other.taken - one.taken)
    .slice(keptAlways)
    .filter(({ taken, modified }) => taken < limit && modified < limit)
    .map(({ key }) => key);
}
