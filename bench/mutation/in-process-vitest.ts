import { expect } from "vitest";

export interface InProcessTest {
  readonly id: string;
  readonly run: () => void;
}

type Body = (...values: never[]) => void;

/**
 * What the policy tests use of vitest, collecting tests instead of running them. Vitest itself takes a second to start
 * for every mutant, a hundred times as long as the tests that one needs.
 */
export function vitestOf() {
  const tests: InProcessTest[] = [];
  const timesUsed = new Map<string, number>();
  let within: readonly string[] = [];
  const describe = (name: string, body: () => void) => {
    within = [...within, name];
    body();
    within = within.slice(0, -1);
  };
  const it = (name: string, run: () => void) => {
    const title = [...within, name].join(" > ");
    const before = timesUsed.get(title) ?? 0;
    timesUsed.set(title, before + 1);
    tests.push({ id: before === 0 ? title : `${title} #${before}`, run });
  };
  const vitest = {
    describe: Object.assign(describe, { each: each(describe) }),
    it: Object.assign(it, { each: each(it) }),
    expect,
  };
  return { vitest, tests };
}

/** `it.each` and `describe.each`: one test a row, named by the row's number and what of it is in the title. */
function each(declare: (name: string, body: () => void) => void) {
  return (rows: readonly unknown[]) => (title: string, body: Body) => {
    for (const row of rows) {
      const values = (Array.isArray(row) ? row : [row]) as never[];
      declare(titleOf(title, values), () => body(...values));
    }
  };
}

/** `$key` is a key of the first value, `%s` and `%j` are the values in turn. */
function titleOf(title: string, values: readonly unknown[]): string {
  const rest = [...values];
  return title
    .replace(/%[sj]/g, () => JSON.stringify(rest.shift()) ?? "undefined")
    .replace(/\$(\w+)/g, (_, key: string) => String((values[0] as Readonly<Record<string, unknown>>)[key]));
}
