import { GatewayError } from "../api/gateway.ts";
import { NoAnswer } from "../api/http.ts";
import type { SmokePlatform } from "./platform.ts";
import type { Wire } from "./wire.ts";

/** What every check is given. */
export interface CheckContext {
  readonly platform: SmokePlatform;
  readonly wire: Wire;
  /** Aborted when the person stops waiting. */
  readonly signal: AbortSignal;
}

/** What a check saw that is good, and what somebody should do before it turns bad. */
export interface Finding {
  readonly says: string;
  readonly warning?: { readonly says: string; readonly next: string };
}

/** One line of the checklist. */
export interface Check {
  /** Lower-case words with hyphens; what `--json` and people call it. */
  readonly name: string;
  /** Checks without which this one would only repeat their failure. */
  readonly needs: readonly string[];
  /** @throws CheckFailure */
  run(context: CheckContext): Promise<Finding>;
}

/** A check's bad end: one sentence of what was seen, one of what to do. Never a token, a signature or a key. */
export class CheckFailure extends Error {
  readonly next: string;

  constructor(says: string, next: string) {
    super(says);
    this.next = next;
  }
}

/**
 * A check's end in words. The gateway's refusals and silences are ends like any other.
 * @throws the error itself, when it is none that a platform can cause
 */
export function failureOf(error: unknown): { readonly says: string; readonly next: string } {
  if (error instanceof CheckFailure) return { says: error.message, next: error.next };
  if (error instanceof NoAnswer) {
    return { says: error.message, next: "see whether the edge runs, and whether this machine may reach it" };
  }
  if (error instanceof GatewayError) {
    return { says: error.message, next: "kubectl logs -n beta9 -l app.kubernetes.io/name=beta9-gateway says why" };
  }
  throw error;
}
