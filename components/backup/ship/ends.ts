/** Exit codes beside 2, settings that are not understood. */
export const ends = {
  /** The dump is empty, cut short or of something else. */
  badDump: 10,
  /** The store does not answer. */
  noStore: 20,
  /** The store refuses. */
  refused: 21,
  /** The store holds something else than what was sent. */
  differs: 22,
  /** The new dump is safe, and old ones could not be removed. */
  notExpired: 23,
} as const;
