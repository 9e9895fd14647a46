const secondsPerUnit: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/**
 * Seconds of a duration as Pulumi's `customTimeouts` write it: Go's `time.ParseDuration` without a sign, e.g. `1h30m`.
 * @throws Error when the text is not such a duration.
 */
export function parseDurationSeconds(text: string): number {
  if (text === "0") return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) {
    throw new Error(`customTimeouts "${text}" is not a duration such as 30m or 1h15m`);
  }
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    seconds += Number(amount) * (secondsPerUnit[unit ?? ""] ?? Number.NaN);
  }
  return seconds;
}
