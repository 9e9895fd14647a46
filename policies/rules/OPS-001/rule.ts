import { entries, fields, get, textOf } from "../../engine/extract/reader.ts";
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
      const why = setting.text === "" ? undefined : backendObjection(setting.text, settings);
      if (why !== undefined) add({ path: at(setting), what: `Pulumi's state is kept ${why}`, fix: FIX });
    }
    for (const { where, certainty, text } of scripts) {
      if (!/\bpulumi\s+(?:login|stack\s+init|up|preview)\b/.test(text)) continue;
      const login = /\bpulumi\s+login\b((?:\s+(?!&&|\|\||;)[^\s;&|]+)*)/.exec(text);
      const target =
        login?.[1]
          ?.trim()
          .split(/\s+/)
          .find((word) => word !== "" && !word.startsWith("-")) ?? /--cloud-url[= ](\S+)/.exec(text)?.[1];
      const why = login && !/--local\b/.test(login[0]) ? backendObjection(target ?? PULUMI_CLOUD, settings) : undefined;
      if (why !== undefined) add({ path: at({ where, certainty }), what: `Pulumi's state is kept ${why}`, fix: FIX });
    }
    if (isProvider && name === "pulumiservice")
      add({ path: "", what: "this manages an account of Pulumi Cloud, which keeps state", fix: FIX });
    return [...found.values()];
  },
};

const FIX = "keep state in a bucket of a European provider: s3://bucket?endpoint=…&region=…";
const PULUMI_CLOUD = "https://api.pulumi.com";

/** Settings of Pulumi's own files, of its operator and of its environment. */
const BACKEND_KEY = /^(backend|backendUrl|PULUMI_BACKEND_URL)$/;

const FORGE_VARIABLE = /^(gitlab|github|gitea|forgejo):index\/\w*(variable|secret)\w*:/i;

function backends(root: Parameters<typeof entries>[0], type: string) {
  if (/^kubernetes:(core\/v1:Secret|core\/v1:ConfigMap)$/.test(type))
    return [...entries(get(root, "data")), ...entries(get(root, "stringData"))].flatMap(([key, value]) =>
      BACKEND_KEY.test(key) ? [value] : [],
    );
  // Variables of a forge's pipelines.
  if (FORGE_VARIABLE.test(type)) {
    const named = ["key", "variableName", "secretName"].some((key) => BACKEND_KEY.test(textOf(get(root, key)) ?? ""));
    return named ? ["value", "plaintextValue"].flatMap((key) => get(root, key) ?? []) : [];
  }
  const spec = /^kubernetes:pulumi\.com\//.test(type) ? get(root, "spec") : root;
  // Workflows name it for all jobs, for one, or for one step.
  const told = /^repository:/.test(type)
    ? [
        ...["env", "jobs.*.env", "jobs.*.steps.env", "variables", "*.variables"].flatMap((path) =>
          fields(root, `${path}.PULUMI_BACKEND_URL`),
        ),
        ...fields(root, "jobs.*.steps.with.cloud-url"),
      ]
    : [];
  return /^repository:|^kubernetes:pulumi\.com\//.test(type)
    ? [...told, ...entries(spec).flatMap(([key, value]) => (BACKEND_KEY.test(key) ? [get(value, "url") ?? value] : []))]
    : [];
}

const BUCKETS: Readonly<Record<string, string>> = {
  s3: "*.amazonaws.com",
  gs: "*.googleapis.com",
  azblob: "*.windows.net",
};

/** Why a backend may not be used, as the end of a sentence. The address of a bucket names no host: its scheme does. */
function backendObjection(url: string | undefined, settings: Settings): string | undefined {
  if (url === undefined) return "in a place that can not be known before the cloud answers";
  const scheme = /^([a-z0-9]+):\/\//.exec(url)?.[1] ?? "";
  if (scheme === "https" && /^https:\/\/(api|app)\.pulumi\.com\b/.test(url))
    return vendorObjection(vendorByPattern("api.pulumi.com"), settings);
  const query = new URLSearchParams(url.slice(url.indexOf("?") + 1));
  const pattern = BUCKETS[scheme];
  if (pattern === undefined || (scheme === "s3" && url.includes("?") && query.has("endpoint"))) return undefined;
  const row = scheme === "s3" ? resolveRegion("aws", query.get("region") ?? "") : undefined;
  if (row && !allowsPlace(settings.profile, row))
    return `in ${regionLabel(row)}, outside the profile ${settings.profile.name}`;
  return vendorObjection(vendorByPattern(pattern), settings);
}

function vendorObjection(vendor: Vendor, settings: Settings): string | undefined {
  const why = objection(vendor, { text: vendor.pattern.replace(/^\*\./, ""), certainty: "known" }, settings);
  return why && `by ${why}`;
}
