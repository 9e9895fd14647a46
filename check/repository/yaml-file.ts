import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import { pathSegments } from "../../stacks/environment/path.ts";
import { firstLine, type Spot, UnreadableFile } from "./repository-file.ts";

/**
 * A YAML file and where its values stand. Tags that only its reader knows (`!reference`) are read as what they stand on.
 * @throws UnreadableFile
 */
export function readYaml(text: string): { readonly content: unknown; readonly locate: (path: string) => Spot } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, logLevel: "error" });
  const spotAt = (offset: number): Spot => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [error] = document.errors;
  if (error) throw new UnreadableFile(`is not valid YAML: ${error.message.split("\n", 1)[0]}`, spotAt(error.pos[0]));
  try {
    return { content: document.toJS(), locate: (path) => spotOf(document, path, spotAt) };
  } catch {
    throw new UnreadableFile("has more YAML aliases than are followed");
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
