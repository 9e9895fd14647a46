export default {
  mutate: ["policies/rules/*/rule.ts", "policies/engine/{extract,resolve}/*.ts", "!policies/**/*.test.ts"],
  testRunner: "in-process",
  plugins: ["./bench/mutation/in-process-runner.ts"],
  coverageAnalysis: "perTest",
  concurrency: 1,
  disableTypeChecks: false,
  tempDirName: "bench/mutation/.stryker",
  reporters: ["json"],
  jsonReporter: { fileName: "bench/mutation/report.json" },
  incrementalFile: "bench/mutation/incremental.json",
  ignorePatterns: ["**", "!policies/**", "policies/*/bin", "!package.json", "!docs/rules.md"],
};
