import type { ConfigScalar } from "../stacks/stack-document.ts";
import type { Finding, SourcePlace } from "./model.ts";

/** Finds the line of the stack file that a finding is about. */
export type Tracer = (finding: Finding) => SourcePlace | undefined;

/**
 * A finding names the offending value; the stack file is where a person can change it. A value that stands there once
 * is the place; among several, the one whose path shares most words with the finding's resource and property.
 */
export function createTracer(scalars: readonly ConfigScalar[]): Tracer {
  const byValue = new Map<string, ConfigScalar[]>();
  for (const scalar of scalars) {
    const key = scalar.value.toLowerCase();
    const same = byValue.get(key);
    if (same) {
      same.push(scalar);
    } else {
      byValue.set(key, [scalar]);
    }
  }
  return (finding) => {
    const context = new Set(words(`${finding.urn} ${finding.path}`));
    const candidates = tokens(finding.message).flatMap((token) => byValue.get(token) ?? []);
    let best: { place: SourcePlace; score: number } | undefined;
    for (const { value, source } of candidates) {
      const shared = words(source.path).filter((word) => context.has(word)).length;
      const score = shared * 1000 + value.length;
      if (!best || score > best.score) {
        best = { place: source, score };
      }
    }
    return best?.place;
  };
}

/** Words that a value may be: at least four characters, so that `DE` or `3` never match by accident. */
function tokens(message: string): string[] {
  const raw = message.toLowerCase().match(/[a-z0-9][a-z0-9._:/@*-]{3,}/g) ?? [];
  return [...new Set(raw.map((token) => token.replace(/[.:]+$/, "")))];
}

function words(path: string): string[] {
  return path
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2);
}
