import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { ageKey } from "./age-key.ts";

/**
 * Who can open an environment's dumps. The identity never enters the cluster: dumps are encrypted to its recipient, and
 * whoever takes the cluster over reads none of them. Protected, because without it every dump made so far is lost.
 */
export class BackupIdentity extends pulumi.ComponentResource {
  /** `AGE-SECRET-KEY-1…`, secret. */
  readonly identity: pulumi.Output<string>;
  /** `age1…`. */
  readonly recipient: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:backup:BackupIdentity", name, {}, opts);
    // By this ending `plan/replacement` knows a key without which data is lost.
    const bytes = new RandomBytes(`${name}-encryption-key`, { length: 32 }, { parent: this, protect: true });
    const key = pulumi.secret(bytes.base64).apply((base64) => ageKey(Buffer.from(base64, "base64")));
    this.identity = key.identity;
    this.recipient = pulumi.unsecret(key.recipient);
    this.registerOutputs({ recipient: this.recipient });
  }
}
