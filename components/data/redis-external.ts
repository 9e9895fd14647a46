import * as pulumi from "@pulumi/pulumi";
import { peersOf } from "../workload/network-policy.ts";
import type { RedisEndpoint } from "./endpoints.ts";
import { type ExternalRedisArgs, externalRedisProblems } from "./redis-external-settings.ts";
import { letClientsOut, type StoreClient } from "./store-access.ts";

export interface ExternalRedisComponentArgs extends ExternalRedisArgs {
  readonly clients: readonly StoreClient[];
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
}

/**
 * A Redis of somebody else's, reached over TLS. That it is database 0, keeps every write, evicts nothing and sends
 * keyspace events is its operator's word until the check before the gateway's start has asked it.
 * @throws RunError with everything that is wrong with the settings
 */
export class ExternalRedis extends pulumi.ComponentResource {
  readonly endpoint: RedisEndpoint;

  constructor(name: string, args: ExternalRedisComponentArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = externalRedisProblems(args);
    if (problems.length > 0) throw new pulumi.RunError(`redis ${name}:\n  ${problems.join("\n  ")}`);
    super("sgc:data:ExternalRedis", name, {}, opts);

    const { host, port = 6379, username = "default", password, caCertificate, cidrs, clients, provider } = args;
    letClientsOut(name, { server: "redis", port, peers: peersOf(cidrs) }, clients, { parent: this, provider });
    this.endpoint = {
      host,
      port,
      username,
      passwordSecret: pulumi.secret(password.reveal()),
      tls: true,
      ...(caCertificate === undefined ? {} : { caCertificate: pulumi.output(caCertificate) }),
    };
    this.registerOutputs({ endpoint: this.endpoint });
  }
}
