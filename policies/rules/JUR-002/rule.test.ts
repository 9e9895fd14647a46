import { describe, expect, it } from "vitest";
import { type Case, judgeCase } from "../../engine/testing/cases.ts";
import { undeclaredSubprocessor } from "./rule.ts";

function said(type: string, properties: unknown) {
  const written: Case = { rule: "JUR-002", kind: "unknown", name: "written", shows: "", expect: [], type, properties };
  return judgeCase(undeclaredSubprocessor, written);
}

const LATER = { $unknown: true };

describe("JUR-002 a value that is not known yet", () => {
  it("is worth a look where it may name a host", () => {
    const found = said("kubernetes:core/v1:ConfigMap", { data: { DB_HOST: LATER, DB_PASSWORD: LATER } });
    expect(found).toMatchObject([
      {
        path: "data.DB_HOST",
        what: "this value may name a host, and can not be known before the cloud answers",
        fix: "write the host into the program",
        advisory: true,
      },
    ]);
  });

  it("is objected to once where it does name one", () => {
    const found = said("kubernetes:core/v1:ConfigMap", { data: { SMTP_HOST: LATER, DB_HOST: LATER } });
    expect(found.map(({ path, advisory }) => [path, advisory])).toEqual([
      ["data.SMTP_HOST", undefined],
      ["data.DB_HOST", true],
    ]);
  });
});

describe("JUR-002 a value that can not be read", () => {
  it("is objected to with the reason", () => {
    let values: object = { url: "https://api.foo.io" };
    for (let depth = 0; depth < 250; depth++) values = { sub: values };
    const [found, ...others] = said("kubernetes:helm.sh/v3:Release", { chart: "./own", values });
    expect(others).toEqual([]);
    expect(found?.path).toMatch(/^values\.sub\.sub\./);
    expect(found).toMatchObject({
      what: "hosts in this value can not be read: nested deeper than 200 levels",
      fix: "make the value smaller, or split it",
    });
  });
});
