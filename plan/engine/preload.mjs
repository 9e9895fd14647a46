// Loaded into the process of a program or a pack before anything else.
import { readFileSync } from "node:fs";
import util from "node:util";
import { lightenPack, lightenProgram } from "./lighter-sdk.mjs";

// Configuration comes on standard input: an environment variable holds 128 KiB at most on Linux (MAX_ARG_STRLEN), which
// a thousand nodes exceed, and can be read in /proc. A pack has none.
const input = readFileSync(0, "utf8");
if (input === "") {
  lightenPack(process.env.PULUMI_NODEJS_TYPESCRIPT === "true");
} else {
  const { config, secretKeys } = JSON.parse(input);
  process.env.PULUMI_CONFIG = JSON.stringify(config);
  process.env.PULUMI_CONFIG_SECRET_KEYS = JSON.stringify(secretKeys);
  lightenProgram();
}

// The SDK prints errors with colours. Node 20 then loops over some stack lines below node_modules until it runs out of
// string (`util.inspect`, markNodeModules), 8 to 50 s, before the SDK falls back to no colours.
util.inspect = new Proxy(util.inspect, {
  apply(inspect, self, [value, options, ...rest]) {
    const plain = typeof options === "object" && options !== null ? { ...options, colors: false } : options;
    return Reflect.apply(inspect, self, [value, plain, ...rest]);
  },
});

// source-map-support, which the SDK registers, maps every frame of a trace to its source when the trace is taken. The
// engine's own format costs nothing until somebody reads it.
Object.defineProperty(Error, "prepareStackTrace", { get: () => undefined, set: () => {}, configurable: false });
