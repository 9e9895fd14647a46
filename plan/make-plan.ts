import { join } from "node:path";
import { dayOf } from "../policies/engine/days.ts";
import type { Issue } from "../stacks/environment/issue.ts";
import { pathSegments } from "../stacks/environment/path.ts";
import { type Environment, parseEnvironment } from "../stacks/environment.ts";
import { outputsSchema } from "../stacks/outputs.ts";
import { policySettings } from "../stacks/policy-settings.ts";
import type { StackFile } from "../stacks/stack-document.ts";
import { readStackFile } from "../stacks/stack-file.ts";
import { Comparison } from "./against/comparison.ts";
import type { ExportedState } from "./against/exported-state.ts";
import { readExport } from "./against/read-export.ts";
import { changeReport, stateProperties } from "./against/report.ts";
import { contractIssues } from "./contract.ts";
import { estimateCost } from "./cost/estimate.ts";
import type { CorrectResource } from "./engine/monitor.ts";
import { discoverPacks, type RunningPack, startPack } from "./engine/packs.ts";
import { runProgram } from "./engine/program.ts";
import { ProgramError } from "./engine/program-error.ts";
import { type Project, readProject } from "./engine/project.ts";
import { redactWith, secretTexts, secretTextsOf } from "./engine/redact.ts";
import { correctionsOf, type Judging, judge, traced } from "./judging.ts";
import type { ChangeReport, EnforcementLevel, Finding, Plan, ProgramRun, ResidencyReport } from "./model.ts";
import { assumedValues, knownLimits, unknownValues } from "./open-values.ts";
import type { Progress } from "./report/progress.ts";
import { Stopwatch } from "./stopwatch.ts";
import { readWaivers } from "./waivers/read-waivers.ts";
import { plainWaivers, waiversOfStack, withWaivers } from "./waivers/with-waivers.ts";

