/** A place in a file that a person can open. Lines and columns count from 1. */
export interface SourcePlace {
  readonly file: string;
  /** Path of the value in the stack file without the project prefix, e.g. `cloud.region`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** One mistake in the configuration. */
export interface Issue {
  /** Path in the stack file, e.g. `gpuPools.l40s.minNodes`; `""` for the file as a whole. */
  readonly path: string;
  /** What is wrong, in one clause. */
  readonly message: string;
  /** The value as written, redacted when it is a secret; absent when nothing was written. */
  readonly value?: string;
  /** What would be accepted, e.g. `1 to 1000`. */
  readonly accepted?: string;
  /** The next step, e.g. `did you mean eu-frankfurt-1?`. */
  readonly suggestion?: string;
  readonly source?: SourcePlace;
}

/** One mistake in one line, for a log that has no other form. */
export function issueText(issue: Issue): string {
  const parts = [
    issue.path === "" ? "" : `${issue.path}:`,
    issue.value === undefined ? "" : JSON.stringify(issue.value),
    issue.message,
    issue.accepted === undefined ? "" : `(accepted: ${issue.accepted})`,
    issue.suggestion ?? "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}
