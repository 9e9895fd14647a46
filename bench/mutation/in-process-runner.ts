import { bundleTests, type LoadTests } from "./bundle.ts";
import { testFiles } from "./targets.ts";

/** What Stryker's instrumented code reads and writes. */
interface Instrumentation {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: unknown;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

interface MutantRunOptions {
  readonly activeMutant: { readonly id: string; readonly fileName: string };
  /** Tests that reach the mutant; without it, all. */
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  /** The mutant changes what is evaluated when a module is loaded. */
  readonly reloadEnvironment: boolean;
}

const shared = globalThis as { __stryker__?: Instrumentation };
shared.__stryker__ ??= {};
const instrumentation = shared.__stryker__;

/** Runs the tests in Stryker's worker. Code is evaluated afresh where a mutant may show in constants of a module. */
class InProcessRunner {
  private loadTests: LoadTests = () => [];
  private tests: ReturnType<LoadTests> = [];
  /** The tests were loaded while no mutant of what is evaluated on loading was active. */
  private unchanged = false;
  /** Tests that killed a mutant, the latest first: they are the likeliest to kill the next one. */
  private killers: readonly string[] = [];

  /** Every mutant finds its environment as after a start. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Stryker has made its copy of the project, with every mutant in it, the working directory. */
  async init() {
    this.loadTests = await bundleTests(process.cwd(), testFiles(process.cwd()));
  }

  /** Runs every test unchanged, and tells which mutants each of them reaches. */
  dryRun() {
    const tests = this.loadTests().map(({ id, run }) => {
      instrumentation.currentTestId = id;
      const started = performance.now();
      const failureMessage = failureOf(run);
      const result = { id, name: id, timeSpentMs: performance.now() - started };
      return failureMessage === undefined
        ? { ...result, status: 0 /* Success */ }
        : { ...result, status: 1 /* Failed */, failureMessage };
    });
    instrumentation.currentTestId = undefined;
    return { status: "complete", tests, mutantCoverage: instrumentation.mutantCoverage };
  }

  /** Runs the tests that reach a mutant until one of them fails. */
  mutantRun({ activeMutant, testFilter, hitLimit, reloadEnvironment }: MutantRunOptions) {
    Object.assign(instrumentation, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const rule = ruleOf(activeMutant.fileName);
    const notLoaded = failureOf(() => {
      // Modules of the engine remember what they have read, rules do not.
      if (reloadEnvironment || rule === undefined || !this.unchanged) this.tests = this.loadTests();
      this.unchanged = !reloadEnvironment && rule !== undefined;
    });
    if (notLoaded !== undefined) return killed("loading", notLoaded, 0);
    const reaching = testFilter && new Set(testFilter);
    const wanted = new Map(
      this.tests.flatMap(({ id, run }) =>
        (!reaching || reaching.has(id)) && (rule === undefined || judges(id, rule)) ? [[id, run]] : [],
      ),
    );
    for (const [index, id] of [...new Set([...this.killers, ...wanted.keys()])].entries()) {
      const run = wanted.get(id);
      const failureMessage = run && failureOf(run);
      if (failureMessage === undefined) continue;
      this.killers = [id, ...this.killers.filter((other) => other !== id)].slice(0, MOST_KILLERS);
      return killed(id, failureMessage, index + 1);
    }
    return { status: "survived", nrOfTests: wanted.size };
  }
}

const MOST_KILLERS = 200;

function ruleOf(mutatedFile: string): string | undefined {
  return /policies\/rules\/([^/]+)\//.exec(mutatedFile)?.[1];
}

/** A rule is judged by its own cases and its page; no other rule imports it. */
function judges(test: string, rule: string): boolean {
  return test.startsWith(`${rule} `) || test.startsWith("rule pages");
}

/** A mutant that runs in circles is stopped by the instrumented code itself, which throws. */
function killed(by: string, failureMessage: string, nrOfTests: number) {
  const { hitCount = 0, hitLimit = Number.POSITIVE_INFINITY } = instrumentation;
  if (hitCount > hitLimit) return { status: "timeout", reason: `reached ${hitCount} times` };
  return { status: "killed", killedBy: [by], failureMessage, nrOfTests };
}

function failureOf(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** How Stryker finds the runner. */
export const strykerPlugins = [{ kind: "TestRunner", name: "in-process", injectableClass: InProcessRunner }];
