import { Job } from "@pulumi/kubernetes/batch/v1/job.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { Role } from "@pulumi/kubernetes/rbac/v1/role.js";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding.js";
import * as pulumi from "@pulumi/pulumi";
import { connectClients, type StoreClient } from "../../data/store-access.ts";
import { fingerprintOf } from "../../program/bundle.ts";
import { ProgramConfigMap } from "../../program/program-config-map.ts";
import { labelsFor } from "../../workload/hardened.ts";
import { allow } from "../../workload/network-policy.ts";
import { readOnce } from "../../workload/read-once.ts";
import { type AdminClaimArgs, claimSettingsOf, secretName } from "./args.ts";
import { finalEnds } from "./ends.ts";
import { claimPodSpec, renderServiceFile, serviceFile } from "./pod.ts";
import type { ClaimSettings } from "./settings.ts";
import { tokenKey } from "./token-secret.ts";

const part = "admin-claim";
/** What the phases take beside the wait for a healthy gateway, image pulls and retries included. */
const workSeconds = 600;
const attempts = 5;

/** The claim as a client of PostgreSQL; goes into the list of whatever runs or reaches the server. */
export function adminClaimClient(environment: string, namespace: string): StoreClient {
  const reason = "the admin claim counts the admin tokens, and recovers one that was handed to nobody";
  return { name: part, namespace, podLabels: labelsFor(part, environment), reason };
}

/**
 * Takes possession of a new gateway: the first caller of an unclaimed one gets full power, so this Job is the first,
 * and **whatever exposes the gateway must depend on this component**. The token goes into one Secret; exactly one
 * admin token must exist; the admin workspace gets storage. Runs again whenever program or settings change, and at any
 * time: it then checks what is there.
 */
export class AdminClaim extends pulumi.ComponentResource {
  /** Name of the Secret with the keys `token` and `workspaceId`; known once the claim is done. */
  readonly tokenSecretName: pulumi.Output<string>;
  /** The admin token itself, secret; known once the claim is done. */
  readonly adminToken: pulumi.Output<string>;
  readonly #name: string;
  readonly #args: AdminClaimArgs;
  readonly #labels: Readonly<Record<string, string>>;

  constructor(name: string, args: AdminClaimArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = claimSettingsOf(name, args);
    super("sgc:beta9:AdminClaim", name, {}, opts);
    this.#name = name;
    this.#args = args;
    this.#labels = labelsFor(part, args.environment);

    const tokenSecret = this.createTokenSecret();
    const account = this.createServiceAccount(tokenSecret);
    const paths = this.openPaths();
    const job = this.createJob(settings, account, paths);

    this.tokenSecretName = pulumi.all([tokenSecret.metadata.name, job.metadata.uid]).apply(([secret]) => secret);
    this.adminToken = this.readToken(job);
    this.registerOutputs({ tokenSecretName: this.tokenSecretName });
  }

