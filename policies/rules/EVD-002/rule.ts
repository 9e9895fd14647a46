import { chartValues } from "../../engine/extract/chart-values.ts";
import { certaintyOf, entries, fields, get, textOf } from "../../engine/extract/reader.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import type { Node } from "../../engine/extract/walk.ts";
import { at, atNode } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import type { LogRetention } from "../../engine/settings.ts";

export const logRetention: ResourceRule = {
  id: "EVD-002",
  title: "log-retention",
  severity: "medium",
  axis: "evidence",
  description: "Logs are kept as long as they are needed, and not longer: neither a few days nor for ever.",
  law: "GDPR Art. 5(1)(e); AI Act Art. 19, 26(6)",
  check: (subject, { logRetention: wanted }) => [...ofFields(subject, wanted), ...ofArguments(subject, wanted)],
};

interface Keeper {
  readonly type: RegExp;
  readonly path: string;
  /** What holds when nothing is said: days, or `Infinity`. */
  readonly otherwise: number;
  readonly daysIn: (text: string) => number;
  readonly when?: (root: Node) => boolean;
}

const days = (text: string) => (text === "0" ? Number.POSITIVE_INFINITY : Number(text));
/** `30d`, `720h`, `4w`, `6` months, `1y`; Go's and Prometheus' way to write it. */
const duration = (text: string) => {
  const units: Readonly<Record<string, number>> = {
    s: 1 / 86_400,
    m: 1 / 1440,
    h: 1 / 24,
    d: 1,
    w: 7,
    y: 365,
    "": 30.5,
  };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhdwy]?)/g)];
  const sum = parts.reduce((total, [, count, unit = ""]) => total + Number(count) * (units[unit] ?? 0), 0);
  return sum === 0 ? Number.POSITIVE_INFINITY : sum;
};

const KEEPERS: readonly Keeper[] = [
  { type: /^oci:Logging\/log:/, path: "retentionDuration", otherwise: 30, daysIn: days },
  { type: /^aws:cloudwatch\/logGroup:/, path: "retentionInDays", otherwise: Number.POSITIVE_INFINITY, daysIn: days },
  { type: /^aws-native:logs:LogGroup$/, path: "retentionInDays", otherwise: Number.POSITIVE_INFINITY, daysIn: days },
  {
    type: /^azure-native:operationalinsights:Workspace$|^azure:operationalinsights\/analyticsWorkspace:/,
    path: "retentionInDays",
    otherwise: 30,
    daysIn: days,
  },
  {
    type: /^azure-native:applicationinsights:Component$|^azure:appinsights\/insights:/,
    path: "retentionInDays",
    otherwise: 90,
    daysIn: days,
  },
  {
    type: /^gcp:logging\/(project|folder|organization|billingAccount)BucketConfig:/,
    path: "retentionDays",
    otherwise: 30,
    daysIn: days,
  },
  {
    type: /^kubernetes:operator\.victoriametrics\.com\/\w+:V(LSingle|Logs)$/,
    path: "spec.retentionPeriod",
    otherwise: 7,
    daysIn: duration,
  },
  {
    type: /^kubernetes:loki\.grafana\.com\/\w+:LokiStack$/,
    path: "spec.limits.global.retention.days",
    otherwise: Number.POSITIVE_INFINITY,
    daysIn: days,
  },
  {
    type: /^scaleway:observability\/.*source:/i,
    path: "retentionDays",
    otherwise: 7,
    daysIn: days,
    // Figures are no logs.
    when: (root) => textOf(get(root, "type")) !== "metrics",
  },
];

function ofFields({ type, root, charts }: Subject, wanted: LogRetention): readonly Violation[] {
  const ofMetrics = charts.some(({ chart }) => METRICS_CHART.test(chart));
  const keeper = KEEPERS.find((row) => row.type.test(type) && (row.when?.(root) ?? true));
  if (keeper) {
    const [stated] = fields(root, keeper.path);
    if (stated && certaintyOf(stated) === "unknown")
      return [
        {
          path: atNode(stated),
          what: "how long these logs are kept can not be known before the cloud answers",
          fix: fixOf(wanted),
        },
      ];
    const text = textOf(stated);
    return judged(text === undefined ? keeper.otherwise : keeper.daysIn(text), stated ? atNode(stated) : "", wanted);
  }
  const inValues = chartValues(root)
    .flatMap((values) => configured(values, ofMetrics ? METRICS_KEYS : LOG_KEYS))
    .map((node) => ({ node, text: textOf(node) ?? "" }));
  const inFiles = entries(get(root, "data")).flatMap(([, node]) => {
    const text = /^\s*retention_period:\s*["']?([\w.]+)/m.exec(textOf(node) ?? "")?.[1];
    return text === undefined ? [] : [{ node, text }];
  });
  return [...inValues, ...inFiles].flatMap(({ node, text }) => judged(duration(text), atNode(node), wanted));
}

/** Charts of stores of metrics, whose `retentionPeriod` is not about logs. */
const METRICS_CHART =
  /(^|\/)(victoria-metrics-(?!logs)|vm(single|cluster|k8s)|mimir|thanos|prometheus|kube-prometheus)/i;
const LOG_KEYS = ["retention_period", "retentionPeriod", "logRetention"];
const METRICS_KEYS = ["logRetention"];

/** `retention_period` of Loki, wherever a chart's values or a mounted file has it. */
function configured(node: Node | undefined, keys: readonly string[], depth = 0): readonly Node[] {
  return depth > 8
    ? []
    : entries(node).flatMap(([key, value]) =>
        keys.includes(key) && textOf(value) !== undefined ? [value] : configured(value, keys, depth + 1),
      );
}

/** Arguments of log stores that run in the cluster. */
const ARGUMENT: readonly (readonly [image: RegExp, argument: RegExp, otherwise: number])[] = [
  [/(^|\/)victoria-logs$/, /--?retentionPeriod[= ](\S+)/, 7],
  [/(^|\/)loki$/, /--?store\.retention[= ](\S+)/, Number.NaN],
];

function ofArguments({ containers }: Subject, wanted: LogRetention): readonly Violation[] {
  return containers.flatMap((container) => {
    const row = ARGUMENT.find(([image]) => image.test(container.repository));
    if (!row) return [];
    const written = row[1].exec(container.command)?.[1];
    return judged(written === undefined ? row[2] : duration(written), at(container), wanted);
  });
}

function judged(kept: number, path: string, wanted: LogRetention): readonly Violation[] {
  if (Number.isNaN(kept) || (kept >= Math.floor(wanted.minDays) && kept <= wanted.maxDays)) return [];
  const what =
    kept === Number.POSITIVE_INFINITY
      ? "these logs are kept for ever"
      : `these logs are kept for ${Math.round(kept * 10) / 10} days`;
  return [{ path, what, fix: fixOf(wanted) }];
}

function fixOf({ minDays, maxDays }: LogRetention): string {
  return `keep them for ${minDays} to ${maxDays} days`;
}
