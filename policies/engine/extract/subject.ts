import { type Provider, providerOf } from "../resolve/providers.ts";
import { type Chart, chartAt } from "./charts.ts";
import { containersStartedBy } from "./container-commands.ts";
import { type Container, commandOf, containerAt, containerOf } from "./containers.ts";
import { foreignServices, namesOwnServer } from "./endpoints.ts";
import { type FoundHost, hostsIn, mayNameHost } from "./hosts.ts";
import { type FoundImage, ImageParts, imageIn, imageOfCommand } from "./images.ts";
import { type Manifest, manifestAt } from "./manifests.ts";
import { ownValue } from "./own-value.ts";
import { inheritedPlace, type Place, placeOfHost, placeOfImage, placesIn, placesInArguments } from "./places.ts";
import { get } from "./reader.ts";
import { type ReportingSwitch, reportingSwitch } from "./reporting.ts";
import { type Script, scriptIn, scriptOf, scriptOfCommand } from "./scripts.ts";
import { sinkIn } from "./sinks.ts";
import { type Node, type Unread, walk } from "./walk.ts";
import { openPathOf, pathOf, plainName, type Where } from "./where.ts";

/** A resource as an engine hands it to policy: inputs, with unknown and secret marks or without. */
export interface ResourceInput {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly properties: unknown;
  /** True for what a program reads and does not manage, where the engine shows it at all. */
  readonly external?: boolean | undefined;
  /** All of it stands in a secret. */
  readonly secret?: boolean | undefined;
  /** Absent for components, for providers and for resources of engines that do not say. */
  readonly provider?: { readonly type: string; readonly name: string; readonly properties: unknown } | undefined;
}

/** A pod or a template of pods, in whatever kind of object. */
export interface Pod {
  readonly spec: Node;
  readonly labels: Node | undefined;
}

/** Everything that rules know about one resource. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** First part of the type token; for providers the package that they serve. */
  readonly package: string;
  readonly isProvider: boolean;
  /** The table's row for the package; `undefined` when the table has none. */
  readonly vendorOfPackage: Provider | undefined;
  /** Services of the package that go to endpoints of somebody else; `undefined` when none do. */
  readonly foreignServices: ReadonlySet<string> | undefined;
  /** The provider is told a server of somebody else than its vendor. */
  readonly hasOwnServer: boolean;
  /** The engine said which provider serves the resource. */
  readonly hasProvider: boolean;
  readonly places: readonly Place[];
  /** Region of the provider that serves the resource. */
  readonly inherited: Place | undefined;
  readonly hosts: readonly FoundHost[];
  readonly images: readonly FoundImage[];
  readonly containers: readonly Container[];
  readonly scripts: readonly Script[];
  readonly charts: readonly Chart[];
  /** Settings that let a program report its use to its maker. */
  readonly reporting: readonly ReportingSwitch[];
  readonly pods: readonly Pod[];
  /** Settings that say where pods may run and end up in them: values of charts, templates of workflows. */
  readonly placements: readonly Pod[];
  /** Values that are not known yet and may name a host when they are. */
  readonly pending: readonly Where[];
  readonly unread: readonly Unread[];
  /** Kubernetes objects inside the resource; they are subjects of their own. */
  readonly manifests: readonly Manifest[];
  /** Where in its resource the subject stands; `""` when it is the resource. */
  readonly within: string;
  /** The resource is only read: it is another program's, or nobody's. */
  readonly isExternal: boolean;
  /** The properties as a whole, for rules that look for what is missing. */
  readonly root: Node;
}

/** Azure's API version in a type, which rules do not tell apart: `azure-native:storage/v20230101:StorageAccount`. */
const API_VERSION = /^(azure-native(?:_\w+)?:\w+)\/v\d{8}\w*(?=:)/;
const PROVIDER_TYPE = "pulumi:providers:";

/** Manifests in manifests that are subjects of their own. What is deeper is judged as a part of the deepest. */
const MAX_NESTED_MANIFESTS = 8;

/** Objects inside one resource that are subjects of their own; further ones are judged as a part of it. */
const MAX_MANIFESTS = 1000;

/** Reads one resource and every Kubernetes object inside it, the resource first. */
export function subjectsOf(resource: ResourceInput): readonly Subject[] {
  const subjects = [extract(resource)];
  let level: readonly Subject[] = subjects;
  for (let depth = 1; depth <= MAX_NESTED_MANIFESTS && level.length > 0; depth++) {
    level = level.flatMap((outer) =>
      outer.manifests.map(({ type, name, properties, where, secret }) => ({
        ...extract({ urn: resource.urn, type, name, properties, secret }, depth < MAX_NESTED_MANIFESTS),
        within: pathWithin(outer, secret ? openPathOf(where) : pathOf(where)),
        isExternal: outer.isExternal,
      })),
    );
    subjects.push(...level);
  }
  return subjects;
}

