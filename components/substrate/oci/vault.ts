import { Policy } from "@pulumi/oci/identity/policy.js";
import { Key } from "@pulumi/oci/kms/key.js";
import { Vault } from "@pulumi/oci/kms/vault.js";
import * as pulumi from "@pulumi/pulumi";
import type { OciKeysArgs } from "./args.ts";
import { servicePrincipalStatements } from "./iam-statements.ts";
import type { OciRegion } from "./regions.ts";

export interface OciVaultArgs {
  /** Compartment of the vault and its keys. */
  readonly compartmentId: pulumi.Input<string>;
  /** Compartment that the policy is written in: the environment's, or one above it. */
  readonly identityCompartmentId: pulumi.Input<string>;
  /** Compartment of the clusters that may use the `cluster` key. */
  readonly platformCompartmentId: pulumi.Input<string>;
  readonly region: OciRegion;
  /** Name of the environment. */
  readonly environment: string;
  readonly keys: OciKeysArgs;
  /** Provider of the tenancy's home region, the only one where policies can be written. */
  readonly homeProvider: pulumi.ProviderResource;
}

/** What the keys protect: disks, buckets, and the secrets of the cluster's etcd. */
type KeyPurpose = "volumes" | "objects" | "cluster";

/** Days between rotations. CIS OCI 4.16 asks for at least one a year; OCI keeps the day only roughly. Accepted: 60 to 365. */
const rotationIntervalDays = 180;

/**
 * Vault, one AES-256 key per purpose, and the policy that lets Oracle's services use each key for its purpose only.
 * Vault and keys are protected: deleting a key makes everything under it unreadable for ever.
 *
 * Two lags of OCI are met by order, not by waiting. The name of a new vault may not resolve for some seconds
 * (terraform-provider-oci #1955); the provider repeats calls that fail on the network, and a key that still fails is
 * made by the next run, which finds the vault in the state. A policy reaches every service some seconds after it is
 * written; whatever uses a key depends on {@link policies}, so that an ask never precedes its permission.
 */
export class OciVault extends pulumi.ComponentResource {
  readonly vaultId: pulumi.Output<string>;
  readonly keyIds: Readonly<Record<KeyPurpose, pulumi.Output<string>>>;
  /** What must exist before a key is used: pass it to `dependsOn`. */
  readonly policies: pulumi.Resource[];

  constructor(name: string, args: OciVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseMismatch(name, args.keys);
    super("sgc:oci:OciVault", name, {}, opts);

    const vault = this.createVault(name, args);
    this.vaultId = vault.id;
    this.keyIds = {
      volumes: this.createKey(name, args, vault, "volumes").id,
      objects: this.createKey(name, args, vault, "objects").id,
      cluster: this.createKey(name, args, vault, "cluster").id,
    };
    this.policies = [this.createPolicy(name, args)];
    this.registerOutputs({ vaultId: this.vaultId, keyIds: this.keyIds });
  }

  private createVault(name: string, args: OciVaultArgs): Vault {
    const manager = args.keys.externalKeyManager;
    return new Vault(
      `${name}-vault`,
      {
        compartmentId: args.compartmentId,
        displayName: args.environment,
        vaultType: args.keys.vault,
        ...(manager && {
          externalKeyManagerMetadata: {
            externalVaultEndpointUrl: manager.vaultEndpointUrl,
            privateEndpointId: manager.privateEndpointOcid,
            oauthMetadata: {
              clientAppId: manager.oauth.clientAppId,
              clientAppSecret: pulumi.secret(manager.oauth.clientAppSecret.reveal()),
              idcsAccountNameUrl: manager.oauth.idcsAccountNameUrl,
            },
          },
        }),
      },
      { parent: this, protect: true },
    );
  }

  private createKey(name: string, args: OciVaultArgs, vault: Vault, purpose: KeyPurpose): Key {
    const { protection, vault: vaultType, externalKeyManager } = args.keys;
    return new Key(
      `${name}-${purpose}`,
      {
        compartmentId: args.compartmentId,
        displayName: `${args.environment}-${purpose}`,
        managementEndpoint: vault.managementEndpoint,
        keyShape: { algorithm: "AES", length: 32 },
        protectionMode: externalKeyManager ? "EXTERNAL" : protection,
        ...(externalKeyManager && {
          externalKeyReference: { externalKeyId: externalKeyManager.keyIds[purpose] },
        }),
        // OCI rotates by itself in virtual private vaults only; elsewhere the operator adds key versions, and an
        // external manager rotates its own.
        ...(vaultType === "VIRTUAL_PRIVATE" && {
          isAutoRotationEnabled: true,
          autoKeyRotationDetails: { rotationIntervalInDays: rotationIntervalDays },
        }),
      },
      { parent: this, protect: true },
    );
  }

  private createPolicy(name: string, args: OciVaultArgs): Policy {
    return new Policy(
      `${name}-key-users`,
      {
        compartmentId: args.identityCompartmentId,
        name: `${args.environment}-key-users`,
        description: `Which services may use the keys of ${args.environment}`,
        statements: pulumi
          .all([args.compartmentId, args.platformCompartmentId, this.keyIds])
          .apply(([keyCompartmentId, platformCompartmentId, keyIds]) =>
            servicePrincipalStatements({ region: args.region, keyCompartmentId, platformCompartmentId, keyIds }),
          ),
      },
      { parent: this, provider: args.homeProvider },
    );
  }
}

function refuseMismatch(name: string, keys: OciKeysArgs): void {
  if (keys.vault === "EXTERNAL" && !keys.externalKeyManager) {
    throw new pulumi.RunError(
      `vault ${name}: an EXTERNAL vault needs externalKeyManager, which says where the keys are held`,
    );
  }
  if (keys.vault !== "EXTERNAL" && keys.externalKeyManager) {
    throw new pulumi.RunError(
      `vault ${name}: externalKeyManager is set, but the vault is ${keys.vault}: use EXTERNAL or remove it`,
    );
  }
}
