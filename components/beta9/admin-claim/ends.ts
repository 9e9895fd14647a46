import { badSettings } from "../../program/settings.ts";
import { gatewayUnhealthy } from "../api/wait-healthy.ts";

/** Exit codes of the admin claim; 0 is done, 143 stopped by SIGTERM. Below 20 another attempt may go better. */
export const ends = {
  badSettings,
  /** Gateway, Redis or PostgreSQL does not answer. */
  gatewayUnhealthy,
  /** The Kubernetes API does not answer, or fails. */
  kubernetesDown: 11,
  /** Another claim runs at this moment. */
  anotherClaim: 13,
  /** The gateway answers what it never should. */
  gatewayBroken: 14,
  /** Nobody has claimed the gateway, this attempt included. */
  notClaimed: 15,
  /** What psql read of the tokens is missing or not understood. */
  ledgerUnread: 16,
  /** The workspace's storage can not be made; the gateway's words say why. */
  storageFailed: 17,
  /** The gateway is claimed, and its token is not ours to take without a person's word. */
  someoneWasFirst: 20,
  /** More than one token has full power. */
  severalAdmins: 21,
  /** The Secret's token is not the gateway's. */
  tokenUnknown: 22,
  /** Workspaces, and nobody who may administer them. */
  noAdmin: 23,
  /** The Secret is not there, or the service account may not use it. */
  secretForbidden: 24,
} as const;

/** Ends that need a person: repeating the attempt changes nothing and hides the reason under newer ones. */
export const finalEnds: readonly number[] = [badSettings, ...Object.values(ends).filter((code) => code >= 20)];
