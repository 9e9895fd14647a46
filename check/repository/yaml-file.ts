import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import { pathSegments } from "../../stacks/environment/path.ts";
import { firstLine, type Spot, UnreadableFile } from "./repository-file.ts";

/** How often the parts of one anchor may stand for each other: pipelines reuse a lot, and a bomb reuses billions. */
const aliasesFollowed = 10_000;

/**
 * A YAML file and where its values stand. Tags that only its reader knows (`!reference`) are read as what they stand on.
 * @throws UnreadableFile
 */
export function readYaml(text: string): { readonly content: unknown; readonly locate: (path: string) => Spot } {
  try {
    return read(text, true);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    // Woodpecker merges lists too, with a reader of its own: what is merged is read under `<<` then.
    return read(text, false);
  }
}

function read(text: string, merge: boolean): ReturnType<typeof readYaml> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge, prettyErrors: false, logLevel: "error" });
  const spotAt = (offset: number): Spot => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [error] = document.errors;
  if (error) throw new UnreadableFile(`is not valid YAML: ${error.message.split("\n", 1)[0]}`, spotAt(error.pos[0]));
  try {
    return {
      content: document.toJS({ maxAliasCount: aliasesFollowed }),
      locate: (path) => spotOf(document, path, spotAt),
    };
  } catch (error) {
    if (error instanceof ReferenceError) throw new UnreadableFile(`repeats itself too often: ${error.message}`);
    if (merge) throw error;
    throw new UnreadableFile("is not read alike by any reader of YAML");
  }
}

/** Where a value stands, or the nearest one above it: a merged value stands under another key. */
function spotOf(document: Document, path: string, spotAt: (offset: number) => Spot): Spot {
  const segments = segmentsOf(path);
  for (let length = segments.length; length > 0; length -= 1) {
    const node = document.getIn(segments.slice(0, length), true);
    if (isNode(node) && node.range) return spotAt(node.range[0]);
  }
  return firstLine;
}

/** Steps into text that was decoded begin with `#`; what comes before stands in the file. */
function segmentsOf(path: string): readonly (string | number)[] {
  try {
    return pathSegments(path.split("#", 1)[0] ?? "");
  } catch {
    return [];
  }
}
