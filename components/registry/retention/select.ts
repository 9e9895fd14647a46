/** What the database knows of an image: every stub that was registered with it, taken together. */
export interface Usage {
  /** Id of the image in Beta9, which is its tag in the registry. */
  readonly image: string;
  /** An active deployment or a task that has not ended needs it. */
  readonly inUse: boolean;
  /** Latest registration or task, in ms since 1970. */
  readonly lastUsed: number;
}

export interface RetentionRule {
  /** So many of the images that were used last stay, whatever their age. */
  readonly keepLast: number;
  /** Images used within so many days stay. */
  readonly keepDays: number;
}

export interface Selection {
  /** Tags to remove, longest unused first. */
  readonly remove: readonly string[];
  /** Tags that no stub was ever registered with. Their age is unknown, so they stay. */
  readonly unknown: readonly string[];
}

const msPerDay = 24 * 3600 * 1000;

/** Which images may go. What is in use, young or among the last stays; of what is not known, nothing goes. */
export function selectImages(
  tags: readonly string[],
  usages: readonly Usage[],
  { keepLast, keepDays }: RetentionRule,
  now: number,
): Selection {
  const known = new Map(usages.map((usage) => [usage.image, usage]));
  const present = tags.flatMap((tag) => known.get(tag) ?? []).sort((a, b) => b.lastUsed - a.lastUsed);
  const oldest = now - keepDays * msPerDay;
  return {
    remove: present
      .slice(keepLast)
      .filter((usage) => !usage.inUse && usage.lastUsed < oldest)
      .map((usage) => usage.image)
      .reverse(),
    unknown: tags.filter((tag) => !known.has(tag)),
  };
}
