import type * as inputs from "@pulumi/kubernetes/types/input.js";
import type * as pulumi from "@pulumi/pulumi";
import { catalogue, type Images } from "../images/images.ts";
import type { ProgramConfigMap } from "../program/program-config-map.ts";
import { hardenedContainer, hardenedPod, httpProbe, resources, spreadAcrossNodes } from "../workload/hardened.ts";
import { gatewayDataDirectory, shutdownSeconds } from "./gateway-config/build-config.ts";
import { certificateEnvironment, s3ChecksumEnvironment } from "./gateway-config/pools.ts";
import { beta9Ports } from "./gateway-config/ports.ts";

export interface GatewayPodArgs {
  readonly labels: Readonly<Record<string, string>>;
  readonly images: Images;
  readonly serviceAccount: pulumi.Input<string>;
  /** Secret with `config.yaml`, `preflight.json` and `ca.crt`. */
  readonly secret: pulumi.Input<string>;
  /** The program that runs before the gateway. */
  readonly preflight: ProgramConfigMap;
  readonly nodeSelector: Readonly<Record<string, string>>;
}

/** Files of the Secret: what the gateway loads, what the check reads, whom both trust. */
export const gatewayFiles = { config: "config.yaml", preflight: "preflight.json", authorities: "ca.crt" } as const;

/** Beta9 loads every YAML and JSON file of this directory, so nothing else may stand there. */
const configDirectory = "/etc/beta9.d";
const authoritiesDirectory = "/etc/eu-gpu-cloud/ca";
const preflightDirectory = "/etc/preflight";
/** Where a Kubernetes client looks for its account by itself. */
const accountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Neither image brings a user of its own for this: any unprivileged one does. */
const uid = 65532;
/** Time in which a gateway that was told to stop is still asked: its health says no, and the edge has to notice. */
const drainSeconds = 10;
/** Beyond both, so that it ends by itself. */
const graceSeconds = drainSeconds + shutdownSeconds + 5;
const scratchMiB = 1024;

/**
 * The gateway's pod. Its account's token is mounted into the gateway alone, because it starts workers; the check before
 * it has none.
 */
export function gatewayPod(args: GatewayPodArgs): inputs.core.v1.PodSpec {
  const { labels } = args;
  return {
    serviceAccountName: args.serviceAccount,
    automountServiceAccountToken: false,
    // Its own Service would set BETA9_GATEWAY_PORT=tcp://… in its environment.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: graceSeconds,
    securityContext: hardenedPod(uid),
    topologySpreadConstraints: spreadAcrossNodes(labels),
    affinity: { nodeAffinity: onSupportedArchitecture },
    nodeSelector: { ...args.nodeSelector },
    initContainers: [preflightContainer(args)],
    containers: [gatewayContainer(args)],
    volumes: [
      secretFile("config", args.secret, gatewayFiles.config),
      secretFile("preflight", args.secret, gatewayFiles.preflight),
      secretFile("authorities", args.secret, gatewayFiles.authorities),
      args.preflight.volume,
      { name: "account", projected: { defaultMode: 0o440, sources: accountSources } },
      { name: "data", emptyDir: { sizeLimit: `${scratchMiB}Mi` } },
      { name: "tmp", emptyDir: { sizeLimit: `${scratchMiB}Mi` } },
    ],
  };
}

function gatewayContainer({ images }: GatewayPodArgs): inputs.core.v1.Container {
  return {
    name: "gateway",
    image: images.reference("beta9-gateway"),
    // The image's own command is `tail -f /dev/null`.
    command: ["/usr/local/bin/gateway"],
    env: [
      // With a mesh of our own, the embedded client would still send its logs to Tailscale.
      { name: "TS_NO_LOGS_NO_SUPPORT", value: "true" },
      ...s3ChecksumEnvironment,
      certificateEnvironment(authoritiesDirectory),
      // The mesh client and skopeo keep their state below it.
      { name: "HOME", value: "/tmp" },
    ],
    ports: [
      { name: "grpc", containerPort: beta9Ports.grpc },
      { name: "http", containerPort: beta9Ports.http },
      { name: "metrics", containerPort: beta9Ports.metrics },
    ],
    resources: resources({ cpuMillis: 500, memoryMiB: 1024, cpuLimitMillis: 4000, ephemeralMiB: 2 * scratchMiB + 256 }),
    securityContext: hardenedContainer({ uid }),
    // By HTTP: gRPC health goes on saying SERVING while Redis or PostgreSQL is down.
    startupProbe: httpProbe("/api/v1/health/live", "http", {
      periodSeconds: 2,
      failureThreshold: 150,
      timeoutSeconds: 2,
    }),
    readinessProbe: httpProbe("/api/v1/health", "http", { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 }),
    livenessProbe: httpProbe("/api/v1/health/live", "http", {
      periodSeconds: 10,
      timeoutSeconds: 3,
      failureThreshold: 6,
    }),
    volumeMounts: [
      { name: "config", mountPath: configDirectory, readOnly: true },
      { name: "authorities", mountPath: authoritiesDirectory, readOnly: true },
      { name: "account", mountPath: accountDirectory, readOnly: true },
      { name: "data", mountPath: gatewayDataDirectory },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}

function preflightContainer({ images, preflight }: GatewayPodArgs): inputs.core.v1.Container {
  return {
    name: "preflight",
    image: images.reference("node"),
    command: [...preflight.command, `${preflightDirectory}/${gatewayFiles.preflight}`],
    // What it finds stands in `kubectl describe pod`; it quotes no secret.
    terminationMessagePolicy: "FallbackToLogsOnError",
    resources: resources({ cpuMillis: 50, memoryMiB: 128, cpuLimitMillis: 1000 }),
    securityContext: hardenedContainer({ uid }),
    volumeMounts: [preflight.mount, { name: "preflight", mountPath: preflightDirectory, readOnly: true }],
  };
}

function secretFile(name: string, secretName: pulumi.Input<string>, key: string): inputs.core.v1.Volume {
  return { name, secret: { secretName, items: [{ key, path: key }], defaultMode: 0o440 } };
}

/** What the kubelet would mount by itself, for one container instead of all; the token is renewed before its hour ends. */
const accountSources: inputs.core.v1.VolumeProjection[] = [
  { serviceAccountToken: { path: "token", expirationSeconds: 3607 } },
  { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
  { downwardAPI: { items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }] } },
];

const architectures = (catalogue.find(({ name }) => name === "beta9-gateway")?.platforms ?? []).map((platform) =>
  platform.slice(platform.indexOf("/") + 1),
);

/** The gateway's image is not made for every processor; a mixed cluster has nodes that can not run it. */
const onSupportedArchitecture = {
  requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [{ matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values: architectures }] }],
  },
};
