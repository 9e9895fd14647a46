/** Seconds per phase, to the millisecond. */
export class Stopwatch {
  readonly #start = performance.now();
  #last = this.#start;
  readonly #laps: Record<string, number> = {};

  lap(name: string): void {
    const now = performance.now();
    this.#laps[name] = seconds(now - this.#last);
    this.#last = now;
  }

  laps(): Readonly<Record<string, number>> {
    return { ...this.#laps, total: seconds(performance.now() - this.#start) };
  }
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}
