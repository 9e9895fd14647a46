import { defineConfig } from "vitest/config";

/** Tests against the real programs: builds and installations take minutes. Each file has ports and folders of its own. */
export default defineConfig({
  test: {
    include: ["test/{servers,apiserver,engine/runs}/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 1_200_000,
    teardownTimeout: 60_000,
  },
});
