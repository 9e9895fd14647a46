import rows from "../../data/phone-home.json" with { type: "json" };
import type { Correction } from "../../engine/correction.ts";
import { isOwnContainer } from "../../engine/correction.ts";
import { chartValue } from "../../engine/extract/chart-values.ts";
import type { Container } from "../../engine/extract/containers.ts";
import type { ReportingSwitch } from "../../engine/extract/reporting.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import type { Node } from "../../engine/extract/walk.ts";
import { nameOf, property } from "../../engine/extract/where.ts";
import { at } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

/** A program that reports to its maker unless it is told not to. */
export interface Reporter {
  readonly program: string;
  /** Last parts of its images' paths. */
  readonly images: readonly string[];
  /** Arguments that switch it off; any one of them does. */
  readonly flags?: readonly string[];
  /** Variables and the values that switch it off. */
  readonly env?: Readonly<Record<string, string>>;
  /** Charts that install it, and values of theirs that switch it off. */
  readonly charts?: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
  /** Command that starts it on a machine. */
  readonly command?: string;
}

type Row = Required<Omit<Reporter, "command">> & Reporter;
const REPORTERS = (rows as readonly Reporter[]).map(
  (row): Row => ({ flags: [], env: {}, charts: [], values: {}, ...row }),
);

export const phoneHome: ResourceRule = {
  id: "NET-009",
  title: "phone-home",
  severity: "medium",
  axis: "jurisdiction",
  description: "Programs that report their use to their maker are told not to.",
  law: "GDPR Art. 5(1)(c), 25",
  check: (subject) => {
    const programs = ofPrograms(subject);
    const ofCharts = new Set(subject.charts.map(({ named, certainty }) => at({ where: named, certainty })));
    // What is found of a container or a chart already says what to set in it.
    const covered = programs.map(({ path }) => (ofCharts.has(path) ? "" : path));
    const settings = subject.reporting.flatMap((setting) => {
      const path = at(setting);
      return covered.some((part) => path.startsWith(part)) ? [] : switchedOn(setting, path);
    });
    return [...programs, ...settings];
  },
  correct: (subject) =>
    subject.containers.flatMap((container) => {
      const { where, certainty } = container;
      if (isPrelude(container, subject.containers)) return [];
      if (!isOwnContainer(subject, where, certainty)) return [];
      return REPORTERS.filter((reporter) => reports(reporter, container)).flatMap(({ env }) =>
        Object.entries(env)
          .slice(0, 1)
          .map(([name, value]) => ({ where: property(where, "env"), change: withVariable(name, value) })),
      );
    }),
};

/** A container's variables with one more, or with another value where one is written out. */
function withVariable(name: string, value: string): Correction["change"] {
  return (env = []) => {
    if (!Array.isArray(env)) return env;
    const at = env.findIndex((one) => one?.name === name);
    if (at < 0) return [...env, { name, value }];
    return typeof env[at].value === "string" ? env.with(at, { ...env[at], value }) : env;
  };
}

function switchedOn({ name, off, certainty }: ReportingSwitch, path: string): Violation {
  const setting = certainty === "secret" ? "a setting inside a secret" : name;
  return { path, what: `${setting} lets a program report its use to its maker`, fix: `set it to ${off}` };
}

function ofPrograms({ containers, charts, scripts, root }: Subject): readonly Violation[] {
  return [
    ...containers
      .filter((container) => !isPrelude(container, containers))
      .flatMap((container) =>
        REPORTERS.filter((reporter) => reports(reporter, container) && !silenced(root, reporter.values)).map(
          (reporter) => violation(reporter, at(container), container.openEnv),
        ),
      ),
    ...charts.flatMap(({ chart, named, certainty }) => {
      const name = chart.slice(chart.lastIndexOf("/") + 1);
      return REPORTERS.filter(({ charts: installs, values }) => installs.includes(name) && !silenced(root, values)).map(
        (reporter) => violation(reporter, at({ where: named, certainty }), false),
      );
    }),
    ...scripts.flatMap(({ where, text, certainty, container }) =>
      REPORTERS.filter(
        ({ command, flags, env }) =>
          command !== undefined && new RegExp(command).test(text) && !isTold(text, flags, env, container),
      ).map((reporter) => violation(reporter, at({ where, certainty }), false)),
    ),
  ];
}

/** An init container of a program that runs beside it: it prepares, and what reports is the other one. */
function isPrelude({ where, repository }: Container, containers: readonly Container[]): boolean {
  const isInit = (of: Container["where"]) => nameOf(of) === "initContainers";
  return isInit(where) && containers.some((other) => other.repository === repository && !isInit(other.where));
}

function violation({ program, flags, env, values }: Row, path: string, open: boolean): Violation {
  const ways = [
    ...flags,
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ...Object.entries(values).map(([name, value]) => `the value ${name}: ${value}`),
  ];
  return {
    path,
    what: `${program} reports its use to its maker unless it is told not to`,
    fix: `set ${ways.slice(0, 2).join(" or ")}`,
    ...(open && { advisory: true }),
  };
}

function reports({ images, flags, env }: Row, container: Container): boolean {
  const { repository, command } = container;
  return (
    images.some((image) => repository === image || repository.endsWith(`/${image}`)) &&
    !isTold(command, flags, env, container)
  );
}

function isTold(
  text: string,
  flags: readonly string[],
  env: Readonly<Record<string, string>>,
  container: Container | undefined,
): boolean {
  const lower = text.toLowerCase();
  return (
    flags.some((flag) => lower.includes(flag.toLowerCase())) ||
    Object.entries(env).some(([name, value]) => {
      const set = container?.env.get(name)?.text.toLowerCase();
      return (SWITCHES.get(value) ?? [value]).includes(set) || lower.includes(`${name.toLowerCase()}=${value}`);
    })
  );
}

const ON: Words = ["1", "true", "yes", "on"];
const OFF: Words = ["0", "false", "no", "off"];
/** Values of variables that programs read as switches, each with the words that say the same. */
const SWITCHES = new Map([
  ["1", ON],
  ["true", ON],
  ["0", OFF],
  ["false", OFF],
]);
type Words = readonly (string | undefined)[];

/** Any of the values, however the chart is given them. */
function silenced(root: Node, values: Readonly<Record<string, string>>): boolean {
  return Object.entries(values).some(([path, wanted]) => chartValue(root, path).includes(wanted));
}
