import { entries, fields, get, textOf } from "../../engine/extract/reader.ts";
import type { Node } from "../../engine/extract/walk.ts";
import { at, atNode, objection, outsiders } from "../../engine/judge.ts";
import { allowsPlace } from "../../engine/profile.ts";
import { regionLabel, resolveRegion } from "../../engine/resolve/regions.ts";
import { type Vendor, vendorByPattern } from "../../engine/resolve/vendors.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";
import type { Settings } from "../../engine/settings.ts";

export const stateBackend: ResourceRule = {
  id: "OPS-001",
  title: "state-backend",
  severity: "critical",
  axis: "jurisdiction",
  description: "Pulumi's state, which names everything there is, is kept by somebody whom the profile allows.",
  law: "GDPR Art. 28, 44",
  check: ({ hosts, scripts, containers, type, root, isProvider, package: name }, settings) => {
    const found = new Map<string, Violation>();
    const add = (violation: Violation) => void (found.has(violation.path) || found.set(violation.path, violation));
    for (const violation of outsiders(hosts, settings, "state", "which keeps Pulumi's state,", FIX)) add(violation);
    for (const node of backends(root, type)) {
      const why = backendObjection(textOf(node), settings);
      if (why !== undefined) add({ path: atNode(node), what: `Pulumi's state is kept ${why}`, fix: FIX });
    }
    for (const setting of containers.flatMap(({ env }) => env.get("PULUMI_BACKEND_URL") ?? [])) {
      const why = backendObjection(setting.text, settings);
      if (why !== undefined) add({ path: at(setting), what: `Pulumi's state is kept ${why}`, fix: FIX });
    }
    for (const { where, certainty, text } of scripts) {
      const login = LOGIN.exec(text)?.[1];
      const why = login === undefined ? undefined : backendObjection(targetOf(login), settings);
      if (why !== undefined) add({ path: at({ where, certainty }), what: `Pulumi's state is kept ${why}`, fix: FIX });
    }
    if (isProvider && name === "pulumiservice")
      add({ path: "", what: "this manages an account of Pulumi Cloud, which keeps state", fix: FIX });
    return [...found.values()];
  },
};

const FIX = "keep state in a bucket of a European provider: s3://bucket?endpoint=…&region=…";
const PULUMI_CLOUD = "https://api.pulumi.com";
/** Arguments of `pulumi login`; an address in quotes may have an `&` in it. */
const LOGIN = /\bpulumi\s+login\b((?:\s+(?:"[^"]*"|'[^']*'|[^\s;&|"']+))*)/;

/** Settings of Pulumi's own files, of its operator and of its environment. */
const BACKEND_KEY = /^(backend|backendUrl|PULUMI_BACKEND_URL)$/;

const FORGE_VARIABLE = /^(gitlab|github|gitea|forgejo):index\/\w*(variable|secret)/i;
/** Workflows name it for all jobs, for one, or for one step. */
const WORKFLOW_SETTINGS = [
  ...["env", "jobs.*.env", "jobs.*.steps.env", "variables", "*.variables"].map((path) => `${path}.PULUMI_BACKEND_URL`),
  "jobs.*.steps.with.cloud-url",
];

function backends(root: Node, type: string): readonly Node[] {
  if (type === "kubernetes:core/v1:Secret" || type === "kubernetes:core/v1:ConfigMap")
    return ["data", "stringData"].flatMap((key) => named(get(root, key)));
  // Variables of a forge's pipelines.
  if (FORGE_VARIABLE.test(type)) {
    const isBackend = ["key", "variableName", "secretName"].some((key) =>
      BACKEND_KEY.test(textOf(get(root, key)) ?? ""),
    );
    return isBackend ? ["value", "plaintextValue"].flatMap((key) => get(root, key) ?? []) : [];
  }
  if (type.startsWith("kubernetes:pulumi.com/")) return named(get(root, "spec"));
  if (!type.startsWith("repository:")) return [];
  return [...WORKFLOW_SETTINGS.flatMap((path) => fields(root, path)), ...named(root)];
}

function named(holder: Node | undefined): readonly Node[] {
  return entries(holder).flatMap(([key, value]) => (BACKEND_KEY.test(key) ? [get(value, "url") ?? value] : []));
}

/** Where `pulumi login` with these arguments signs in. */
function targetOf(login: string): string {
  if (/\s(?:-l|--local)\b/.test(login)) return "file://~";
  const words = login
    .replace(/--default-org[= ]\s*\S+/, "")
    .replace(/--cloud-url=/, "")
    .replace(/["']/g, "");
  return words.split(/\s+/).find((word) => /^[^-]/.test(word)) ?? PULUMI_CLOUD;
}

/** Owners of buckets by the scheme of their addresses, which name no host. */
const BUCKETS: ReadonlyMap<string, string> = new Map([
  ["s3", "*.amazonaws.com"],
  ["gs", "*.googleapis.com"],
  ["azblob", "*.windows.net"],
]);
const PULUMI_HOSTS = new Set(["api.pulumi.com", "app.pulumi.com"]);

/** Why a backend may not be used, as the end of a sentence. */
function backendObjection(url: string | undefined, settings: Settings): string | undefined {
  if (url === undefined) return "in a place that can not be known before the cloud answers";
  const [, scheme = "", host = ""] = /^([a-z0-9]+):\/\/([^/?#:]*)/.exec(url) ?? [];
  if (PULUMI_HOSTS.has(host)) return vendorObjection(vendorByPattern("api.pulumi.com"), settings);
  const pattern = BUCKETS.get(scheme);
  if (pattern === undefined) return undefined;
  if (scheme === "s3") {
    const query = new URLSearchParams(url.split("?")[1]);
    if (query.has("endpoint")) return undefined;
    const row = resolveRegion("aws", query.get("region") ?? "");
    if (row && !allowsPlace(settings.profile, row))
      return `in ${regionLabel(row)}, outside the profile ${settings.profile.name}`;
  }
  return vendorObjection(vendorByPattern(pattern), settings);
}

function vendorObjection(vendor: Vendor, settings: Settings): string | undefined {
  const why = objection(vendor, { text: vendor.pattern.replace(/^\*\./, ""), certainty: "known" }, settings);
  return why && `by ${why}`;
}
