import type { types } from "@pulumi/kubernetes";
import {
  hardenedContainer,
  hardenedPod,
  httpProbe,
  resources,
  spreadAcrossNodes,
  tcpProbe,
} from "../workload/hardened.ts";
import type { EdgeSettings } from "./settings.ts";

/** Ports of the container. None is below 1024, so no capability is needed; the Service maps 443 to the first. */
export const edgePorts = { https: 8443, http: 8080, private: 9100 } as const;

/** Key of the ConfigMap with the routing. */
export const routingFile = "routing.yaml";

/** Any user but root: Traefik's image knows none of its own. */
const uid = 65_532;
const memoryMiB = 512;

export interface EdgePodArgs {
  readonly settings: EdgeSettings;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the Secret with the install configuration and of the ConfigMap with the routing. */
  readonly configuration: { readonly secret: string; readonly configMap: string };
  /** Files of the ConfigMap that hold backends' authorities. */
  readonly authorities: readonly string[];
  /** Secret with `tls.crt` and `tls.key`; absent when ACME brings them. */
  readonly certificateSecret: string | undefined;
  /** Volume claim for ACME's account and keys. */
  readonly acmeClaim: string | undefined;
}

/** The edge's pod: two files and a certificate in, nothing of the node, no right in the cluster. */
export function edgePodSpec(args: EdgePodArgs): types.input.core.v1.PodSpec {
  const { settings, image, labels, acmeClaim } = args;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // Traefik refuses a storage that its group may read. The kubelet opens a volume to the group only while its root is
    // not the group's yet (`OnRootMismatch`), which is before Traefik writes there.
    securityContext: hardenedPod(uid),
    // Notice, drain, and a moment to write the last lines.
    terminationGracePeriodSeconds: settings.noticeSeconds + settings.drainSeconds + 5,
    topologySpreadConstraints: spreadAcrossNodes(labels),
    containers: [
      {
        name: "traefik",
        image,
        command: ["traefik", "--configfile=/etc/traefik/static/traefik.yaml"],
        // Garbage is collected before the kernel ends the process.
        env: [{ name: "GOMEMLIMIT", value: `${Math.floor(memoryMiB * 0.9)}MiB` }],
        ports: [
          { name: "https", containerPort: edgePorts.https },
          ...(needsHttp(settings) ? [{ name: "http", containerPort: edgePorts.http }] : []),
          { name: "private", containerPort: edgePorts.private },
        ],
        // `/ping` answers 503 from the moment that the edge is told to stop, while it still serves.
        readinessProbe: httpProbe("/ping", "private", { periodSeconds: 5, failureThreshold: 1 }),
        // A pod that drains must not be taken for dead: liveness asks only whether the process takes connections.
        livenessProbe: tcpProbe("private"),
        startupProbe: httpProbe("/ping", "private", { periodSeconds: 2, failureThreshold: 30 }),
        resources: resources({ cpuMillis: 250, memoryMiB, cpuLimitMillis: 2000, ephemeralMiB: 256 }),
        securityContext: hardenedContainer(),
        volumeMounts: [
          { name: "static", mountPath: "/etc/traefik/static", readOnly: true },
          { name: "dynamic", mountPath: settings.files.dynamic, readOnly: true },
          ...(acmeClaim === undefined ? [] : [{ name: "acme", mountPath: "/var/lib/traefik" }]),
        ],
      },
    ],
    volumes: [
      { name: "static", secret: { secretName: args.configuration.secret } },
      // One directory for routing and certificate: Traefik watches it, so a renewed certificate is served at once.
      { name: "dynamic", projected: { sources: dynamicSources(args) } },
      ...(acmeClaim === undefined ? [] : [{ name: "acme", persistentVolumeClaim: { claimName: acmeClaim } }]),
    ],
  };
}

/** Port 80 exists for one challenge of ACME and for nothing else. */
export function needsHttp({ acme }: EdgeSettings): boolean {
  return acme?.challenge === "http-01";
}

/**
 * The routing lies in a sub-directory on purpose. The kubelet keeps a volume's files in a directory of the moment
 * (`..2026_…`) behind symbolic links, and Traefik walks into directories but not through links: a file at the top would be
 * read twice, one below is read once.
 */
function dynamicSources({ configuration, certificateSecret, authorities }: EdgePodArgs) {
  const asItIs = (key: string) => ({ key, path: key });
  const items = [{ key: routingFile, path: `routing/${routingFile}` }, ...authorities.map(asItIs)];
  return [
    { configMap: { name: configuration.configMap, items } },
    ...(certificateSecret === undefined
      ? []
      : [{ secret: { name: certificateSecret, items: ["tls.crt", "tls.key"].map(asItIs) } }]),
  ];
}
