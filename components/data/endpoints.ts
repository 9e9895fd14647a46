import type * as pulumi from "@pulumi/pulumi";

/** Where Redis answers and how to be let in. Always TLS, always database 0: Beta9 listens on `__keyspace@0__`. */
export interface RedisEndpoint {
  readonly host: pulumi.Input<string>;
  readonly port: number;
  readonly username: string;
  /** The password itself, secret. */
  readonly passwordSecret: pulumi.Output<string>;
  readonly tls: true;
  /** PEM of the authority that signed the server's certificate, when it is none of the system's. */
  readonly caCertificate?: pulumi.Output<string>;
}

/** Where PostgreSQL answers and how to be let in. */
export interface PostgresEndpoint {
  readonly host: pulumi.Input<string>;
  readonly port: number;
  readonly database: string;
  readonly username: string;
  /** Secret. */
  readonly password: pulumi.Output<string>;
  /** Beta9 knows `require` or nothing: the channel is encrypted, the server's name is not verified. */
  readonly tls: boolean;
}

/** What a bucket is for. */
export type BucketPurpose = "images" | "volumes" | "backups";

/** An S3 endpoint with the keys that the platform uses. URLs have no trailing slash. */
export interface S3Endpoint {
  /** As gateway and workers in the cluster reach it. */
  readonly internalUrl: pulumi.Output<string>;
  /** As users' SDKs and contributors reach it: presigned URLs carry this host. */
  readonly publicUrl: pulumi.Output<string>;
  readonly region: string;
  /** Secret. */
  readonly accessKeyId: pulumi.Output<string>;
  /** Secret. */
  readonly secretAccessKey: pulumi.Output<string>;
  readonly forcePathStyle: true;
  /** Purpose → bucket name. */
  readonly buckets: Readonly<Partial<Record<BucketPurpose, pulumi.Input<string>>>>;
}

/** The registry that Beta9 pushes built images to. */
export interface RegistryEndpoint {
  /** `host[:port]` that workers and contributors pull from. */
  readonly host: string;
  /** `host[:port]` that build containers push to; the same unless the cluster has a shorter way. */
  readonly pushHost: string;
  readonly username: string;
  /** Secret. */
  readonly password: pulumi.Output<string>;
}
