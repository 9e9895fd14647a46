import { defineConfig } from "vitest/config";
import { longestFirst } from "./test/longest-first.ts";

export default defineConfig({
  test: {
    include: ["{stacks,components,policies,plan,operate,check,evidence,scripts,test,tools}/**/*.test.ts"],
    exclude: ["test/{servers,apiserver,engine/runs}/**", "node_modules/**"],
    pool: "forks",
    // Loading Pulumi's packages takes longer than most files' tests: files of one worker share them, and the runs of the
    // kit's own stacks. So a test puts back what it changes outside of itself.
    isolate: false,
    restoreMocks: true,
    // Files that plan wait for processes of theirs more than they work: one worker a core, not one fewer.
    maxWorkers: "100%",
    // A plan takes seconds, and far more on a loaded machine, which is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: longestFirst("test/plan", "scripts", "policies/engine", "plan/engine") },
  },
});
