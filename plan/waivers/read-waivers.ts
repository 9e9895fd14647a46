import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, LineCounter, parseDocument, visit } from "yaml";
import { z } from "zod";
import { nearest } from "../../components/nearest.ts";
import { ALL_RULES } from "../../policies/all-rules.ts";
import { isDay } from "../../policies/engine/days.ts";
import type { Waiver } from "../../policies/engine/settings.ts";
import { isOneUrn } from "../../policies/engine/waivers.ts";
import { checkedString, didYouMean } from "../../stacks/environment/fields.ts";
import type { Issue, SourcePlace } from "../../stacks/environment/issue.ts";
import { issuesOf } from "../../stacks/environment/issues.ts";
import { pathSegments, pathText } from "../../stacks/environment/path.ts";

/** The one file of waivers of a project, relative to its folder. */
const waiverFile = "policies/waivers.yaml";

/** A waiver and where it stands, so that a finding about it can be opened. */
export interface LocatedWaiver extends Waiver {
  readonly source: SourcePlace;
}

/** Longest file that is read, in bytes: some ten thousand waivers. */
const longestFile = 4 * 2 ** 20;

const ruleNames = ALL_RULES.map(({ id }) => id);

const waiver = z.strictObject({
  rule: checkedString(
    "is not a rule of the kit",
    (text) => ruleNames.includes(text),
    (text) => ({ accepted: "one rule such as RES-007", ...didYouMean(nearest(text, ruleNames, 1)) }),
  ),
  urn: checkedString("is not the whole name of one resource", isOneUrn, (text) => ({
    accepted: "one URN without a pattern, as a finding prints it",
    ...(/[*?]/.test(text) ? { suggestion: "write one waiver for each resource" } : {}),
  })),
  owner: z.string().trim().min(3),
  reason: z.string().trim().min(10),
  reference: z.string().trim().min(1),
  until: checkedString("is not a day", isDay, () => ({ accepted: "a day such as 2027-02-01" })),
});
const form = z.strictObject({ waivers: z.array(waiver).max(1000) });

/** What the waiver file of a project says, or everything that is wrong with it. Without the file nothing is waived. */
export function readWaivers(
  projectDir: string,
): { readonly waivers: readonly LocatedWaiver[] } | { readonly issues: readonly Issue[] } {
  try {
    return parseWaivers(readFileSync(join(projectDir, waiverFile), "utf8"));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    if (error.code === "ENOENT") return { waivers: [] };
    return { issues: [{ path: "", message: `${waiverFile} can not be read: ${error.message}` }] };
  }
}

/** The pure part: the text of the file. */
export function parseWaivers(
  text: string,
): { readonly waivers: readonly LocatedWaiver[] } | { readonly issues: readonly Issue[] } {
  if (text.length > longestFile) {
    return { issues: [{ path: "", message: `${waiverFile} has more than ${longestFile / 2 ** 20} MiB` }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: "1.2", prettyErrors: false });
  const placeAt = (offset: number, path: string): SourcePlace => {
    const { line, col } = lines.linePos(offset);
    return { file: waiverFile, path, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [complaint] = [...document.errors, ...document.warnings];
  if (complaint) {
    const message = `is not valid YAML: ${complaint.message.split("\n", 1)[0]}`;
    return { issues: [{ path: "", message, source: placeAt(complaint.pos[0], "") }] };
  }
  const locate = (path: readonly (string | number)[]): SourcePlace => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return placeAt(node.range[0], pathText(path));
    }
    return placeAt(0, pathText(path));
  };
  const aliases: Issue[] = [];
  visit(document, {
    Alias: (_, { source, range }) => {
      const message = `uses the YAML alias *${source}; write the value out`;
      aliases.push({ path: "", message, source: placeAt(range?.[0] ?? 0, "") });
    },
  });
  if (aliases.length > 0) return { issues: aliases };
  const content: unknown = document.toJS();
  const parsed = form.safeParse(content);
  if (!parsed.success) {
    return {
      issues: issuesOf(parsed.error, form, content).map((issue) => ({
        ...issue,
        source: locate(pathSegments(issue.path)),
      })),
    };
  }
  const waivers = parsed.data.waivers.map((one, index) => ({ ...one, source: locate(["waivers", index]) }));
  const issues = duplicates(waivers);
  return issues.length > 0 ? { issues } : { waivers };
}

/** Two answers to one question: nobody could say whose reason holds. */
function duplicates(waivers: readonly LocatedWaiver[]): Issue[] {
  const seen = new Set<string>();
  return waivers.flatMap(({ rule, urn, source }) => {
    const key = `${rule} ${urn}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ path: source.path, message: `waives ${rule} for ${urn} a second time`, source }];
  });
}
