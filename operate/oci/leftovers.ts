import type { OciItem } from "./questions.ts";

/** What a cloud still has of an environment, beyond what the state knows. */
export interface Leftovers {
  /** Nobody will delete these. */
  readonly left: readonly OciItem[];
  /** The cloud deletes these by itself: vaults and keys wait for days, for somebody who changes their mind. */
  readonly scheduled: readonly OciItem[];
}

const gone = /^(TERMINATED|DELETED)$/;
const going = /^(TERMINATING|DELETING|PENDING_DELETION|SCHEDULING_DELETION)$/;

/** Compares what the cloud has with what the state still knows. @param known OCIDs of the state's resources */
export function leftovers(items: readonly OciItem[], known: ReadonlySet<string>): Leftovers {
  const unknown = items.filter(({ ocid, state }) => !known.has(ocid) && !gone.test(state));
  return {
    left: unknown.filter(({ state }) => !going.test(state)),
    scheduled: unknown.filter(({ state }) => going.test(state)),
  };
}
