/** Inner texts of all elements of this name, in order. For answers of an S3 store: no nesting of one name, no attributes that count. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>(.*?)</${name}>`, "gs"))].map((match) => match[1] ?? "");
}

/** Text of the first element of this name, its escapes resolved; `""` when there is none. */
export function element(xml: string, name: string): string {
  return (elements(xml, name)[0] ?? "").replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, entity: string) => {
    if (entity.startsWith("#x")) return String.fromCodePoint(Number.parseInt(entity.slice(2), 16));
    if (entity.startsWith("#")) return String.fromCodePoint(Number(entity.slice(1)));
    return named[entity] ?? whole;
  });
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
