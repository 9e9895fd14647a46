/** One file of a repository as the resource that rules read it as. */
export interface RepositoryFile {
  /** Path from the root of the repository, with `/`. */
  readonly file: string;
  /** What it is, e.g. `repository:file:Dockerfile`. */
  readonly type: string;
  readonly properties: unknown;
  /** Where a property stands. Lines and columns count from 1. */
  readonly locate: (path: string) => Spot;
}

export interface Spot {
  readonly line: number;
  readonly column: number;
}

export const firstLine: Spot = { line: 1, column: 1 };

/** A file that says something to rules but can not be read; the message is a clause about it. */
export class UnreadableFile extends Error {
  readonly spot: Spot;
  constructor(message: string, spot: Spot = firstLine) {
    super(message);
    this.spot = spot;
  }
}
