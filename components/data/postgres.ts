import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { labelsFor } from "../workload/hardened.ts";
import { createDataVolume } from "./data-volume.ts";
import type { PostgresEndpoint } from "./endpoints.ts";
import type { BackupAccess, InClusterArgs } from "./in-cluster.ts";
import { renderPostgresBootstrap } from "./postgres-bootstrap.ts";
import { type PostgresPaths, renderPostgresConfig, renderPostgresHba } from "./postgres-config.ts";
import { postgresPod, postgresTlsDir, postgresVolumeDir } from "./postgres-pod.ts";
import { renderPostgresPrepare } from "./postgres-prepare.ts";
import { scramVerifier } from "./postgres-scram.ts";
import { type PostgresArgs, type PostgresSettings, resolvePostgresSettings } from "./postgres-settings.ts";
import { certificateOf, createSingleServer, digestOf } from "./single-server.ts";
import { connectClients } from "./store-access.ts";

const server = "postgres";
const port = 5432;
/** System user and superuser of the same name, in the image and in the cluster. */
const superuser = "postgres";
const paths: PostgresPaths = {
  data: `${postgresVolumeDir}/pgdata`,
  config: "/etc/postgresql",
  socket: "/var/run/postgresql",
  certificate: `${postgresTlsDir}/tls.crt`,
  key: `${postgresTlsDir}/tls.key`,
};

export interface InClusterPostgresArgs extends PostgresArgs, InClusterArgs {
  /** Reference of the image: PostgreSQL with pg_cron. Its major version is that of the data and changes by a dump only. */
  readonly image: pulumi.Input<string>;
}

/**
 * PostgreSQL with pg_cron, for small installations: one server, one disk, backups by dump, no point-in-time recovery.
 * Beta9's role owns its database and is no superuser; the superuser is reachable from inside the pod alone. Tokens lie
 * in its tables in clear, so disk and backups must be encrypted.
 * @throws RunError with everything that is wrong with the settings
 */
export class InClusterPostgres extends pulumi.ComponentResource {
  readonly endpoint: PostgresEndpoint;
  /** `pg_dump` over TLS as a role that reads everything. */
  readonly backup: BackupAccess;
  readonly #name: string;
  readonly #args: InClusterPostgresArgs;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #host: string;

  constructor(name: string, args: InClusterPostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    const { settings, problems } = resolvePostgresSettings(args);
    if (problems.length > 0) throw new pulumi.RunError(`postgres ${name}:\n  ${problems.join("\n  ")}`);
    super("sgc:data:Postgres", name, {}, opts);
    this.#name = name;
    this.#args = args;
    this.#labels = labelsFor(server, args.environment);
    this.#host = `${server}.${args.namespace}.svc`;

    const owner = this.createCredentials("owner");
    const backup = this.createCredentials("backup");
    const files = this.createFiles(settings, owner.verifier, backup.verifier);
    const backupSecret = this.createSecret("backup", {
      username: settings.backupRole,
      password: backup.password,
      database: settings.database,
      "ca.crt": args.ca.certificate,
    });
    this.createServer(settings, files);
    connectClients(
      name,
      { server, namespace: args.namespace, labels: this.#labels, port },
      args.clients,
      this.childOptions(),
    );

    this.endpoint = {
      host: this.#host,
      port,
      database: settings.database,
      username: settings.owner,
      password: owner.password,
      tls: true,
    };
    this.backup = { secretName: backupSecret, host: this.#host, port };
    this.registerOutputs({ endpoint: this.endpoint, backup: this.backup });
  }

  private childOptions(): pulumi.CustomResourceOptions {
    return { parent: this, provider: this.#args.provider };
  }

  /** A password for its user, and for the server what checks it. */
  private createCredentials(role: string) {
    // Letters and digits alone: Beta9 puts the password into its connection string without quotes.
    const random = new RandomPassword(`${this.#name}-${role}`, { length: 48, special: false }, { parent: this });
    const salt = new RandomBytes(`${this.#name}-${role}-salt`, { length: 16 }, { parent: this });
    const password = pulumi.secret(random.result);
    const verifier = pulumi
      .all([password, salt.base64])
      .apply(([clear, base64]) => scramVerifier(clear, Buffer.from(base64, "base64")));
    return { password, verifier };
  }

  /** Answers with its name in the cluster: whoever mounts it waits for it. */
  private createSecret(role: string, stringData: Record<string, pulumi.Input<string>>): pulumi.Output<string> {
    const metadata = { name: `${server}-${role}`, namespace: this.#args.namespace, labels: this.#labels };
    return new Secret(`${this.#name}-${role}-secret`, { metadata, stringData }, this.childOptions()).metadata.name;
  }

  private createFiles(
    settings: PostgresSettings,
    ownerVerifier: pulumi.Output<string>,
    backupVerifier: pulumi.Output<string>,
  ) {
    const { database, owner, backupRole } = settings;
    const config = renderPostgresConfig({ ...settings, port, listenAddresses: "*", paths });
    const hba = renderPostgresHba({ superuser, database, roles: [owner, backupRole] });
    const prepare = renderPostgresPrepare({ superuser, port, paths });
    const bootstrap = pulumi.secret(
      pulumi.all([ownerVerifier, backupVerifier]).apply(([ofOwner, ofBackup]) =>
        renderPostgresBootstrap({
          database,
          owner,
          ownerVerifier: ofOwner,
          backupRole,
          backupVerifier: ofBackup,
          maintenanceDatabases: ["postgres", "template1"],
        }),
      ),
    );
    const { ca, namespace, provider } = this.#args;
    const certificate = ca.issue(this.#name, {
      namespace,
      dnsNames: [this.#host, `${this.#host}.cluster.local`, server],
      secretName: `${server}-tls`,
      parent: this,
      provider,
    });
    return {
      config: this.createSecret("config", {
        "postgresql.conf": config,
        "pg_hba.conf": hba,
        "bootstrap.sql": bootstrap,
        "prepare.sh": prepare,
      }),
      certificate: certificate.metadata.name,
      digest: digestOf(config, hba, bootstrap, prepare, certificateOf(certificate)),
    };
  }

  private createServer(
    settings: PostgresSettings,
    files: {
      readonly config: pulumi.Output<string>;
      readonly certificate: pulumi.Output<string>;
      readonly digest: pulumi.Output<string>;
    },
  ): void {
    const { namespace, image, volume } = this.#args;
    const claim = createDataVolume(
      `${this.#name}-data`,
      { claim: `${server}-data`, namespace, labels: this.#labels, diskGiB: settings.diskGiB, volume },
      this.childOptions(),
    );
    createSingleServer(
      this.#name,
      {
        server,
        namespace,
        labels: this.#labels,
        port,
        configDigest: files.digest,
        pod: postgresPod({
          settings,
          image,
          port,
          paths,
          claim: claim.metadata.name,
          config: files.config,
          certificate: files.certificate,
        }),
      },
      this.childOptions(),
    );
  }
}
