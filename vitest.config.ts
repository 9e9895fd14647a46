import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{stacks,components,policies,plan,scripts,test}/**/*.test.ts"],
    exclude: ["test/servers/**", "node_modules/**"],
    pool: "forks",
    testTimeout: 120_000,
  },
});
