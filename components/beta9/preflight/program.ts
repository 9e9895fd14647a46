import { readFileSync } from "node:fs";

const sources = [
  "check-postgres.ts",
  "check-redis.ts",
  "encryption-key.ts",
  "finding.ts",
  "preflight.ts",
  "redis-connection.ts",
  "redis-settings.ts",
  "resp.ts",
  "run.ts",
  "secure-socket.ts",
  "settings.ts",
] as const;

/** The program's files by name, for a ConfigMap that is mounted as a directory. No secret is among them. */
export function preflightProgram(): Readonly<Record<string, string>> {
  return {
    "package.json": '{ "type": "module" }\n',
    ...Object.fromEntries(sources.map((name) => [name, readFileSync(new URL(name, import.meta.url), "utf8")])),
  };
}

/** Command that runs it. @param directory where the files are @param settingsFile path of its settings */
export function preflightCommand(directory: string, settingsFile: string): string[] {
  return ["node", "--disable-warning=ExperimentalWarning", `${directory}/preflight.ts`, settingsFile];
}
