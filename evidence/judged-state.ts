import { checkState, resourcesOf } from "../check/check-state.ts";
import { judgedBy } from "../check/environment-of.ts";
import type { ExportedState } from "../plan/against/exported-state.ts";
import type { Judged } from "./build-evidence.ts";
import { encryptedIn } from "./encrypted-in.ts";
import { residencyOfState } from "./residency-of-state.ts";

/** Whose evidence it is, and the day against which end dates are read. */
export interface Bearer {
  readonly projectDir: string;
  readonly project: string;
  readonly stack: string;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/**
 * What a stack really has, judged by what its file promises.
 * @throws Error with every mistake of the stack file or of the waivers
 */
export function judgedState(state: ExportedState, bearer: Bearer): Judged {
  const { settings, waivers } = promiseOf(bearer);
  const { findings, unjudged } = checkState(state, settings, waivers);
  return {
    settings,
    waivers,
    subject: { kind: "state", stack: bearer.stack, sha256: state.sha256 },
    resources: resourcesOf(state),
    findings,
    open: [...unjudged, ...encryptedIn(state)],
    residency: residencyOfState(state),
  };
}

/** What a stack's file promises. @throws Error with every mistake of the stack file or of the waivers */
export function promiseOf({ projectDir, project, stack, today }: Bearer): Pick<Judged, "settings" | "waivers"> {
  const { settings, waivers } = judgedBy(projectDir, { name: stack, required: true }, { project, stack }, today);
  return { settings, waivers };
}
