import { hardenedContainer, hardenedPod, httpProbe, spreadAcrossNodes, tcpProbe } from "../workload/hardened.ts";
import {
  configFile,
  graceSeconds,
  registryBinary,
  registryEnvironment,
  registryNames,
  registryPort,
  registryResources,
  registryUid,
  registryVolumes,
  type StorageShape,
} from "./layout.ts";

/** Pod that serves the registry over TLS. */
export function registryPod(image: string, labels: Readonly<Record<string, string>>, storage: StorageShape) {
  const shared = registryVolumes(storage);
  return {
    automountServiceAccountToken: false,
    // A Service named `registry` would set REGISTRY_PORT, which the program reads as configuration.
    enableServiceLinks: false,
    securityContext: hardenedPod(registryUid),
    terminationGracePeriodSeconds: graceSeconds,
    topologySpreadConstraints: spreadAcrossNodes(labels),
    containers: [
      {
        name: "registry",
        image,
        command: [registryBinary],
        args: ["serve", configFile],
        env: registryEnvironment(storage),
        envFrom: [{ secretRef: { name: registryNames.environment } }],
        ports: [{ name: "https", containerPort: registryPort }],
        securityContext: hardenedContainer({ uid: registryUid }),
        resources: registryResources,
        // New connections stop before the listener does.
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        startupProbe: tcpProbe("https", { periodSeconds: 2, failureThreshold: 30 }),
        livenessProbe: tcpProbe("https"),
        readinessProbe: httpProbe("/", "https", { scheme: "HTTPS", timeoutSeconds: 5 }),
        volumeMounts: [
          ...shared.volumeMounts,
          { name: "tls", mountPath: "/etc/registry-tls", readOnly: true },
          { name: "htpasswd", mountPath: "/etc/registry-auth", readOnly: true },
        ],
      },
    ],
    volumes: [
      ...shared.volumes,
      { name: "tls", secret: { secretName: registryNames.tls } },
      { name: "htpasswd", secret: { secretName: registryNames.htpasswd } },
    ],
  };
}
