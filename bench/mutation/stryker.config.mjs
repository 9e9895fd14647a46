/** `run.ts` says what is changed. */
export default {
  testRunner: "in-process",
  plugins: ["./bench/mutation/in-process-runner.ts"],
  coverageAnalysis: "perTest",
  concurrency: 1,
  disableTypeChecks: false,
  allowEmpty: false,
  tempDirName: "bench/mutation/.stryker",
  ignorePatterns: ["**", "!policies/**", "policies/*/bin", "!package.json", "!docs/rules.md"],
  reporters: ["progress-append-only", "json"],
  jsonReporter: { fileName: "bench/mutation/report.json" },
  // Constants of modules are changed on purpose: they are most of what the rules know.
  warnings: { slow: false },
};
