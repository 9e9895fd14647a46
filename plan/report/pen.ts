import { ascii, printable } from "./text.ts";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** A piece of a line in one style. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns. Lines are broken at blanks to fit; narrower than 40 is treated as 40. */
  readonly width: number;
  /** False: nothing but ASCII is written. */
  readonly unicode: boolean;
}

const codes: Readonly<Record<Style, string>> = {
  bold: "1",
  dim: "2",
  red: "31",
  green: "32",
  yellow: "33",
  cyan: "36",
};

/** The whole of `text` in a style, as a terminal wants it. */
export function painted(text: string, style: Style): string {
  return `\u001b[${codes[style]}m${text}\u001b[0m`;
}

/**
 * Writes lines that fit a terminal. Everything written passes here, so a value from a stack file can neither move
 * the cursor nor leave ASCII where ASCII was asked for.
 */
export class Pen {
  readonly width: number;
  readonly #color: boolean;
  readonly #unicode: boolean;
  readonly #lines: string[] = [];

  constructor({ color, width, unicode }: TerminalOptions) {
    this.width = Math.max(40, width);
    this.#color = color;
    this.#unicode = unicode;
  }

  /** Blank line, unless the last line is blank already. */
  gap(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== "") this.#lines.push("");
  }

  /** A line, broken where it must be; `first` and `rest` are what its first and its further lines begin with. */
  line(content: string | readonly Span[], first = "", rest = first): void {
    const spans = typeof content === "string" ? [{ text: content }] : content;
    const room = Math.max(16, this.width - Math.max(first.length, rest.length));
    broken(
      spans.flatMap((span) => this.#words(span)),
      room,
    ).forEach((words, index) => {
      const text = words.map(({ text, style }) => (this.#color && style ? painted(text, style) : text)).join("");
      const prefix = this.safe(index === 0 ? first : rest);
      this.#lines.push(`${this.#color && prefix.trim() !== "" ? painted(prefix, "dim") : prefix}${text}`.trimEnd());
    });
  }

  /** Title of a section after a blank line, with a note behind it. */
  heading(title: string, note = ""): void {
    this.gap();
    this.line(
      [
        { text: title, style: "bold" },
        { text: note === "" ? "" : `  ${note}`, style: "dim" },
      ],
      "",
      "  ",
    );
  }

  /** Text without anything that a terminal acts on. */
  safe(text: string): string {
    return this.#unicode ? printable(text) : ascii(printable(text));
  }

  text(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  #words({ text, style }: Span): readonly Span[] {
    const words = this.safe(text)
      .split(/( +)/)
      .filter((word) => word !== "");
    return words.map((word) => (style === undefined || word.startsWith(" ") ? { text: word } : { text: word, style }));
  }
}

/** Lines of words, none longer than `room`; blanks at a break are dropped, a word that is too long is cut. */
function broken(words: readonly Span[], room: number): readonly (readonly Span[])[] {
  const lines: Span[][] = [];
  let line: Span[] = [];
  let used = 0;
  const next = () => {
    while (line.at(-1)?.text.startsWith(" ")) line.pop();
    lines.push(line);
    line = [];
    used = 0;
  };
  for (const word of words) {
    const isBlank = word.text.startsWith(" ");
    let characters = [...word.text];
    if (used + characters.length > room && used > 0) {
      next();
      if (isBlank) continue;
    }
    while (characters.length > room) {
      line.push({ ...word, text: characters.slice(0, room).join("") });
      next();
      characters = characters.slice(room);
    }
    if (isBlank && used === 0 && lines.length > 0) continue;
    line.push({ ...word, text: characters.join("") });
    used += characters.length;
  }
  next();
  return lines;
}
