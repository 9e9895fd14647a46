import fs, { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { build } from "esbuild";
import { type InProcessTest, vitestOf } from "./in-process-vitest.ts";

/** Evaluates the test files and everything of the project that they import, from the start. */
export type LoadTests = () => readonly InProcessTest[];

/**
 * Bundles test files below `root` into one script, so that they can be evaluated afresh as often as there are mutants
 * without reading or compiling anything again. Packages of npm are loaded once.
 */
export async function bundleTests(root: string, testFiles: readonly string[]): Promise<LoadTests> {
  const { outputFiles } = await build({
    stdin: { contents: testFiles.map((file) => `import "./${file}";`).join("\n"), resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    packages: "external",
    logLevel: "error",
    plugins: [
      {
        name: "own-folder",
        setup: ({ onLoad }) =>
          onLoad({ filter: /\/policies\/.*\.ts$/ }, ({ path }) => ({
            contents: readFileSync(path, "utf8").replaceAll("import.meta.dirname", JSON.stringify(dirname(path))),
            loader: "ts",
          })),
      },
    ],
  });
  const script = new Script(`(function (require) { ${outputFiles[0]?.text}\n})`, { filename: join(root, "tests.cjs") });
  const requirePackage = createRequire(join(root, "package.json"));
  const readOnce = { ...fs, readFileSync: memoised(fs.readFileSync), readdirSync: memoised(fs.readdirSync) };
  return () => {
    const { vitest, tests } = vitestOf();
    const provided: Readonly<Record<string, unknown>> = { vitest, "node:fs": readOnce };
    const evaluate = script.runInThisContext() as (require: (id: string) => unknown) => void;
    evaluate((id) => provided[id] ?? requirePackage(id));
    return tests;
  };
}

/** The files do not change while mutants run. */
function memoised<A extends readonly unknown[], R>(read: (...args: A) => R): (...args: A) => R {
  const known = new Map<string, R>();
  return (...args) => {
    const key = JSON.stringify(args);
    const result = known.get(key) ?? read(...args);
    known.set(key, result);
    return result;
  };
}
