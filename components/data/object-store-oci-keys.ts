import { CustomerSecretKey } from "@pulumi/oci/identity/customerSecretKey.js";
import { Group } from "@pulumi/oci/identity/group.js";
import { Policy } from "@pulumi/oci/identity/policy.js";
import { User } from "@pulumi/oci/identity/user.js";
import { UserCapabilitiesManagement } from "@pulumi/oci/identity/userCapabilitiesManagement.js";
import { UserGroupMembership } from "@pulumi/oci/identity/userGroupMembership.js";
import * as pulumi from "@pulumi/pulumi";
import type { OciStoreArgs, StoreKeys } from "./object-store-args.ts";
import { storeStatements } from "./object-store-oci-statements.ts";

export interface OciStoreKeysArgs {
  /** Name of user and group: unique in the tenancy. */
  readonly user: string;
  readonly description: string;
  readonly store: OciStoreArgs;
  readonly buckets: readonly pulumi.Input<string>[];
  readonly bucketPrefix?: string | undefined;
  /** Whether objects may be read, or only written, listed and deleted. */
  readonly reads: boolean;
}

/**
 * A user who can do nothing but sign S3 requests for some buckets. The S3-compatible API knows no other identity:
 * workload identity works with Oracle's own SDKs alone.
 */
export class OciStoreKeys extends pulumi.ComponentResource {
  readonly keys: StoreKeys;
  /** Without it the keys open nothing. */
  readonly policy: pulumi.Resource;

  constructor(name: string, args: OciStoreKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:data:OciStoreKeys", name, {}, opts);
    const { user, description, store, buckets, bucketPrefix, reads } = args;
    const { tenancyOcid, homeProvider, keyGeneration = 1 } = store;
    const child = { parent: this, provider: homeProvider };

    const account = new User(`${name}-user`, { compartmentId: tenancyOcid, name: user, description }, child);
    new UserCapabilitiesManagement(
      `${name}-capabilities`,
      {
        userId: account.id,
        canUseCustomerSecretKeys: true,
        canUseApiKeys: false,
        canUseAuthTokens: false,
        canUseConsolePassword: false,
        canUseSmtpCredentials: false,
      },
      child,
    );
    const group = new Group(`${name}-group`, { compartmentId: tenancyOcid, name: user, description }, child);
    new UserGroupMembership(`${name}-membership`, { userId: account.id, groupId: group.id }, child);
    this.policy = new Policy(
      `${name}-policy`,
      {
        compartmentId: store.identityCompartmentId,
        name: user,
        description,
        statements: pulumi
          .all([group.id, store.compartmentId, pulumi.all([...buckets])])
          .apply(([groupId, compartmentId, names]) =>
            storeStatements({ groupId, compartmentId, buckets: names, bucketPrefix, reads }),
          ),
      },
      child,
    );
    // One resource per generation: the next pair is made before this one is deleted.
    const key = new CustomerSecretKey(
      `${name}-key-${keyGeneration}`,
      { userId: account.id, displayName: `${user}-${keyGeneration}` },
      { ...child, additionalSecretOutputs: ["key"] },
    );
    this.keys = { accessKeyId: pulumi.secret(key.id), secretAccessKey: pulumi.secret(key.key) };
    this.registerOutputs({});
  }
}
