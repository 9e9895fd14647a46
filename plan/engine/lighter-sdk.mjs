// Leaves out what the SDK does at its start and at every registration for purposes that a plan does not have: half of a
// program's time and two thirds of a pack's.
import Module, { createRequire } from "node:module";
import { dirname, sep } from "node:path";

/** From the script that was started, which is the SDK's own. */
const require = createRequire(process.argv[1]);
const sdk = dirname(require.resolve("@pulumi/pulumi/package.json")) + sep;

export function lightenProgram() {
  loadWhenUsed();
  readNoSourceMaps();
  takeNoTraces();
  // Several lines for each resource, secrets in clear included, that nobody reads.
  require("@pulumi/pulumi/log").debug = () => Promise.resolve();
}

/** @param {boolean} typescript whether the pack has to be compiled */
export function lightenPack(typescript) {
  loadWhenUsed();
  // The SDK attaches a debugger, which hears of every script, in case a function is sent. A pack sends none.
  require("@pulumi/pulumi/runtime/closure/v8Hooks").isInitializedAsync = () => Promise.resolve();
  if (typescript) return;
  // The SDK starts ts-node for every pack, whatever its PulumiPolicy.yaml says.
  const runner = require("@pulumi/pulumi/cmd/run-policy-pack/run");
  const { run } = runner;
  runner.run = (options) => run({ ...options, typeScript: false });
}

/** Needed for the text of functions, as dynamic providers send it: a compiler, and a reader of npm's trees. */
const forFunctions = new Set(["typescript", "@npmcli/arborist"]);

/** Two thirds of the modules that the SDK loads are of these packages; they are loaded when it first uses one. */
function loadWhenUsed() {
  const load = Module._load;
  Module._load = (request, parent, isMain) => {
    if (!forFunctions.has(request) || !parent?.filename?.startsWith(sdk)) return load(request, parent, isMain);
    // That one is not installed, the SDK must hear at once.
    Module._resolveFilename(request, parent, isMain);
    let loaded;
    return new Proxy(
      {},
      {
        get(_, name) {
          // Otherwise the SDK copies every name, which would be a use.
          if (name === "__esModule") return true;
          loaded ??= load(request, parent, isMain);
          return loaded[name];
        },
      },
    );
  };
}

/**
 * tsx asks for source maps, and Node then reads one for every module of every package. They say where in a source a
 * trace points, and a plan shows no traces.
 */
function readNoSourceMaps() {
  process.setSourceMapsEnabled = () => {};
}

/** The SDK writes out a trace for every promise, to report those that never end, and for every resource, for the engine. */
function takeNoTraces() {
  const debuggable = require("@pulumi/pulumi/runtime/debuggable");
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (...args) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...args);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
  require("@pulumi/pulumi/resource").Resource.callsites = () => [];
}
