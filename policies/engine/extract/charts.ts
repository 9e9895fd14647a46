import { get, textOf } from "./reader.ts";
import type { Certainty, Node } from "./walk.ts";
import type { Where } from "./where.ts";

/** A Helm chart that the resource installs. */
export interface Chart {
  readonly where: Where | undefined;
  readonly certainty: Certainty;
  /** As written: a name, an alias with a name, a path, an address; `""` when unknown. */
  readonly chart: string;
  readonly version: string;
  /** The field that names the chart. */
  readonly named: Where | undefined;
  /** The resource names a repository for the chart. */
  readonly hasRepository: boolean;
  /** What the chart makes is judged by itself; false when only the cluster sees it. */
  readonly rendered: boolean;
}

/** Charts whose objects the program itself makes. */
const RENDERED = /^kubernetes:helm\.sh\/(v3|v4):Chart$/;
const INSTALLS =
  /^kubernetes:(helm\.sh\/v\d:(Release|Chart)|helm\.cattle\.io\/\w+:HelmChart|helm\.toolkit\.fluxcd\.io\/\w+:HelmRelease|argoproj\.io\/\w+:Application(Set)?)$/;

/** Flux may name the object that fetches the chart in place of the chart; the version stands there. */
function chartOfSource(node: Node, type: string): Node | undefined {
  const source = /HelmRelease$/.test(type) ? get(node, "chartRef") : undefined;
  return source && get(source, "name");
}

/** The chart that an object of a resource of this type installs; `undefined` when it installs none. */
export function chartAt(node: Node, type: string): Chart | undefined {
  if (!INSTALLS.test(type)) return undefined;
  const chart = get(node, "chart") ?? chartOfSource(node, type);
  if (!chart || typeof chart.value !== "string") return undefined;
  const repository = [
    get(node, "repo"),
    get(get(node, "repositoryOpts"), "repo"),
    get(get(node, "fetchOpts"), "repo"),
    get(node, "repoURL"),
    get(node, "sourceRef"),
    get(node, "chartRef"),
  ];
  return {
    where: node.where,
    certainty: node.secret || chart.secret ? "secret" : "known",
    chart: textOf(chart) ?? "",
    version: textOf(get(node, "version") ?? get(node, "targetRevision")) ?? "",
    named: chart.where,
    hasRepository: repository.some((found) => found !== undefined),
    rendered: RENDERED.test(type),
  };
}
