import { isProse } from "./prose.ts";
import type { Certainty, Leaf } from "./walk.ts";
import { nameOf, perKey, plainName, type Where } from "./where.ts";

/** A setting by which somebody lets a program report its use to its maker. */
export interface ReportingSwitch {
  readonly where: Where;
  readonly certainty: Certainty;
  /** The setting as it is written. */
  readonly name: string;
  /** The value that would end the reports. */
  readonly off: string;
}

/** Settings that report when they are on: Traefik, Grafana, Loki, Mimir, Tempo, Longhorn, Calico, Kong, Chroma and their like. */
const ON = new Set(
  (
    "sendanonymoususage sendanonymoususagedata sendanonymoususagestats sendanonymousstats sendusagestats " +
    "sendusagestatistics anonymoususage anonymoususagestats anonymoususagestatistics anonymoususagereporting " +
    "enableanonymoususage anonymousreports anonymoustelemetry anonymizedtelemetry usagereporting usagereportingenabled " +
    "enableusagereporting usagestatsenabled enableusagestats reportingenabled enablereporting checknewversion " +
    "allowcollectinglonghornusagemetrics"
  ).split(" "),
);
/** Settings that report when they are off. */
const OFF = new Set(
  (
    "disabletelemetry telemetrydisabled noanalytics nousagestats nousagereport disableusagestats disableusagereporting " +
    "disablereporting reportingdisabled disableanonymoususage disablecheckpoint donottrack"
  ).split(" "),
);
/** Parts of a configuration whose `enabled` is such a setting. */
const SECTION = new Set(
  "usagestats usagereport usagereporting usagestatistics anonymoususage anonymousreports".split(" "),
);

const isOn = perKey((name) => ON.has(plainName(name)));
const isOff = perKey((name) => OFF.has(plainName(name)));

/** `--global.sendAnonymousUsage=true`, or without a value, which means the same. */
const FLAG = /^--?([A-Za-z][\w.-]{0,100})(?:=(\S{0,20}))?$/;

/** The setting that one scalar is, where it lets reports go out. */
export function reportingSwitch(leaf: Leaf): ReportingSwitch | undefined {
  const { where, text, certainty } = leaf;
  if (certainty === "unknown" || leaf.split) return undefined;
  const flag = FLAG.exec(text);
  const [name, value] = flag ? [flag[1] ?? "", flag[2] ?? "true"] : [nameOf(where), text];
  const last = name.slice(name.lastIndexOf(".") + 1);
  const section = last === "enabled" && SECTION.has(plainName(flag ? name.slice(0, -8) : nameOf(where.parent)));
  const reports = section || isOn(last) ? /^(true|yes|on|1)$/i : isOff(last) ? /^(false|no|off|0)$/i : undefined;
  if (!reports?.test(value) || isProse(where)) return undefined;
  return { where, certainty, name, off: isOff(last) ? "true" : "false" };
}
