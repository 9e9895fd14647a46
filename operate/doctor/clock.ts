import type { Finding } from "./check.ts";

/** The last date that a server sent, and this machine's clock at that moment. */
export interface ClockWatch {
  heard: { readonly answered: Date; readonly here: Date } | undefined;
}

/** Whether this machine's clock agrees with a server's. @param allowedSeconds difference from which signatures and tokens fail */
export function clockFinding({ heard }: ClockWatch, whose: string, allowedSeconds: number): Finding {
  if (heard === undefined || Number.isNaN(heard.answered.getTime()))
    return { status: "unknown", what: `${whose} has sent no date`, next: "compare the clock with another machine's" };
  const seconds = Math.round((heard.here.getTime() - heard.answered.getTime()) / 1000);
  const difference = `${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} ${whose}'s`;
  if (Math.abs(seconds) < allowedSeconds) return { status: "ok", what: `this machine's clock is ${difference}` };
  return {
    status: "failed",
    what: `this machine's clock is ${difference}; from ${allowedSeconds} s on, requests are refused`,
    next: "sudo timedatectl set-ntp true",
  };
}
