import type { Advice } from "./fields.ts";
import type { Issue } from "./issue.ts";
import { printable } from "./issues.ts";
import { type PathSegment, pathText, valueAt } from "./path.ts";

type Path = readonly PathSegment[];

/**
 * Configuration that may be wrong anywhere, read without trust: a value of another kind than asked for is absent,
 * because the schema has already reported it. So rules between fields also run on a file with twenty mistakes.
 */
export class Draft {
  readonly #root: unknown;
  readonly path: Path;

  constructor(root: unknown, path: Path = []) {
    this.#root = root;
    this.path = path;
  }

  at(...path: Path): Draft {
    return new Draft(this.#root, [...this.path, ...path]);
  }

  get value(): unknown {
    return valueAt(this.#root, this.path);
  }

  get text(): string | undefined {
    return typeof this.value === "string" ? this.value : undefined;
  }

  get number(): number | undefined {
    return typeof this.value === "number" ? this.value : undefined;
  }

  get isPresent(): boolean {
    return this.value !== undefined;
  }

  /** Members of a mapping or a list, in order; none when it is neither. */
  get members(): Draft[] {
    const value = this.value;
    if (Array.isArray(value)) {
      return value.map((_, index) => this.at(index));
    }
    return typeof value === "object" && value !== null ? Object.keys(value).map((key) => this.at(key)) : [];
  }

  /** Last part of the path, e.g. the name of a pool. */
  get name(): string {
    return String(this.path.at(-1) ?? "");
  }

  issue(message: string, advice: Advice = {}): Issue {
    return {
      path: pathText(this.path),
      message,
      ...(this.isPresent ? { value: printable(this.value) } : {}),
      ...advice,
    };
  }
}
