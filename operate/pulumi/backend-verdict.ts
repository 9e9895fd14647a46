import type { Settings } from "../../policies/engine/settings.ts";
import type { BackendUrl } from "./backend-url.ts";
import { judgeService, type ServiceUse } from "./judged-service.ts";

/** Variables that the CLI's storage clients read where a URL leaves something out. */
export type Variables = Readonly<Record<string, string | undefined>>;

export interface ServiceVerdict {
  /** `outside`: the profile forbids it, or nobody can say where it is, which counts the same. */
  readonly status: "inside" | "outside";
  /** One clause about it, without any secret that its URL may hold. */
  readonly what: string;
  /** What is worth knowing although it is allowed. */
  readonly remarks: readonly string[];
  /** One step; `""` when nothing is wrong. */
  readonly next: string;
}

const example = "pulumi login 's3://BUCKET?endpoint=https://s3.fr-par.scw.cloud&region=fr-par'";

/**
 * Whether state may be kept there. State names every resource and holds every secret, if encrypted, so its place and
 * its company are judged by the rules that judge resources.
 */
export function judgeBackend({ url, from }: BackendUrl, settings: Settings, variables: Variables = {}): ServiceVerdict {
  const shown = `the state is kept at ${publicUrl(url)} (by ${from})`;
  if (url.startsWith("file://")) return { status: "inside", what: shown, remarks: [], next: "" };
  const use = serviceOf(url, variables);
  if (use === undefined) return outside([shown, "nobody can say where that is"], `use a known one, e.g. ${example}`);
  const judged = judgeService("state", use, settings);
  const hidden = settings.profile.enforce && placeless.test(url) ? ["the URL does not say where the bucket is"] : [];
  const violations = [...judged.violations, ...hidden];
  if (violations.length === 0) return { status: "inside", what: shown, remarks: judged.remarks, next: "" };
  return outside([shown, ...violations], `${judged.fix || "use a store that names its region"}, e.g. ${example}`);
}

/** Stores whose URLs name a bucket and not its region. */
const placeless = /^(gs|azblob):/;

function outside(clauses: readonly string[], next: string): ServiceVerdict {
  return { status: "outside", what: clauses.join("\n    "), remarks: [], next };
}

/** The service behind a backend's URL; `undefined` for a scheme that the CLI may know and the kit does not. */
function serviceOf(url: string, variables: Variables): ServiceUse | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, searchParams } = new URL(url);
  if (protocol === "https:" || protocol === "http:" || protocol === "postgres:") return hostUse(hostname);
  if (protocol === "gs:") return { type: "pulumi:providers:gcp", properties: {} };
  if (protocol === "azblob:") {
    const account = searchParams.get("storage_account") ?? (variables.AZURE_STORAGE_ACCOUNT || "account");
    return hostUse(`${account}.blob.core.windows.net`);
  }
  return protocol === "s3:" ? s3Use(searchParams, variables) : undefined;
}

export function hostUse(host: string): ServiceUse {
  return { type: "pulumi:state:Service", properties: { url: `https://${host}` } };
}

/** An S3 store as the AWS provider would be told of it: without an endpoint it is Amazon's own. */
function s3Use(query: URLSearchParams, variables: Variables): ServiceUse {
  const region = query.get("region") ?? (variables.AWS_REGION || variables.AWS_DEFAULT_REGION);
  const endpoint = query.get("endpoint") ?? (variables.AWS_ENDPOINT_URL_S3 || variables.AWS_ENDPOINT_URL);
  return {
    type: "pulumi:providers:aws",
    properties: {
      ...(region ? { region } : {}),
      ...(endpoint ? { endpoints: [{ s3: /^https?:\/\//.test(endpoint) ? endpoint : `https://${endpoint}` }] } : {}),
    },
  };
}

/** A URL without user, password and every query value that does not say where it is. */
export function publicUrl(url: string): string {
  if (!URL.canParse(url)) return url.replace(/[?#@].*$/s, "");
  const parsed = new URL(url);
  parsed.username = "";
  parsed.password = "";
  parsed.hash = "";
  for (const key of [...parsed.searchParams.keys()]) {
    if (key !== "region" && key !== "endpoint") parsed.searchParams.delete(key);
  }
  return decodeURIComponent(parsed.href);
}
