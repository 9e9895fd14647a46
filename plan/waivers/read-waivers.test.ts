import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { issueText } from "../../stacks/environment/issue.ts";
import { parseWaivers, readWaivers } from "./read-waivers.ts";

const urn = "urn:pulumi:prod-fra::eu-gpu-cloud::oci:ObjectStorage/bucket:Bucket::store";
const entry = `  - rule: RES-007
    urn: ${urn}
    owner: A. Example, platform
    reason: the copy is deleted with the old site
    reference: TIA-7
    until: 2027-02-01
`;
const file = (...entries: readonly string[]) => `# reviewed\nwaivers:\n${entries.join("")}`;

function refusal(text: string): string {
  const read = parseWaivers(text);
  if (!("issues" in read)) throw new Error("was accepted");
  return read.issues.map((issue) => `${issue.source?.line ?? 0} ${issueText(issue)}`).join("\n");
}

describe("the waiver file", () => {
  it("gives each waiver with its line", () => {
    expect(parseWaivers(file(entry, entry.replace("store", "volumes")))).toMatchObject({
      waivers: [
        { rule: "RES-007", urn, until: "2027-02-01", source: { file: "policies/waivers.yaml", line: 3 } },
        { urn: urn.replace("store", "volumes"), source: { line: 9 } },
      ],
    });
  });

  it("refuses a wildcard at its line and says what to write instead", () => {
    expect(refusal(file(entry.replace("::store", "::*")))).toMatch(
      /^4 waivers\[0\]\.urn: .*is not the whole name of one resource .*write one waiver for each resource$/,
    );
    expect(refusal(file(entry.replace("RES-007", '"*"')))).toMatch(/^3 waivers\[0\]\.rule: .*is not a rule of the kit/);
    expect(refusal(file(entry.replace("RES-007", "RES-*")))).toMatch(/is not a rule of the kit/);
  });

  it.each([
    ["RES-007", "RES-099", /rule.*did you mean RES-00/],
    ["2027-02-01", "2027-02-30", /until: .*is not a day/],
    ["2027-02-01", "forever", /until: .*is not a day/],
    ["    reference: TIA-7\n", "", /reference: is missing/],
    ["A. Example, platform", '""', /owner: .*below the minimum/],
    ["reason:", "because:", /because: .*is not a key/],
    ["the copy is deleted with the old site", "so", /reason: .*below the minimum/],
  ])("refuses %j written as %j", (from, to, words) => {
    expect(refusal(file(entry.replace(from, to)))).toMatch(words);
  });

  it("refuses what is no list of waivers, and a waiver that is there twice", () => {
    expect(refusal("")).not.toBe("");
    expect(refusal("waivers: all\n")).toMatch(/waivers: .*accepted: a list/);
    expect(refusal("waivers: [\n")).toMatch(/not valid YAML/);
    expect(refusal("waivers:\n  - &a x\n  - *a\n")).toMatch(/^3 .*alias \*a/);
    expect(refusal(file(entry, entry))).toMatch(/^9 .*a second time/);
  });

  it("waives nothing when it is not there, and the kit's own is in order", () => {
    expect(readWaivers(import.meta.dirname)).toEqual({ waivers: [] });
    expect(readWaivers(join(import.meta.dirname, "../.."))).toEqual({ waivers: [] });
  });
});
