import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildEvidence, type Judged } from "./build-evidence.ts";
import type { Evidence } from "./evidence.ts";
import { renderEvidence } from "./render-evidence.ts";

/** Builds the evidence and writes its files into a folder, which is made when it is not there. */
export function writeEvidence(judged: Judged, folder: string): { readonly evidence: Evidence; readonly files: number } {
  const evidence = buildEvidence(judged);
  const files = renderEvidence(evidence);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return { evidence, files: files.size };
}
