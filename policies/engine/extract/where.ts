/** Where a value stands, as a chain towards the root; the path is written out only for a finding. */
export interface Where {
  readonly parent: Where | undefined;
  /** How this step is printed: `.name`, `[0]`, `#L12`. */
  readonly step: string;
  /** The key that says what the value means; `""` for list items and for decoded text. */
  readonly key: string;
  /** True inside text that was decoded (JSON in a string, a line of a file, base64). */
  readonly decoded: boolean;
}

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

export function property(parent: Where | undefined, key: string): Where {
  const step = PLAIN_KEY.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  return { parent, step, key, decoded: parent?.decoded ?? false };
}

export function item(parent: Where, index: number): Where {
  return { parent, step: `[${index}]`, key: "", decoded: parent.decoded };
}

/** A step into decoded text, not printed when it has no name; `key` when the text's own syntax names the value. */
export function inside(parent: Where, what: string | undefined, key = ""): Where {
  return { parent, step: what === undefined ? "" : `#${what}`, key, decoded: true };
}

/** `spec.containers[0].image`, `data["app.json"]#json.url`, `data.userData#base64#L12`. */
export function pathOf(where: Where | undefined): string {
  const steps: string[] = [];
  for (let at = where; at; at = at.parent) steps.push(at.step);
  return steps.reverse().join("").replace(/^\./, "").replaceAll("#json.", "#").replaceAll("#json[", "#[");
}

/** The path of what stands in a secret: keys of a document inside it are part of the secret, so it ends before them. */
export function openPathOf(where: Where | undefined): string {
  let open = where;
  while (open?.decoded) open = open.parent;
  return pathOf(open);
}

/** The nearest key at or above: list items are called what their list is called. */
export function nameOf(where: Where | undefined): string {
  for (let at = where; at; at = at.parent) if (at.key !== "") return at.key;
  return "";
}

/** Keys from the root down without indexes, joined with dots: what field tables are written against. */
export function fieldOf(where: Where): string {
  const keys: string[] = [];
  for (let at: Where | undefined = where; at; at = at.parent) if (at.key !== "") keys.push(at.key);
  return keys.reverse().join(".");
}

/** True when some step at or above has a key for which `test` holds. */
export function under(where: Where, test: (key: string) => boolean): boolean {
  for (let at: Where | undefined = where; at; at = at.parent) if (at.key !== "" && test(at.key)) return true;
  return false;
}

/** Keys whose meaning is remembered at a time, and the longest of them: what a text brings can not fill the memory. */
const KEYS_KEPT = 4096;
const LONGEST_KEPT = 64;

/** Reads each key once: a program has few different keys, and meets them at every line. `read` depends on nothing else. */
export function perKey<T>(read: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (key.length > LONGEST_KEPT) return read(key);
    const kept = known.get(key);
    if (kept !== undefined || known.has(key)) return kept as T;
    if (known.size >= KEYS_KEPT) known.clear();
    const fresh = read(key);
    known.set(key, fresh);
    return fresh;
  };
}

/** Lower case without separators: `AWS_REGION`, `awsRegion` and `aws-region` are one name. */
export const plainName = perKey((key) => key.toLowerCase().replace(/[^a-z0-9]/g, ""));
