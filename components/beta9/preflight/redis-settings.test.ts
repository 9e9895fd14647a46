import { describe, expect, it } from "vitest";
import { redisSettingProblems } from "./redis-settings.ts";

const facts = {
  redis_mode: "standalone",
  role: "master",
  maxmemory_policy: "noeviction",
  aof_enabled: "1",
};
const problems = (changes: Partial<typeof facts> = {}, keyspaceEvents = "AKE") =>
  redisSettingProblems({
    info: `# Server\r\n${Object.entries({ ...facts, ...changes })
      .map(([key, value]) => `${key}:${value}`)
      .join("\r\n")}\r\n`,
    keyspaceEvents,
  });

describe("Redis' settings", () => {
  it.each(["AKE", "KEA", "g$lshzxetdKE", "AKEmn"])("are right with keyspace events %s", (events) => {
    expect(problems({}, events)).toEqual([]);
  });

  it.each([
    ["", "AKE"],
    ["KA", "E"],
    ["AE", "K"],
    ["Ex", "AK"],
    ["g$lshzxeKE", "A"],
  ])("are wrong with keyspace events %j: they lack %s", (events, missing) => {
    const [problem, ...others] = problems({}, events);
    expect(problem).toContain(`lacks ${missing}:`);
    expect(others).toEqual([]);
  });

  it.each([
    [{ maxmemory_policy: "allkeys-lru" }, /maxmemory-policy noeviction/],
    [{ aof_enabled: "0" }, /appendonly yes/],
    [{ redis_mode: "cluster" }, /database 0/],
    [{ role: "slave" }, /primary/],
  ])("are wrong with %j, and the remedy is named", (changes, remedy) => {
    expect(problems(changes)).toEqual([expect.stringMatching(remedy)]);
  });

  it("are wrong when nothing is reported, each by itself", () => {
    expect(redisSettingProblems({ info: "", keyspaceEvents: "" })).toHaveLength(5);
  });
});
