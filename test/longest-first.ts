import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * An order of files in which those of `folders` come first, folder by folder: they take the longest, and one that begins
 * last is waited for by idle workers. Vitest itself knows durations only where it has run before, which a CI has not.
 */
export function longestFirst(...folders: readonly string[]) {
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const place = ({ moduleId }: TestSpecification) => {
        const path = relative(this.ctx.config.root, moduleId);
        const at = folders.findIndex((folder) => path.startsWith(`${folder}/`));
        return at === -1 ? folders.length : at;
      };
      return (await super.sort(files)).sort((a, b) => place(a) - place(b));
    }
  };
}
