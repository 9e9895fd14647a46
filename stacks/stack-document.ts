import { LineCounter, parseDocument, type YAMLError } from "yaml";
import type { Issue, SourcePlace } from "./environment/issue.ts";
import type { PathSegment } from "./environment/path.ts";
import type { RawConfig } from "./environment.ts";
import { mistakesIn } from "./stack-document/mistakes.ts";
import { type ConfigScalar, placeAt, Source } from "./stack-document/source.ts";
import { configText, plain } from "./stack-document/values.ts";

export type { ConfigScalar } from "./stack-document/source.ts";

/** `Pulumi.<stack>.yaml`, read and located. */
export interface StackFile {
  /** File name, e.g. `Pulumi.prod-fra.yaml`. */
  readonly file: string;
  /** The project's sections, secrets as `SecretText` placeholders. */
  readonly sections: RawConfig;
  /** Every config key as Pulumi hands it to the program: plain text, structures as JSON, secrets as placeholders. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys of `config` that hold a secret anywhere. */
  readonly secretKeys: readonly string[];
  /** Where a path stands; for a missing one, where it would have to be written. */
  locate(path: readonly PathSegment[]): SourcePlace;
  /** Every scalar of the project's sections, in the order of the file. */
  readonly scalars: readonly ConfigScalar[];
}

/** The pure part: text of a stack file → its configuration, or its mistakes. */
export function parseStackFile(
  file: string,
  text: string,
  project: string,
): { readonly stackFile: StackFile } | { readonly issues: readonly Issue[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: "1.2", prettyErrors: false });
  const complaints = [...document.errors, ...document.warnings];
  if (complaints.length > 0) {
    return { issues: complaintsOf(file, lines, complaints) };
  }
  const source = new Source(file, lines, document, project);
  const issues = mistakesIn(source);
  return issues.length > 0 ? { issues } : { stackFile: read(source) };
}

function read(source: Source): StackFile {
  const values = source.items.map((item) => ({ ...item, ...plain(item.node) }));
  return {
    file: source.file,
    sections: Object.fromEntries(
      values.flatMap(({ section, value }) => (section === undefined ? [] : [[section, value]])),
    ),
    config: Object.fromEntries(values.map(({ key, value }) => [source.qualified(key), configText(value)])),
    secretKeys: values.filter(({ secret }) => secret).map(({ key }) => source.qualified(key)),
    locate: (path) => source.locate(path),
    scalars: values.flatMap(({ section, node }) => (section === undefined ? [] : source.scalars(node, [section]))),
  };
}

/** One issue a line and message: a reader that has lost its way says the same of everything that follows. */
function complaintsOf(file: string, lines: LineCounter, complaints: readonly YAMLError[]): Issue[] {
  const issues = complaints.map((complaint) => ({
    path: "",
    message: `is not valid YAML: ${firstLine(complaint.message)}`,
    source: placeAt(file, lines, complaint.pos[0], ""),
  }));
  const first = new Map(issues.map((issue) => [`${issue.source.line} ${issue.message}`, issue] as const).reverse());
  return issues.filter((issue) => first.get(`${issue.source.line} ${issue.message}`) === issue);
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0]?.replace(/:$/, "") ?? message;
}
