import { defineConfig } from "vitest/config";

const plans = "test/plan/**/*.test.ts";

export default defineConfig({
  test: {
    pool: "forks",
    // Files that plan wait for processes of theirs more than they work: one worker a core, not one fewer.
    maxWorkers: "100%",
    testTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "units",
          include: ["{stacks,components,policies,plan,operate,check,evidence,scripts,test,tools}/**/*.test.ts"],
          exclude: ["test/{servers,apiserver,engine/runs}/**", plans, "node_modules/**"],
        },
      },
      {
        extends: true,
        // A plan takes seconds: files of one worker share the runs of the kit's own stacks.
        test: { name: "plans", include: [plans], isolate: false },
      },
    ],
  },
});
