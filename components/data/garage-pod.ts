import {
  execProbe,
  hardenedContainer,
  hardenedPod,
  httpProbe,
  resources,
  spreadAcrossNodes,
  tcpProbe,
} from "../workload/hardened.ts";
import { type GarageProxySettings, garageProxyArguments } from "./garage-proxy.ts";
import { secretFiles } from "./garage-setup/settings.ts";

/** Names of what a Garage cluster is made of. */
export const garageNames = {
  /** StatefulSet, and the Service that clients use. */
  server: "garage",
  /** Service that gives every server a name of its own, ready or not. */
  servers: "garage-servers",
  config: "garage-config",
  secrets: "garage-secrets",
  identities: "garage-identities",
  tls: "garage-tls",
} as const;

/** Keys of the Secret that servers and set-up share. */
export const garageSecrets = { rpcSecret: "rpcSecret", adminToken: secretFiles.adminToken } as const;

/** Ports of the pod. The plain ones are on loopback. */
export const garagePorts = { s3: 3943, admin: 3944, ping: 3945, rpc: 3901, plainS3: 3900, plainAdmin: 3903 } as const;

const uid = 10_002;
export const metadataDirectory = "/var/lib/garage/meta";
export const dataDirectory = "/var/lib/garage/data";
const configDirectory = "/etc/garage";
const tlsDirectory = "/etc/garage-tls";

export const garageProxy: GarageProxySettings = {
  certificateFile: `${tlsDirectory}/tls.crt`,
  keyFile: `${tlsDirectory}/tls.key`,
  s3: { port: garagePorts.s3, upstreamPort: garagePorts.plainS3 },
  admin: { port: garagePorts.admin, upstreamPort: garagePorts.plainAdmin },
  pingPort: garagePorts.ping,
  routesFile: `${configDirectory}/routes.yaml`,
};

/** Garage and its TLS side in one pod: plain HTTP never leaves it. */
export function garagePod(
  images: { readonly garage: string; readonly proxy: string; readonly shell: string },
  labels: Readonly<Record<string, string>>,
) {
  const metadata = { name: "metadata", mountPath: metadataDirectory };
  const config = { name: "config", mountPath: configDirectory, readOnly: true };
  const fromSecret = (name: string, key: string) => ({
    name,
    valueFrom: { secretKeyRef: { name: garageNames.secrets, key } },
  });
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: hardenedPod(uid),
    // Running requests end and the database is closed.
    terminationGracePeriodSeconds: 60,
    topologySpreadConstraints: spreadAcrossNodes(labels),
    initContainers: [
      {
        // Garage's image has no shell. The files are written anew at each start, so a lost disk gets its identity back.
        name: "identity",
        image: images.shell,
        command: ["sh", "-eu", "-c", identityScript],
        env: [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
        resources: resources({ cpuMillis: 20, memoryMiB: 128 }),
        securityContext: hardenedContainer({ uid }),
        volumeMounts: [metadata, { name: "identities", mountPath: "/identities", readOnly: true }],
      },
    ],
    containers: [
      {
        name: "garage",
        image: images.garage,
        command: ["/garage", "server"],
        env: [
          { name: "GARAGE_CONFIG_FILE", value: `${configDirectory}/garage.toml` },
          fromSecret("GARAGE_RPC_SECRET", garageSecrets.rpcSecret),
          fromSecret("GARAGE_ADMIN_TOKEN", garageSecrets.adminToken),
        ],
        ports: [{ name: "rpc", containerPort: garagePorts.rpc }],
        resources: resources({ cpuMillis: 500, memoryMiB: 2048, cpuLimitMillis: 4000 }),
        securityContext: hardenedContainer({ uid }),
        startupProbe: tcpProbe("rpc", { periodSeconds: 2, failureThreshold: 60 }),
        livenessProbe: execProbe(["/garage", "status"], { periodSeconds: 30, timeoutSeconds: 10 }),
        // 503 while too few servers are up to take a write: then nobody should be sent here.
        readinessProbe: httpProbe("/health", garagePorts.admin, { scheme: "HTTPS", timeoutSeconds: 5 }),
        volumeMounts: [metadata, { name: "data", mountPath: dataDirectory }, config],
      },
      {
        name: "tls",
        image: images.proxy,
        command: ["traefik", ...garageProxyArguments(garageProxy)],
        env: [{ name: "GOMEMLIMIT", value: "230MiB" }],
        ports: [
          { name: "https", containerPort: garagePorts.s3 },
          { name: "admin", containerPort: garagePorts.admin },
          { name: "ping", containerPort: garagePorts.ping },
        ],
        resources: resources({ cpuMillis: 200, memoryMiB: 256, cpuLimitMillis: 4000 }),
        securityContext: hardenedContainer({ uid }),
        startupProbe: httpProbe("/ping", "ping", { periodSeconds: 2, failureThreshold: 30 }),
        livenessProbe: tcpProbe("ping"),
        readinessProbe: httpProbe("/ping", "ping", { periodSeconds: 5 }),
        volumeMounts: [config, { name: "tls", mountPath: tlsDirectory, readOnly: true }],
      },
    ],
    volumes: [
      { name: "config", configMap: { name: garageNames.config } },
      { name: "tls", secret: { secretName: garageNames.tls } },
      { name: "identities", secret: { secretName: garageNames.identities } },
    ],
  };
}

/** Key pair first, then its public half, as Garage itself would have left them. */
const identityScript = [
  "umask 077",
  `cat "/identities/$POD_NAME" > ${metadataDirectory}/node_key`,
  `tail -c 32 ${metadataDirectory}/node_key > ${metadataDirectory}/node_key.pub`,
].join("\n");
