/** One resource as `pulumi stack export` writes it. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The document of `pulumi stack export` after these resources have been made. */
export function exportText(resources: readonly ExportedResource[], deployment: object = {}): string {
  const manifest = { time: "2026-11-20T08:00:00Z", magic: "", version: "v3.248.0" };
  return JSON.stringify({ version: 3, deployment: { manifest, resources, ...deployment } });
}
