import { badSettings } from "../../program/settings.ts";

/** What the gateway would stumble over, and the exit code that stands for it. */
export interface Finding {
  readonly code: ExitCode;
  /** What is wrong and how to put it right; holds no secret. */
  readonly message: string;
}

/** Exit codes of the program; the first finding's counts. 0: the gateway may start, 143: stopped by SIGTERM. */
export const exitCodes = {
  badSettings,
  redisUnreachable: 10,
  redisRefusesUser: 11,
  redisSettings: 12,
  postgresUnreachable: 20,
  postgresWithoutTls: 21,
  encryptionKey: 30,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
