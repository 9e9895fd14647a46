import { z } from "zod";
import { acmeChallenges, actalisDirectory } from "../../components/edge/acme.ts";
import { boundedCidr, hostName, labelName, mailAddress, secretText, wholeNumber } from "./fields.ts";

/** Workers for work without a GPU. What is left out is the component's to choose. */
const cpuWorkers = z
  .strictObject({
    cpuMillis: wholeNumber(100, 256_000).optional(),
    memoryMiB: wholeNumber(256, 4_194_304).optional(),
    /** One worker always waits for work. */
    warm: z.boolean().default(false),
    nodeSelector: z.record(z.string().min(1), z.string()).default({}),
  })
  .prefault({});

/** The gateway and what it runs workers with. */
export const controlPlane = z
  .strictObject({
    /** One gateway may fail or be upgraded without anybody noticing. */
    highAvailability: z.boolean().default(true),
    /** @default 2 with high availability, else 1 */
    replicas: wholeNumber(1, 20).optional(),
    /** Name under which the GPU nodes' container runtime knows NVIDIA's. @default `runc` on OCI, else `nvidia` */
    runtimeHandler: labelName.optional(),
    workers: z
      .strictObject({
        /** Most workers at a time, over all pools of the cluster. */
        most: wholeNumber(1, 10_000).default(200),
        /** How long a worker may wait for its node: a bare-metal GPU node starts in 15 to 20 minutes. */
        nodeStartMinutes: wholeNumber(1, 240).default(30),
        cpu: cpuWorkers,
        build: cpuWorkers,
      })
      .prefault({}),
    /** Pods that may scrape the metrics of gateway, edge and workers. @default nobody */
    metricsFrom: z
      .strictObject({
        namespace: labelName,
        podLabels: z
          .record(z.string().min(1), z.string())
          .refine((labels) => Object.keys(labels).length > 0, { error: "would be every pod of the namespace" }),
      })
      .optional(),
    /** Where Beta9 sends its events: without it their only record is in Redis. @default nowhere */
    events: z
      .strictObject({
        url: z.url({ protocol: /^https$/ }),
        /** @default all */
        types: z.array(z.string().min(1)).default([]),
        /** Value of the header `Authorization`. */
        authorization: secretText.optional(),
        /** Addresses behind the URL: a network policy knows no names. */
        cidrs: z.tuple([boundedCidr], boundedCidr),
      })
      .optional(),
    adminClaim: z
      .strictObject({
        /** Take the one admin token, whoever was handed it first: for one deployment, after a person looked. */
        recover: z.boolean().default(false),
        healthTimeoutSeconds: wholeNumber(1, 3600).default(600),
      })
      .prefault({}),
  })
  .prefault({});

const address = {
  host: z.string().min(1),
  /** Addresses behind the host: a network policy knows no names. */
  cidrs: z.tuple([boundedCidr], boundedCidr),
};

/** Beta9's system of record. */
export const redis = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z.literal("in-cluster"),
      memoryMiB: wholeNumber(64, 131_072).default(1024),
      diskGiB: wholeNumber(1, 32_768).default(20),
      fsync: z.enum(["always", "everysec"]).default("always"),
    }),
    z.strictObject({
      mode: z.literal("external"),
      ...address,
      port: wholeNumber(1, 65_535).default(6379),
      username: z.string().min(1).default("default"),
      password: secretText,
      tls: z.boolean(),
      caCertificate: z.string().min(1).optional(),
    }),
  ])
  .prefault({ mode: "in-cluster" });

/** Workspaces, tokens and deployments. */
export const postgres = z
  .discriminatedUnion("mode", [
    z.strictObject({
      mode: z.literal("in-cluster"),
      memoryMiB: wholeNumber(512, 262_144).default(2048),
      diskGiB: wholeNumber(5, 32_768).default(20),
      maxConnections: wholeNumber(20, 2000).default(200),
    }),
    /** OCI Database with PostgreSQL. */
    z.strictObject({
      mode: z.literal("oci"),
      shape: z.string().default("VM.Standard.E5.Flex"),
      ocpus: wholeNumber(1, 64).default(2),
      memoryGiB: wholeNumber(1, 1024).default(32),
      instances: wholeNumber(1, 10).default(2),
      version: z.string().default("16"),
      retentionDays: wholeNumber(1, 365).default(14),
    }),
    z.strictObject({
      mode: z.literal("external"),
      ...address,
      port: wholeNumber(1, 65_535).default(5432),
      database: z.string().min(1),
      username: z.string().min(1),
      password: secretText,
      /** Beta9 knows this and no encryption at all; the server's name is not verified. */
      tls: z.literal("require").default("require"),
    }),
  ])
  .prefault({ mode: "in-cluster" });

/** The one public door. */
export const edge = z.strictObject({
  /** One host name on :443 for gRPC and HTTP. */
  domain: hostName,
  /** The released SDK talks plain text, token included, on every other port. */
  port: z.literal(443).default(443),
  /** Whose address the edge sees: limits per client work with `direct` or the PROXY protocol alone. */
  clientAddresses: z
    .union([
      z.enum(["hidden", "direct", "proxy-protocol"]),
      z.strictObject({ proxyProtocolFrom: z.array(boundedCidr).min(1) }),
    ])
    .default("hidden"),
  /** How much one client address may ask of one replica. */
  limits: z
    .strictObject({
      requestsPerSecond: wholeNumber(1, 100_000).default(100),
      burst: wholeNumber(1, 100_000).default(400),
      concurrent: wholeNumber(1, 100_000).default(500),
    })
    .prefault({}),
  certificate: z
    .discriminatedUnion("from", [
      z.strictObject({
        from: z.literal("acme"),
        directoryUrl: z.url({ protocol: /^https$/ }).default(actalisDirectory),
        email: mailAddress,
        challenge: z.enum(acmeChallenges).default("tls-alpn-01"),
        /** External account binding, which some authorities ask for. */
        binding: z.strictObject({ keyId: secretText, hmacKey: secretText }).optional(),
      }),
      z.strictObject({ from: z.literal("secret"), secretName: z.string().min(1) }),
      z.strictObject({ from: z.literal("cluster-ca") }),
    ])
    .prefault({ from: "cluster-ca" }),
});
