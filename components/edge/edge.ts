import { createHash } from "node:crypto";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import * as pulumi from "@pulumi/pulumi";
import { kitAnnotations } from "../labels.ts";
import { labelsFor } from "../workload/hardened.ts";
import { backendsOf, caFileName, type EdgeArgs, type EdgeCertificate, replicasOf, settingsOf } from "./args.ts";
import { renderDynamicConfig } from "./dynamic-config.ts";
import { allowEdgeTraffic } from "./network-policies.ts";
import { edgePodSpec, needsHttp, routingFile } from "./pod.ts";
import type { EdgeSettings } from "./settings.ts";
import { renderStaticConfig } from "./static-config.ts";

/** Name of the edge's Service, and of the one Service that the admission policies let face the public. */
export const edgeServiceName = "edge";

/** The one public door: TLS on :443, gRPC and HTTP of the gateway on one host, and nothing else. */
export class Edge extends pulumi.ComponentResource {
  /** Address that the domain must point to, once the balancer has one. */
  readonly address: pulumi.Output<string>;

  constructor(name: string, args: EdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = settingsOf(args);
    const replicas = replicasOf(args);
    super("sgc:edge:Edge", name, {}, opts);
    const place: Place = { name, namespace: args.namespace, labels: labelsFor("edge", args.environment) };
    const gated = { parent: this, dependsOn: [...args.after] };

    const configuration = this.createConfiguration(place, args, settings);
    const certificateSecret = this.createCertificate(place, args);
    const acmeClaim = this.createAcmeClaim(place, args.certificate);
    this.createDeployment(place, replicas, { settings, args, configuration, certificateSecret, acmeClaim }, gated);
    if (replicas > 1) this.createDisruptionBudget(place);
    allowEdgeTraffic(
      {
        namespace: args.namespace,
        podLabels: place.labels,
        settings,
        backends: backendsOf(args),
        metricsFrom: args.metricsFrom,
      },
      gated,
    );
    this.address = this.createService(place, args, settings, gated);
    this.registerOutputs({ address: this.address });
  }

  /** Install configuration as a Secret, because ACME's account binding stands in it; routing and authorities are public. */
  private createConfiguration({ name, namespace, labels }: Place, args: EdgeArgs, settings: EdgeSettings) {
    const binding = args.certificate.from === "acme" ? args.certificate.binding : undefined;
    const install = binding
      ? pulumi.secret(binding).apply((known) => renderStaticConfig(settings, known))
      : renderStaticConfig(settings);
    const secret = new Secret(
      `${name}-static`,
      { metadata: { name: "edge-static", namespace, labels }, stringData: { "traefik.yaml": install } },
      { parent: this },
    );
    const authorities = Object.fromEntries(
      (args.routes ?? []).flatMap((route) =>
        route.caCertificate === undefined ? [] : [[caFileName(route.name), route.caCertificate]],
      ),
    );
    const configMap = new ConfigMap(
      `${name}-dynamic`,
      {
        metadata: { name: "edge-dynamic", namespace, labels },
        data: { [routingFile]: renderDynamicConfig(settings), ...authorities },
      },
      { parent: this },
    );
    return { secret, configMap, authorities: Object.keys(authorities) };
  }

  private createCertificate({ name, namespace }: Place, { certificate, domain, routes = [] }: EdgeArgs) {
    if (certificate.from === "acme") return undefined;
    if (certificate.from === "secret") return certificate.secretName;
    const secretName = "edge-tls";
    certificate.authority.issue(name, {
      namespace,
      dnsNames: [domain, ...routes.map(({ host }) => host)],
      secretName,
      parent: this,
      provider: certificate.provider,
    });
    return secretName;
  }

  /** Losing it costs new certificates, and authorities limit how many they issue a week. */
  private createAcmeClaim({ name, namespace, labels }: Place, certificate: EdgeCertificate) {
    if (certificate.from !== "acme") return undefined;
    const claim = new PersistentVolumeClaim(
      `${name}-acme`,
      {
        metadata: {
          name: "edge-acme",
          namespace,
          labels,
          annotations: { [kitAnnotations.acmeDirectory]: certificate.directoryUrl },
        },
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: certificate.storageClass,
          resources: { requests: { storage: "1Gi" } },
        },
      },
      { parent: this },
    );
    return claim;
  }

  private createDeployment(
    { name, namespace, labels }: Place,
    replicas: number,
    parts: DeploymentParts,
    opts: pulumi.CustomResourceOptions,
  ): void {
    const { settings, args, configuration, acmeClaim } = parts;
    const template = edgePodSpec({
      settings,
      image: args.images.reference("traefik"),
      labels,
      configuration: { secret: "edge-static", configMap: "edge-dynamic" },
      authorities: configuration.authorities,
      certificateSecret: parts.certificateSecret,
      acmeClaim: acmeClaim && "edge-acme",
    });
    new Deployment(
      `${name}-deployment`,
      {
        metadata: { name: "edge", namespace, labels },
        spec: {
          replicas,
          selector: { matchLabels: labels },
          // A second writer would spoil ACME's storage, so there the old pod ends first.
          strategy: acmeClaim
            ? { type: "Recreate" }
            : { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          template: {
            metadata: { labels, annotations: { [kitAnnotations.configDigest]: fingerprint(settings) } },
            spec: template,
          },
        },
      },
      pulumi.mergeOptions(opts, {
        dependsOn: [configuration.secret, configuration.configMap, ...(acmeClaim ? [acmeClaim] : [])],
      }),
    );
  }

  private createDisruptionBudget({ name, namespace, labels }: Place): void {
    new PodDisruptionBudget(
      `${name}-disruption-budget`,
      {
        metadata: { name: "edge", namespace, labels },
        spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
      },
      { parent: this },
    );
  }

  private createService(
    { name, namespace, labels }: Place,
    { loadBalancer, clientAddresses }: EdgeArgs,
    settings: EdgeSettings,
    opts: pulumi.CustomResourceOptions,
  ): pulumi.Output<string> {
    const service = new Service(
      `${name}-service`,
      {
        metadata: { name: edgeServiceName, namespace, labels, annotations: loadBalancer.annotations },
        spec: {
          type: "LoadBalancer",
          ...(loadBalancer.class !== undefined && { loadBalancerClass: loadBalancer.class }),
          externalTrafficPolicy: clientAddresses === "direct" ? "Local" : "Cluster",
          selector: labels,
          ports: [
            { name: "https", port: settings.port, targetPort: "https" },
            ...(needsHttp(settings) ? [{ name: "http", port: 80, targetPort: "http" }] : []),
          ],
        },
      },
      opts,
    );
    return service.status.apply((status) => {
      const [first] = status?.loadBalancer?.ingress ?? [];
      return first?.ip ?? first?.hostname ?? "";
    });
  }
}

interface Place {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
}

interface DeploymentParts {
  readonly settings: EdgeSettings;
  readonly args: EdgeArgs;
  readonly configuration: {
    readonly secret: Secret;
    readonly configMap: ConfigMap;
    readonly authorities: readonly string[];
  };
  readonly certificateSecret: string | undefined;
  readonly acmeClaim: PersistentVolumeClaim | undefined;
}

/** Changes when the install configuration does, which Traefik reads only at its start. Without what is secret in it. */
function fingerprint(settings: EdgeSettings): string {
  return createHash("sha256").update(renderStaticConfig(settings)).digest("hex").slice(0, 16);
}
