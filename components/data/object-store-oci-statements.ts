/** What a consumer may do with objects: everything but deleting old versions, so that a leaked key destroys nothing for good. */
const objectPermissions = [
  "OBJECT_INSPECT",
  "OBJECT_READ",
  "OBJECT_CREATE",
  "OBJECT_OVERWRITE",
  "OBJECT_DELETE",
] as const;
const bucketPermissions = ["BUCKET_INSPECT", "BUCKET_READ"] as const;

export interface StoreGrant {
  /** OCID of the group that holds the key's user. */
  readonly groupId: string;
  /** OCID of the compartment that the buckets are in, and that buckets made through the S3 API land in. */
  readonly compartmentId: string;
  /** Names of the buckets. */
  readonly buckets: readonly string[];
  /** Buckets whose name begins so may also be created. Absent: none. */
  readonly bucketPrefix?: string | undefined;
  /** Whether objects may be read, or only written, listed and deleted. @default true */
  readonly reads?: boolean | undefined;
}

/**
 * Statements for one key of the S3-compatible API, each limited to one bucket or to one prefix. Permissions and patterns
 * in conditions: Oracle, "Details for Object Storage, Archive Storage, and Data Transfer" and "Conditions".
 */
export function storeStatements({ groupId, compartmentId, buckets, bucketPrefix, reads = true }: StoreGrant): string[] {
  const ofObjects = objectPermissions.filter((permission) => reads || permission !== "OBJECT_READ");
  const targets = [
    ...buckets.map((bucket) => ({ name: `'${bucket}'`, create: false })),
    ...(bucketPrefix === undefined ? [] : [{ name: `/${bucketPrefix}*/`, create: true }]),
  ];
  return targets.flatMap(({ name, create }) => {
    const allow = (resource: string, permissions: readonly string[]) =>
      `Allow group id ${groupId} to manage ${resource} in compartment id ${compartmentId} where ` +
      `ALL {target.bucket.name = ${name}, ANY {${permissions.map((each) => `request.permission = '${each}'`).join(", ")}}}`;
    return [
      allow("objects", ofObjects),
      allow("buckets", create ? [...bucketPermissions, "BUCKET_CREATE"] : bucketPermissions),
    ];
  });
}
