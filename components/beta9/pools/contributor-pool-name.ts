/** What Beta9 calls a pool of contributors: one name space with the cluster's pools, told apart by the first letters. */
export function contributorPoolName(pool: string): string {
  return `${privatePoolPrefix}${pool}`;
}

/** First letters of every pool that the kit makes for contributors; others are not looked at. */
export const privatePoolPrefix = "eu-";
