import { defineConfig } from "vitest/config";

/** Tests against the real programs: builds and installations take minutes, and they share one machine. */
export default defineConfig({
  test: {
    include: ["test/{servers,apiserver,engine/runs}/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 1_200_000,
    teardownTimeout: 60_000,
  },
});