/** A path of a subject as a path of its resource; what is in a secret keeps its path to itself. */
export function pathWithin({ within, root }: Pick<Subject, "within" | "root">, path: string): string {
  if (within === "") return path;
  if (root.secret) return within;
  return path === "" || /^[[#]/.test(path) ? `${within}${path}` : `${within}.${path}`;
}

/**
 * Reads one resource. Total on any input; linear in its size.
 *
 * @param apart whether Kubernetes objects inside it are left to be read by themselves
 */
export function extract(
  { urn, type: written, name, properties, provider, external, secret }: ResourceInput,
  apart = true,
): Subject {
  const type = written.replace(API_VERSION, "$1");
  const isProvider = type.startsWith(PROVIDER_TYPE);
  const packageName = isProvider ? type.slice(PROVIDER_TYPE.length) : (type.split(":")[0] ?? "");
  const vendorOfPackage = providerOf(packageName);
  const foreign = foreignServices(packageName, isProvider ? properties : provider?.properties);
  const context = { type, isProvider, provider: vendorOfPackage, foreign: foreign !== undefined };

  const places: Place[] = [];
  const found: FoundHost[] = [];
  const sinks: FoundHost[] = [];
  const whole: FoundImage[] = [];
  const unread: Unread[] = [];
  const containers: Container[] = [];
  const scripts: Script[] = [];
  const charts: Chart[] = [];
  const reporting: ReportingSwitch[] = [];
  const pods: Pod[] = [];
  const placements: Pod[] = [];
  const manifests: Manifest[] = [];
  const labelled = new Map<unknown, Node | undefined>();
  const pending: Where[] = [];
  const isSecret = secret === true || type === "kubernetes:core/v1:Secret";
  const parts = new ImageParts();
  walk(
    properties,
    isSecret,
    (leaf) => {
      for (const place of placesIn(leaf, context)) places.push(place);
      parts.add(leaf);
      const image = imageIn(leaf, type);
      if (image) whole.push(image);
      if (!image?.image) for (const host of hostsIn(leaf, type)) found.push(host);
      const sink = sinkIn(leaf);
      if (sink) sinks.push(sink);
      if (mayNameHost(leaf, typeof vendorOfPackage?.vendor === "string")) pending.push(leaf.where);
      const script = scriptIn(leaf);
      if (script) scripts.push(script);
      const reports = reportingSwitch(leaf);
      if (reports) reporting.push(reports);
    },
    (what) => unread.push(what),
    (node) => {
      const manifest =
        apart && manifests.length < MAX_MANIFESTS
          ? manifestAt(node.value as object, node.where, node.secret)
          : undefined;
      if (manifest) {
        manifests.push(manifest);
        return "leave out";
      }
      const container = containerAt(node);
      if (container) containers.push(container);
      const command = commandOf(node);
      const hook = command && scriptOfCommand(command);
      if (hook) scripts.push(hook);
      for (const place of placesInArguments(node, type)) places.push(place);
      const chart = chartAt(node, type);
      if (chart) charts.push(chart);
      const spec = get(node, "spec");
      if (isPodSpec(spec, type)) labelled.set(spec?.value, get(get(node, "metadata"), "labels"));
      if (isPodSpec(node, type)) pods.push({ spec: node, labels: labelled.get(node.value) });
      else if (Array.isArray(ownValue(node.value as object, "tolerations")))
        placements.push({ spec: node, labels: get(node, "podLabels") ?? get(get(node, "metadata"), "labels") });
      return undefined;
    },
  );
  for (const container of containers) {
    const script = scriptOf(container);
    if (script) scripts.push(script);
  }
  for (const script of scripts) {
    const { where, certainty } = script;
    if (!where) continue;
    for (const started of containersStartedBy(script.text)) {
      whole.push(imageOfCommand(where, started.image, certainty));
      containers.push(containerOf(started, script));
    }
  }
  const joined = parts.images();
  const stages = new Set(whole.flatMap(({ stage }) => stage ?? []));
  const inParts = new Set(joined.map(({ where }) => where));
  const images = [...whole.filter(({ text, where }) => !stages.has(text) && !inParts.has(where)), ...joined];
  const imageHolders = new Set(joined.map((image) => image.where.parent));
  // An output that names its host does not go to its maker's own.
  const told = new Set(found.map(({ holder }) => holder));
  const all = [...found, ...sinks.filter(({ holder }) => !told.has(holder))];
  const hosts = all.filter((host) => !(imageHolders.has(host.holder) && IMAGE_PART.test(plainName(host.where.key))));
  return {
    urn,
    type,
    name,
    package: packageName,
    isProvider,
    vendorOfPackage,
    foreignServices: foreign,
    hasOwnServer: namesOwnServer(vendorOfPackage, isProvider ? properties : provider?.properties),
    hasProvider: provider !== undefined,
    places: [...places, ...hosts.flatMap(placeOfHost), ...images.flatMap(placeOfImage)],
    inherited: isProvider ? undefined : inheritedPlace(provider?.properties, context),
    hosts,
    images,
    containers,
    scripts,
    charts,
    reporting,
    pods,
    placements,
    pending,
    unread,
    manifests,
    within: "",
    isExternal: external === true,
    root: { value: properties, where: undefined, secret: isSecret },
  };
}

/** A virtual machine of KubeVirt runs in a pod, whose specification has a domain in place of containers. */
function isPodSpec(node: Node | undefined, type: string): boolean {
  const value = node?.value;
  if (typeof value !== "object" || value === null) return false;
  return (
    Array.isArray(ownValue(value, "containers")) ||
    (/^kubernetes:kubevirt\.io\//.test(type) && typeof ownValue(value, "domain") === "object")
  );
}

/** The registry of an image that is judged as an image. */
const IMAGE_PART = /^(.*image)?(registry|repository)$/;
