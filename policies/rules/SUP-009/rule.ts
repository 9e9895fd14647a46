import { entries, fields, isSet, textOf } from "../../engine/extract/reader.ts";
import { at, atNode, objection, outsiders } from "../../engine/judge.ts";
import { parseImage } from "../../engine/resolve/image.ts";
import { vendorOf } from "../../engine/resolve/vendors.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import { isMirror, owns, registered, type Settings } from "../../engine/settings.ts";

export const buildEgress: ResourceRule = {
  id: "SUP-009",
  title: "build-egress",
  severity: "medium",
  axis: "supply-chain",
  description: "Images are built on own machines from own files, and layers are cached in an own registry.",
  law: "EU Cloud Sovereignty Framework SOV-5",
  check: ({ hosts, root, type, scripts }, settings) => {
    const found: Violation[] = [
      ...outsiders(
        hosts,
        settings,
        (host) => host.purposes.includes("build") || host.vendor?.pattern === BUILDER,
        "which a build uses,",
        FIX,
      ),
    ];
    const paths = new Set(found.map(({ path }) => path));
    const add = (path: string, what: string) => {
      if (!paths.has(path)) found.push({ path, what, fix: FIX });
      paths.add(path);
    };
    if (/^docker-build:|^docker:index\/image:/.test(type)) {
      for (const side of ["cacheFrom", "cacheTo"])
        for (const cache of fields(root, side))
          for (const [kind, value] of entries(cache)) {
            if (HOSTED_CACHES.has(kind) && isSet(value))
              add(atNode(value), `layers are cached in ${HOSTED_CACHES.get(kind)}`);
          }
      for (const path of CACHE_REFS)
        for (const node of fields(root, path)) {
          const why = foreignRegistry(textOf(node) ?? "", settings);
          if (why !== undefined) add(atNode(node), `layers are cached in ${why}`);
        }
    }
    for (const node of STEP_CACHES.flatMap((path) => fields(root, path)))
      if (/\btype=gha\b/.test(textOf(node) ?? ""))
        add(atNode(node), "layers are cached in the cache of GitHub Actions");
    for (const { where, certainty, text } of scripts)
      if (HOSTED_BUILD.test(text))
        add(
          at({ where, certainty }),
          "this builds an image on machines of a hosted builder, or caches its layers there",
        );
      else if (foreignHost(CONTEXT_FLAG.exec(text)?.[1]?.toLowerCase(), settings))
        add(at({ where, certainty }), "this builds from a context on a server that may not be used");
      else
        for (const [, ref = ""] of text.matchAll(CACHE_FLAG)) {
          const why = foreignRegistry(ref, settings);
          if (why !== undefined) add(at({ where, certainty }), `layers are cached in ${why}`);
        }
    return found;
  },
};

const FIX = "build with a BuildKit of your own, and cache in a registry of your own";
const BUILDER = "*.depot.dev";
const HOSTED_CACHES = new Map([
  ["gha", "the cache of GitHub Actions"],
  ["azblob", "a storage account of Azure"],
]);
const CACHE_REFS = [
  "cacheFrom.registry.ref",
  "cacheTo.registry.ref",
  "build.cacheFrom.images",
  "cacheFrom.raw",
  "cacheTo.raw",
];
const STEP_CACHES = ["cache-from", "cache-to"].map((key) => `jobs.*.steps.with.${key}`);
/** Contexts that kaniko and its like fetch by themselves. */
const CONTEXT_FLAG = /--context[= ]["']?(?:git|https?):\/\/(?:[^@\s/]{1,200}@)?([\w.-]{1,253})/;
const HOSTED_BUILD =
  /\bdepot\s+(?:build|bake)\b|\bdocker\s+buildx\s+build\b.*--cache-(?:from|to)[= ]\S*type=gha|\bgcloud\s+builds\s+submit\b|\baz\s+acr\s+build\b|--builder[= ]cloud-/;

/** `--cache-to`, `--export-cache` and the like of docker, buildah and buildctl. */
const CACHE_FLAG =
  /--(?:cache-(?:from|to)|(?:export|import)-cache)[= ]["']?(?:\S{0,200}\bref=["']?)?([^,\s"']{1,300})/g;

function foreignHost(host: string | undefined, settings: Settings): boolean {
  if (host === undefined || owns(settings, host)) return false;
  const vendor = vendorOf(host);
  return vendor !== undefined && objection(vendor, { text: host, certainty: "known" }, settings) !== undefined;
}

/** Whose registry an image or a `type=registry,ref=…` names, when it may not be used. */
function foreignRegistry(written: string, settings: Settings): string | undefined {
  const image = parseImage(/\bref=([^,\s]{1,500})/.exec(written)?.[1] ?? written);
  if (!image || owns(settings, image.registry) || isMirror(settings, image.registry, image.repository))
    return undefined;
  const vendor = vendorOf(image.registry);
  if (vendor) {
    const why = objection(vendor, { text: image.registry, certainty: "known" }, settings);
    return why && `a registry of ${why}`;
  }
  return registered(settings, image.registry)?.current || !image.registry.includes(".")
    ? undefined
    : "a registry that is in no subprocessor register";
}
