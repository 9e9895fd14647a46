import fc from "fast-check";

const spaces = fc.constantFrom("", " ", "  ", "\t", "   ", "\x1c", "\u00a0");
const endings = fc.constantFrom("\n", "\n", "\r\n", "\r");
const names = fc.constantFrom("default", "prod-fra", "local", "DEFAULT", " padded ", "Grüße", "a [b");
const keys = fc.constantFrom("token", "Token", "gateway_host", "GATEWAY_PORT", "note", "x y", "größe", "ΣΑΣ", "token2");
const words = fc.constantFrom(
  "",
  "abc",
  "443",
  "a = b",
  "[x]",
  "%%",
  "%(token)s",
  "%(note)s",
  "#no",
  "é",
  "\u2028",
  "100 %",
);
const remarks = fc.constantFrom("# remark", ";[old]", "  # token = old", "", " ", "\t", "\x85", "\u3000", "#");

const comment = fc.tuple(remarks, endings).map((parts) => parts.join(""));
const continuation = fc.tuple(spaces, words, endings).map((parts) => `    ${parts.join("")}`);
const option = (key: string) =>
  fc
    .tuple(spaces, fc.constant(key), spaces, fc.constantFrom("=", ":"), spaces, words, spaces, endings)
    .chain((line) =>
      fc
        .array(fc.oneof({ weight: 3, arbitrary: comment }, continuation), { maxLength: 2 })
        .map((more) => [...line, ...more].join("")),
    );

const section = fc
  .tuple(
    spaces,
    names,
    endings,
    fc.array(comment, { maxLength: 2 }),
    fc.uniqueArray(keys, { maxLength: 5, selector: (key) => key.toLowerCase() }),
  )
  .chain(([indentation, name, ending, comments, chosen]) =>
    fc.tuple(...chosen.map(option)).map((options) => ({
      name,
      text: `${indentation}[${name}]${ending}${comments.join("")}${options.join("")}`,
    })),
  );

/** Files as people write them: odd indentation, comments between values, every line ending; most of them readable. */
const documents = fc
  .tuple(
    fc.array(comment, { maxLength: 2 }),
    fc.uniqueArray(section, { maxLength: 4, selector: ({ name }) => name }),
    fc.boolean(),
  )
  .map(([comments, sections, cut]) => {
    const text = comments.join("") + sections.map((part) => part.text).join("");
    return cut ? text.replace(/(?:\r\n|\r|\n)$/, "") : text;
  });

/** Anything made of what means something in an INI file; hardly ever readable. */
const fragments = fc
  .array(
    fc.oneof(
      names.map((name) => `[${name}]`),
      keys,
      spaces,
      endings,
      words,
      remarks,
      fc.constantFrom("=", ":", "[", "]", "\ufeff"),
    ),
  )
  .map((parts) => parts.join(""));

export const iniTexts = fc.oneof(
  { weight: 4, arbitrary: documents },
  { weight: 2, arbitrary: fragments },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);
