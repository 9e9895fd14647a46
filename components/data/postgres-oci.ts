import { Configuration } from "@pulumi/oci/psql/configuration.js";
import { DbSystem } from "@pulumi/oci/psql/dbSystem.js";
import { Secret } from "@pulumi/oci/vault/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import type { PostgresEndpoint } from "./endpoints.ts";
import { createPostgresCheck } from "./postgres-check.ts";
import { type OciPostgresArgs, type OciPostgresSettings, resolveOciPostgres } from "./postgres-oci-settings.ts";
import { letClientsOut, type StoreClient } from "./store-access.ts";

const port = 5432;
/**
 * Oracle's administrator is no superuser and has no database of its own. pg_cron lives where `cron.database_name` says,
 * which is `postgres` unless set; that OCI lets it be set is not documented, so Beta9 lives there, too.
 */
const username = "beta9";
const database = "postgres";

export interface OciPostgresComponentArgs extends OciPostgresArgs {
  readonly environment: string;
  readonly compartmentId: pulumi.Input<string>;
  /** Subnet of the primary's endpoint, and its security groups: TCP 5432 in from pods. */
  readonly subnetId: pulumi.Input<string>;
  readonly nsgIds: readonly pulumi.Input<string>[];
  /** Network of that subnet in CIDR notation. */
  readonly subnetCidr: string;
  /**
   * Availability domain of the storage, for regions with only one. @default none – storage is spread over the region's
   */
  readonly availabilityDomain?: pulumi.Input<string>;
  /** Vault and key for the administrator's password. */
  readonly vaultId: pulumi.Input<string>;
  readonly keyId: pulumi.Input<string>;
  /** Provider of the region. */
  readonly ociProvider: pulumi.ProviderResource;
  /** Namespace of the check, and the image with psql that it runs. */
  readonly namespace: string;
  readonly image: pulumi.Input<string>;
  readonly clients: readonly StoreClient[];
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
}

/**
 * OCI Database with PostgreSQL: storage over the region's availability domains, failover, daily backups and
 * point-in-time recovery. Oracle encrypts it with keys of its own: @pulumi/oci 4.20.0 has no argument for another.
 * @throws RunError with everything that is wrong with the settings
 */
export class OciPostgres extends pulumi.ComponentResource {
  readonly endpoint: PostgresEndpoint;
  /** What has to have succeeded before the gateway starts. */
  readonly check: pulumi.Resource;
  readonly #name: string;
  readonly #args: OciPostgresComponentArgs;

  constructor(name: string, args: OciPostgresComponentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { settings, problems } = resolveOciPostgres(args);
    if (problems.length > 0) throw new pulumi.RunError(`postgres ${name}:\n  ${problems.join("\n  ")}`);
    super("sgc:data:OciPostgres", name, {}, opts);
    this.#name = name;
    this.#args = args;

    const password = this.createPassword();
    const system = this.createSystem(settings, this.createConfiguration(settings), this.createVaultSecret(password));
    const host = system.networkDetails.apply((network) => network.primaryDbEndpointPrivateIp);
    this.endpoint = { host, port, database, username, password, tls: true };

    const { environment, namespace, image, clients, provider, subnetCidr } = args;
    const child = { parent: this, provider };
    letClientsOut(name, { server: "postgres", port, peers: [{ cidr: subnetCidr }] }, clients, child);
    this.check = createPostgresCheck(
      name,
      { environment, namespace, image, endpoint: this.endpoint, cidrs: [subnetCidr], createCron: true },
      child,
    );
    this.registerOutputs({ endpoint: this.endpoint });
  }

  private childOptions(): pulumi.CustomResourceOptions {
    return { parent: this, provider: this.#args.ociProvider };
  }

  private createPassword(): pulumi.Output<string> {
    const random = new RandomPassword(
      `${this.#name}-administrator`,
      // Every class of characters that a cloud's rules ask for, and no sign that Beta9's connection string can not carry.
      { length: 32, overrideSpecial: "_-", minLower: 2, minUpper: 2, minNumeric: 2, minSpecial: 2 },
      { parent: this },
    );
    return pulumi.secret(random.result);
  }

  private createVaultSecret(password: pulumi.Output<string>): Secret {
    const { compartmentId, vaultId, keyId, environment } = this.#args;
    const content = pulumi.secret(password.apply((clear) => Buffer.from(clear).toString("base64")));
    return new Secret(
      `${this.#name}-password`,
      {
        compartmentId,
        vaultId,
        keyId,
        secretName: `${environment}-postgres-administrator`,
        description: `Administrator of the PostgreSQL of ${environment}`,
        secretContent: { contentType: "BASE64", content },
      },
      this.childOptions(),
    );
  }

  /** https://docs.oracle.com/iaas/Content/postgresql/extensions.htm: pg_cron "must be enabled in configuration". */
  private createConfiguration({ shape, version }: OciPostgresSettings): Configuration {
    const { compartmentId, environment } = this.#args;
    return new Configuration(
      `${this.#name}-configuration`,
      {
        compartmentId,
        displayName: `${environment}-postgres`,
        dbVersion: version,
        // A configuration names the shape without the prefix that the system has.
        shape,
        isFlexible: true,
        dbConfigurationOverrides: {
          items: [{ configKey: "oci.admin_enabled_extensions", overridenConfigValue: "pg_cron" }],
        },
      },
      this.childOptions(),
    );
  }

  private createSystem(
    { shape, version, instances, ocpus, memoryGiB, retentionDays }: OciPostgresSettings,
    configuration: Configuration,
    password: Secret,
  ): DbSystem {
    const { compartmentId, environment, subnetId, nsgIds, availabilityDomain } = this.#args;
    return new DbSystem(
      `${this.#name}-system`,
      {
        compartmentId,
        displayName: `${environment}-postgres`,
        dbVersion: version,
        configId: configuration.id,
        shape: `PostgreSQL.${shape}`,
        instanceCount: instances,
        instanceOcpuCount: ocpus,
        instanceMemorySizeInGbs: memoryGiB,
        credentials: {
          username,
          passwordDetails: {
            passwordType: "VAULT_SECRET",
            secretId: password.id,
            secretVersion: password.currentVersionNumber,
          },
        },
        networkDetails: { subnetId, nsgIds: [...nsgIds] },
        storageDetails: {
          systemType: "OCI_OPTIMIZED_STORAGE",
          ...(availabilityDomain === undefined
            ? { isRegionallyDurable: true }
            : { isRegionallyDurable: false, availabilityDomain }),
        },
        managementPolicy: {
          backupPolicy: { kind: "DAILY", backupStart: "01:00", retentionDays },
          pitrPolicy: { kind: "STANDARD", restoreDays: retentionDays },
        },
      },
      // Credentials are those that the system begins with (dbSystem.d.ts): another version of the secret would replace
      // the system. A password is changed by resetting it.
      { ...this.childOptions(), protect: true, ignoreChanges: ["credentials"] },
    );
  }
}
