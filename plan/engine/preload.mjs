// Loaded into the process of a program or a pack before anything else.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import util from "node:util";

// Configuration comes on standard input: an environment variable holds 128 KiB at most on Linux (MAX_ARG_STRLEN), which
// a thousand nodes exceed, and can be read in /proc.
const input = readFileSync(0, "utf8");
if (input !== "") {
  const { config, secretKeys } = JSON.parse(input);
  process.env.PULUMI_CONFIG = JSON.stringify(config);
  process.env.PULUMI_CONFIG_SECRET_KEYS = JSON.stringify(secretKeys);

  // The SDK sends several debug lines for each resource, secrets in clear included, that nobody reads: a fifth of the
  // time of a thousand resources.
  const log = createRequire(join(process.cwd(), "package.json"))("@pulumi/pulumi/log");
  log.debug = () => Promise.resolve();
}

// The SDK prints errors with colours. Node 20 then loops over some stack lines below node_modules until it runs out of
// string (`util.inspect`, markNodeModules), 8 to 50 s, before the SDK falls back to no colours.
util.inspect = new Proxy(util.inspect, {
  apply(inspect, self, [value, options, ...rest]) {
    const plain = typeof options === "object" && options !== null ? { ...options, colors: false } : options;
    return Reflect.apply(inspect, self, [value, plain, ...rest]);
  },
});

// The SDK takes a stack trace at every registration and maps each frame to its source: a fifth of a plan's time, for
// traces that a plan never shows. The engine's own format costs nothing until somebody reads it.
Object.defineProperty(Error, "prepareStackTrace", { get: () => undefined, set: () => {}, configurable: false });
