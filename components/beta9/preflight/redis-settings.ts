/** What Redis says of itself, as `INFO` and `CONFIG GET` word it. */
export interface RedisFacts {
  /** Text of `INFO`: `key:value` lines below `# Section` lines. */
  readonly info: string;
  /** Value of `notify-keyspace-events`. */
  readonly keyspaceEvents: string;
}

/** Event classes that `A` stands for. Source: Redis 7 and Valkey 8, redis.conf, section "Event notification". */
const everyClass = "g$lshzxetd";

/** Every setting with which Beta9 would lose state or miss events, each with the directive that puts it right. */
export function redisSettingProblems({ info, keyspaceEvents }: RedisFacts): string[] {
  const facts = parseInfo(info);
  const problems: string[] = [];
  const expect = (key: string, wanted: string, why: string) => {
    const actual = facts.get(key);
    if (actual !== wanted) problems.push(`${key} is ${actual ?? "not reported"}, not ${wanted}: ${why}`);
  };
  expect("redis_mode", "standalone", "Beta9 is configured for one server, and its events come from database 0");
  expect("role", "master", "Beta9 writes: point it at the primary");
  expect("maxmemory_policy", "noeviction", "pools and machines live only here; set maxmemory-policy noeviction");
  expect("aof_enabled", "1", "pools and machines would be gone after a restart; set appendonly yes");
  const missing = missingEventFlags(keyspaceEvents);
  if (missing !== "") {
    problems.push(
      `notify-keyspace-events is "${keyspaceEvents}" and lacks ${missing}: the state of containers would never change; ` +
        "set notify-keyspace-events AKE",
    );
  }
  return problems;
}

/** Flags of `AKE` that a setting does not cover. */
function missingEventFlags(setting: string): string {
  const missing = [..."KE"].filter((flag) => !setting.includes(flag));
  const classes = setting.includes("A") || [...everyClass].every((flag) => setting.includes(flag));
  return [...(classes ? [] : ["A"]), ...missing].join("");
}

function parseInfo(info: string): ReadonlyMap<string, string> {
  const lines = info.split(/\r?\n/).filter((line) => line.includes(":") && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]));
}