  private childOptions(): pulumi.CustomResourceOptions {
    return { parent: this, provider: this.#args.provider };
  }

  private metadata(name: string) {
    return { name, namespace: this.#args.namespace, labels: this.#labels };
  }

  /** Deployed empty, so that the Job needs no right to create Secrets: Kubernetes can not tie that right to a name. */
  private createTokenSecret(): Secret {
    return new Secret(
      `${this.#name}-token`,
      { metadata: this.metadata(secretName), type: "Opaque" },
      // The Job fills it.
      { ...this.childOptions(), ignoreChanges: ["data", "stringData"] },
    );
  }

  private createServiceAccount(tokenSecret: Secret): pulumi.Output<string> {
    const account = new ServiceAccount(
      `${this.#name}-account`,
      { metadata: this.metadata(part), automountServiceAccountToken: false },
      this.childOptions(),
    );
    const rules = [{ apiGroups: [""], resources: ["secrets"], resourceNames: [secretName], verbs: ["get", "patch"] }];
    const role = new Role(`${this.#name}-role`, { metadata: this.metadata(part), rules }, this.childOptions());
    const binding = new RoleBinding(
      `${this.#name}-binding`,
      {
        metadata: this.metadata(part),
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
        subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace: this.#args.namespace }],
      },
      this.childOptions(),
    );
    return pulumi
      .all([account.metadata.name, binding.metadata.name, tokenSecret.metadata.name])
      .apply(([accountName]) => accountName);
  }

  /** PostgreSQL's door is opened by whoever runs the server, for {@link adminClaimClient}. */
  private openPaths(): pulumi.Resource[] {
    const { gateway, namespace, kubernetesApi } = this.#args;
    const reason = "the admin claim is the first caller of the gateway";
    connectClients(
      this.#name,
      { server: "gateway", namespace: gateway.namespace, labels: gateway.podLabels, port: gateway.httpPort },
      [{ name: part, namespace, podLabels: this.#labels, reason }],
      this.childOptions(),
    );
    const toApi = allow(
      `${this.#name}-to-kubernetes-api`,
      {
        namespace,
        podLabels: this.#labels,
        to: kubernetesApi.peers,
        ports: [kubernetesApi.port],
        reason: "the admin claim stores the token in its one Secret",
      },
      this.childOptions(),
    );
    return [toApi];
  }

  private createJob(settings: ClaimSettings, account: pulumi.Output<string>, dependsOn: pulumi.Resource[]): Job {
    const { nodeImage, psqlImage, namespace } = this.#args;
    const entry = new URL("program.ts", import.meta.url);
    const program = new ProgramConfigMap(`${this.#name}-program`, { namespace, entry, settings }, this.childOptions());
    const spec = claimPodSpec<pulumi.Input<string>>({
      nodeImage,
      psqlImage,
      serviceAccount: account,
      command: program.command,
      programVolume: program.volume,
      programMount: program.mount,
      databaseSecret: this.createDatabaseSecret(),
      storageSecret: this.createStorageSecret(),
    });
    // A Job can not be changed: other contents are another Job, which checks what the one before left.
    const content = fingerprintOf(program.fingerprint, nodeImage, psqlImage);
    const deadline = settings.healthTimeoutSeconds + workSeconds;
    return new Job(
      `${this.#name}-job`,
      {
        metadata: this.metadata(`${part}-${content}`),
        spec: {
          backoffLimit: attempts,
          activeDeadlineSeconds: deadline,
          podFailurePolicy: { rules: endAtOnce },
          template: { metadata: { labels: this.#labels }, spec },
        },
      },
      { ...this.childOptions(), dependsOn, customTimeouts: { create: `${deadline + 60}s` } },
    );
  }

  private createDatabaseSecret(): pulumi.Output<string> {
    const { host, port, database, username, password, tls } = this.#args.postgres;
    const file = pulumi
      .all([host, password])
      .apply(([host, password]) => renderServiceFile({ host, port, database, username, password, tls }));
    return this.createSecret("database", { [serviceFile]: pulumi.secret(file) });
  }

  private createStorageSecret(): pulumi.Output<string> | undefined {
    const { externalStorage: storage } = this.#args;
    if (storage === undefined) return undefined;
    const { accessKey, secretKey } = storage;
    return this.createSecret("storage-keys", {
      accessKey: pulumi.secret(accessKey),
      secretKey: pulumi.secret(secretKey),
    });
  }

  private createSecret(role: string, stringData: Record<string, pulumi.Input<string>>): pulumi.Output<string> {
    const metadata = this.metadata(`${part}-${role}`);
    const options = { ...this.childOptions(), ...readOnce };
    return new Secret(`${this.#name}-${role}`, { metadata, stringData }, options).metadata.name;
  }

  private readToken(job: Job): pulumi.Output<string> {
    // A preview reads whatever has a known id, and in the first one the Secret is not there: its id waits for the Job.
    const id = job.id.apply(() => `${this.#args.namespace}/${secretName}`);
    const filled = Secret.get(`${this.#name}-filled`, id, { ...this.childOptions(), dependsOn: [job] });
    return pulumi.secret(filled.data.apply((data) => Buffer.from(data[tokenKey] ?? "", "base64").toString("utf8")));
  }
}

const endAtOnce = ["claim", "settle"].map((containerName) => ({
  action: "FailJob",
  onExitCodes: { containerName, operator: "In", values: [...finalEnds] },
}));
