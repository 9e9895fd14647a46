import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { longestFirst } from "./test/longest-first.ts";

/** Tests against the real programs: builds and installations take minutes. Each file has ports and folders of its own. */
export default defineConfig({
  test: {
    include: ["test/{servers,apiserver,engine/runs}/**/*.test.ts"],
    pool: "forks",
    // One more than there are cores: a file often waits, for a controller or for a server to be ready.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 300_000,
    hookTimeout: 1_200_000,
    teardownTimeout: 60_000,
    // Those of the API server wait most: they begin beside those of the engine, which work most.
    sequence: { sequencer: longestFirst("test/apiserver", "test/engine/runs") },
  },
});
