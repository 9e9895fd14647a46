/** A container that a line of a script starts, builds on or fetches. */
export interface StartedContainer {
  /** Reference as written, e.g. `redis:7`. */
  readonly image: string;
  /** What the image's entry point is given, as one line. */
  readonly command: string;
  /** Environment by variable, as far as the line says it. */
  readonly env: ReadonlyMap<string, string>;
}

/** The programs that take a reference where only an image can stand. */
const CALL =
  /(?:^|[\s;&|("'=/])(?:(docker|podman|nerdctl)\s+(?:container\s+|image\s+|service\s+)?(run|create|pull)(?=\s)|(crictl|ctr)\s+(?:-\S+\s+(?:[\w.]+\s+)?){0,3}(?:images?\s+|i\s+)?(pull)(?=\s)|kubectl\s+(?:[^|;&\n]{0,200}\s)?(run|create\s+(?:deployment|job|cronjob))\b)/g;

/** Flags of `docker run` that take no value, one letter or spelled out (docker CLI reference, "docker container run"). */
const SWITCHES = new Set(
  "detach interactive tty rm init privileged read-only publish-all no-healthcheck oom-kill-disable sig-proxy quiet disable-content-trust all-tags tls-verify replace systemd help".split(
    " ",
  ),
);
const ONE_LETTER_SWITCHES = /^-[ditPqa]+$/;
/** Letters that take what follows, or stands beside them: `-p 80:80`, `-p80:80`, `-dp 80:80`. */
const ONE_LETTER = /^-[ditPq]*([a-zA-Z])(.*)$/;
const END = /^(?:[;&|)]|\d?>|<)/;
const LONGEST = 64 * 1024;
/** What a call is given beyond that is not read: a line of nothing but calls would be read once for each of them. */
const LONGEST_COMMAND = 2048;

/** Every container in one line of a script, of up to 64 Ki characters. Linear in its length. */
export function containersStartedBy(line: string): readonly StartedContainer[] {
  if (line.length > LONGEST) return [];
  return [...line.matchAll(CALL)].flatMap((call) => {
    const start = call.index + call[0].length;
    const rest = wordsOf(line.slice(start, start + LONGEST_COMMAND));
    const started = call[5] === undefined ? afterFlags(rest) : withImageFlag(rest);
    return started ?? [];
  });
}

/** `docker run -d --name x -e A=b IMAGE [argument…]`. */
function afterFlags(words: readonly string[]): StartedContainer | undefined {
  const env = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (!word.startsWith("-")) return { image: word, command: words.slice(at + 1).join(" "), env };
    const [flag, value = words[at + 1] ?? ""] = flagOf(word);
    if (flag === "e" || flag === "env") {
      const equals = value.indexOf("=");
      if (equals > 0) env.set(value.slice(0, equals).toUpperCase(), value.slice(equals + 1));
    }
    if (takesNext(word, flag)) at++;
  }
  return undefined;
}

function flagOf(word: string): readonly [flag: string, value?: string] {
  if (word.startsWith("--")) {
    const equals = word.indexOf("=");
    return equals < 0 ? [word.slice(2)] : [word.slice(2, equals), word.slice(equals + 1)];
  }
  const [, letter = "", beside = ""] = ONE_LETTER.exec(word) ?? [];
  return beside === "" ? [letter] : [letter, beside];
}

function takesNext(word: string, flag: string): boolean {
  if (word.startsWith("--")) return !word.includes("=") && !SWITCHES.has(flag);
  return !ONE_LETTER_SWITCHES.test(word) && (ONE_LETTER.exec(word)?.[2] ?? "") === "";
}

/** `kubectl run NAME --image=IMAGE [-- argument…]`. */
function withImageFlag(words: readonly string[]): StartedContainer | undefined {
  const at = words.findIndex((word) => word === "--image" || word.startsWith("--image="));
  const image = at < 0 ? "" : words[at] === "--image" ? (words[at + 1] ?? "") : (words[at] ?? "").slice(8);
  const dashes = words.indexOf("--");
  return image === ""
    ? undefined
    : { image, command: dashes < 0 ? "" : words.slice(dashes + 1).join(" "), env: new Map() };
}

/** The words of one command, quotes taken off; what a shell or a list of YAML ends it with ends them. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/"[^"]*"|'[^']*'|[^\s"']+(?:"[^"]*"|'[^']*'|[^\s"'])*/g)) {
    if (END.test(word)) break;
    const bare = word.replace(/["']/g, "");
    const ends = /[;)&|]$/.test(bare);
    const last = ends ? bare.replace(/[;)&|]+$/, "") : bare;
    if (last !== "") words.push(last);
    if (ends) break;
  }
  return words;
}