export interface PlanOptions {
  /** Folder of Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  /** Day against which acceptances are read, `YYYY-MM-DD`. @default today */
  readonly today?: string;
  readonly progress?: Progress;
  /** File of `pulumi stack export` that the plan is compared with. */
  readonly against?: string;
  /** Told every warning of the program. */
  readonly onWarning?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Plans a stack: checks its file, runs its program on the embedded engine, asks every pack, prices the result.
 * Mistakes of the configuration and of the program come back as a plan with the verdict `invalid`.
 * @throws StateFileError when the file to compare with is not one
 * @throws PackError when a policy pack can not be asked: a plan without its packs would be a pass by accident
 */
export async function makePlan(options: PlanOptions): Promise<Plan> {
  const clock = new Stopwatch();
  const { projectDir, stack, progress } = options;
  progress?.begin(`reading Pulumi.${stack}.yaml`);
  const project = readProject(projectDir);
  const file = readStackFile(projectDir, project.name, stack);
  if ("issues" in file) {
    return invalidPlan(stack, file.issues, clock);
  }
  const { environment, issues } = parseEnvironment(stack, file.stackFile.sections);
  if (!environment) {
    return invalidPlan(stack, located(issues, file.stackFile), clock);
  }
  const waiverFile = readWaivers(projectDir);
  if ("issues" in waiverFile) {
    return invalidPlan(stack, waiverFile.issues, clock);
  }
  const waivers = waiversOfStack(waiverFile.waivers, { project: project.name, stack });
  const comparing = comparisonOf(options, project);
  clock.lap("configuration");

  const packs = startPacks(projectDir, options.signal);
  try {
    progress?.begin("running the program");
    const { today = dayOf(new Date()) } = options;
    const judging: Judging = {
      packs: packs.all,
      settings: { ...policySettings(environment), waivers: plainWaivers(waivers), today },
      remediate: environment.residency.remediate,
    };
    const corrections = await correctionsOf(judging);
    const run = await runStack(options, project, file.stackFile, comparing?.comparison, corrections?.correct);
    clock.lap("program");
    progress?.begin("asking the policy packs");
    const running = await packs.all;
    const said = [...(corrections?.told(run.resources) ?? []), ...(await judge(judging, run))];
    const findings = withWaivers(traced(said, file.stackFile), waivers, today);
    clock.lap("policies");
    const broken = contractIssues(run.outputs);
    return broken.length > 0
      ? invalidPlan(stack, broken, clock)
      : assemble({ environment, run, findings, packs: running, comparing, clock });
  } catch (error) {
    // An interrupt ends packs and program too, and what they say then is not the reason.
    options.signal?.throwIfAborted();
    if (error instanceof ProgramError) {
      return invalidPlan(
        stack,
        error.messages.map((message) => ({ path: "", message })),
        clock,
      );
    }
    throw error;
  } finally {
    await packs.close();
  }
}

/** Packs start while the program runs: both are processes that mostly load their libraries. */
function startPacks(projectDir: string, signal: AbortSignal | undefined) {
  const policiesDir = join(projectDir, "policies");
  const dirs = discoverPacks(policiesDir);
  if (dirs.length === 0) {
    throw new Error(`${policiesDir} holds no policy pack; without one every plan would pass`);
  }
  const starting = dirs.map((dir) => startPack(dir, { projectDir }));
  const all = Promise.all(starting);
  // A failed start is reported when its answer is needed; until then it must not end the process.
  all.catch(() => {});
  signal?.throwIfAborted();
  return {
    all,
    close: async () => {
      for (const pack of await Promise.allSettled(starting)) {
        if (pack.status === "fulfilled") {
          pack.value.close();
        }
      }
    },
  };
}

interface Comparing {
  readonly file: string;
  readonly state: ExportedState;
  readonly comparison: Comparison;
}

function comparisonOf({ against, stack, progress }: PlanOptions, project: Project): Comparing | undefined {
  if (against === undefined) return undefined;
  progress?.begin(`reading ${against}`);
  const state = readExport(against, { project: project.name, stack });
  return { file: against, state, comparison: new Comparison(state) };
}

function runStack(
  options: PlanOptions,
  project: Project,
  file: StackFile,
  existing: Comparison | undefined,
  correct: CorrectResource | undefined,
): Promise<ProgramRun> {
  const { projectDir, stack, progress, onWarning, signal } = options;
  return runProgram({
    projectDir,
    project: project.name,
    stack,
    main: project.main,
    nodeArgs: project.nodeArgs,
    typescript: project.typescript,
    config: file.config,
    secretKeys: file.secretKeys,
    onProgress: (event) => {
      if (event.kind === "resource") {
        progress?.count(event.count, "resource");
      } else if (event.line.severity === "warning") {
        onWarning?.(event.line.message);
      }
    },
    ...(existing ? { existing } : {}),
    ...(correct ? { correct } : {}),
    ...(signal ? { signal } : {}),
  });
}

function assemble(parts: {
  environment: Environment;
  run: ProgramRun;
  findings: readonly Finding[];
  packs: readonly RunningPack[];
  comparing: Comparing | undefined;
  clock: Stopwatch;
}): Plan {
  const { environment, run, comparing, clock } = parts;
  const show = redactWith([...secretTexts(run), ...(comparing ? secretTextsOf(stateProperties(comparing.state)) : [])]);
  const findings = parts.findings.map((finding) => ({ ...finding, message: String(show(finding.message)) }));
  const outputs = show(run.outputs);
  const cost = estimateCost(run);
  const resources = run.resources.map(({ urn, type, name, parent, protect, provider, properties }) => ({
    urn,
    type,
    name,
    parent,
    protect,
    ...(provider !== "" && { provider }),
    properties: show(properties),
  }));
  return {
    stack: run.stack,
    verdict: findings.some((finding) => finding.level === "mandatory") ? "violations" : "pass",
    resources,
    counts: countsOf(run, findings),
    cost,
    findings,
    packs: parts.packs.map(({ info }) => ({ name: info.name, version: info.version, rules: info.policies.length })),
    assumed: assumedValues(environment),
    unknown: unknownValues(run),
    limits: knownLimits(run),
    outputs,
    residency: residencyOf(outputs),
    issues: [],
    ...(comparing && { changes: changesOf(comparing, show) }),
    times: clock.laps(),
  };
}

function changesOf({ comparison, state, file }: Comparing, show: ReturnType<typeof redactWith>): ChangeReport {
  return changeReport(comparison.steps(), state, file, show);
}

function countsOf(run: ProgramRun, findings: readonly Finding[]): Plan["counts"] {
  const byType: Record<string, number> = {};
  for (const { type } of [...run.resources].sort((a, b) => (a.type < b.type ? -1 : 1))) {
    byType[type] = (byType[type] ?? 0) + 1;
  }
  const isProvider = (type: string) => type.startsWith("pulumi:providers:");
  const level = (name: EnforcementLevel) => findings.filter((finding) => finding.level === name).length;
  return {
    resources: run.resources.filter((resource) => resource.custom && !isProvider(resource.type)).length,
    components: run.resources.filter((resource) => !resource.custom).length,
    providers: run.resources.filter((resource) => isProvider(resource.type)).length,
    byType,
    findings: {
      mandatory: level("mandatory"),
      advisory: level("advisory"),
      remediate: level("remediate"),
      disabled: level("disabled"),
    },
  };
}

const undeclared = "undeclared";

function residencyOf(outputs: unknown): ResidencyReport {
  const { residency } = outputsSchema.pick({ residency: true }).loose().parse(outputs);
  const { jurisdiction } = residency;
  return { ...residency, jurisdiction: { ...jurisdiction, parentCountry: jurisdiction.parentCountry ?? undeclared } };
}

function located(issues: readonly Issue[], file: StackFile): Issue[] {
  return issues.map((issue) => ({ ...issue, source: file.locate(pathSegments(issue.path)) }));
}

function invalidPlan(stack: string, issues: readonly Issue[], clock: Stopwatch): Plan {
  const nothing: ProgramRun = { project: "", stack, resources: [], invokes: [], outputs: {}, log: [] };
  return {
    stack,
    verdict: "invalid",
    resources: [],
    counts: countsOf(nothing, []),
    cost: estimateCost(nothing),
    findings: [],
    packs: [],
    assumed: [],
    unknown: [],
    limits: [],
    outputs: {},
    residency: {
      profile: "",
      posture: "",
      residency: { countries: [], regions: [] },
      jurisdiction: { operator: "", parentCompany: "", parentCountry: "", acceptances: [] },
    },
    issues,
    times: clock.laps(),
  };
}
