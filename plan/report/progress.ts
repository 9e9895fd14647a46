import { painted } from "./pen.ts";
import { counted, printable } from "./text.ts";

/** The part of a standard error stream that progress needs. */
export interface ProgressStream {
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressOptions {
  readonly color: boolean;
  /** True on a terminal: one line is rewritten in place. False: one plain line when a phase begins and one when it ends. */
  readonly interactive: boolean;
  /** @default false – say nothing at all */
  readonly quiet?: boolean;
  /** Monotonic clock in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** Tells a waiting person what is going on. Phases follow each other; beginning one ends the one before. */
export interface Progress {
  /** Begins a phase, e.g. `planning prod-fra`. */
  begin(phase: string): void;
  /** States how far the phase is, e.g. `120, "resource"`. */
  count(amount: number, noun: string): void;
  /** Ends the last phase; on a terminal the line disappears, so that nothing stands between the person and the report. */
  end(): void;
}

/** Shortest time between two rewritings of the line, in milliseconds: 25 a second look smooth and cost nothing. */
const redrawMs = 40;

export function createProgress(stream: ProgressStream, options: ProgressOptions): Progress {
  if (options.quiet === true) return { begin() {}, count() {}, end() {} };
  return options.interactive ? rewritten(stream, options) : plain(stream, options);
}

function rewritten(stream: ProgressStream, { color, now = () => performance.now() }: ProgressOptions): Progress {
  const clear = "\r\u001b[2K";
  let phase = "";
  let drawnAt = Number.NEGATIVE_INFINITY;
  const draw = (detail: string) => {
    // A line as wide as the terminal would wrap and could not be taken back.
    const room = Math.max(10, (stream.columns ?? 80) - 1);
    const name = `${phase}…`.slice(0, room);
    const rest = detail.slice(0, room - name.length);
    stream.write(
      `${clear}${color ? painted(name, "cyan") : name}${color && rest !== "" ? painted(rest, "dim") : rest}`,
    );
    drawnAt = now();
  };
  return {
    begin(name) {
      phase = printable(name);
      draw("");
    },
    count(amount, noun) {
      if (phase !== "" && now() - drawnAt >= redrawMs) draw(` ${counted(amount, printable(noun))}`);
    },
    end() {
      if (phase !== "") stream.write(clear);
      phase = "";
    },
  };
}

function plain(stream: ProgressStream, { color }: ProgressOptions): Progress {
  let phase = "";
  let last = "";
  const finish = () => {
    if (phase !== "" && last !== "") stream.write(`${phase}: ${last}\n`);
    phase = "";
    last = "";
  };
  return {
    begin(name) {
      finish();
      phase = printable(name);
      stream.write(`${color ? painted(`${phase}…`, "cyan") : `${phase}…`}\n`);
    },
    count(amount, noun) {
      last = counted(amount, printable(noun));
    },
    end: finish,
  };
}
