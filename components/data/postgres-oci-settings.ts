/** What a person may choose about an OCI Database with PostgreSQL. */
export interface OciPostgresArgs {
  /** Flexible shape of the compute behind it, without its `PostgreSQL.` prefix. @default VM.Standard.E5.Flex */
  readonly shape?: string;
  /** Cores per instance; how many a shape takes, OCI knows. @default 2 – Oracle's own sample */
  readonly ocpus?: number;
  /** Memory per instance, in GiB. @default 32 – Oracle's own sample, 16 GiB per core */
  readonly memoryGiB?: number;
  /** Instances: one primary, the others take over. @default 2 – a failed node costs a failover and no restore */
  readonly instances?: number;
  /** Major version. @default 16 – Beta9 is tested with 16 upstream */
  readonly version?: string;
  /** Backups and point-in-time recovery, in days. @default 14 – two weeks to notice that data went wrong */
  readonly retentionDays?: number;
}

export type OciPostgresSettings = Required<OciPostgresArgs>;

/** Every default filled in, and everything that is wrong. Settings are of use only when `problems` is empty. */
export function resolveOciPostgres({
  shape = "VM.Standard.E5.Flex",
  ocpus = 2,
  memoryGiB = 32,
  instances = 2,
  version = "16",
  retentionDays = 14,
}: OciPostgresArgs): { readonly settings: OciPostgresSettings; readonly problems: readonly string[] } {
  const problems: string[] = [];
  for (const [name, value] of Object.entries({ ocpus, memoryGiB, instances, retentionDays })) {
    if (!Number.isInteger(value) || value < 1) problems.push(`${name} is ${value}, accepted: a whole number from 1`);
  }
  if (!/^VM\.[\w.]+\.Flex$/.test(shape)) {
    problems.push(`shape is "${shape}", accepted: a flexible shape such as VM.Standard.E5.Flex, without "PostgreSQL."`);
  }
  if (!/^\d{2}$/.test(version)) problems.push(`version is "${version}", accepted: a major version such as 16`);
  return { settings: { shape, ocpus, memoryGiB, instances, version, retentionDays }, problems };
}
