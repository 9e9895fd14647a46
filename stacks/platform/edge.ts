import * as pulumi from "@pulumi/pulumi";
import type { ControlPlane } from "../../components/beta9/control-plane.ts";
import { garageNames, garagePorts } from "../../components/data/garage-pod.ts";
import type { EdgeArgs, EdgeBackendRoute, EdgeCertificate } from "../../components/edge/args.ts";
import { Edge } from "../../components/edge/edge.ts";
import { registryPort } from "../../components/registry/layout.ts";
import type { Registry } from "../../components/registry/registry.ts";
import { labelsFor } from "../../components/workload/hardened.ts";
import { gatewayHost } from "./beta9.ts";
import { namespaces, type PlatformContext } from "./context.ts";

/** The door to the outside. It opens when the gateway has an owner, and not before. */
export function createEdge(
  context: PlatformContext,
  controlPlane: ControlPlane,
  registry: Registry,
  after: readonly pulumi.Resource[],
): void {
  const { name, environment, images } = context;
  const { domain, port, certificate, limits } = environment.edge;
  const single = !environment.controlPlane.highAvailability && certificate.from !== "acme";
  new Edge(
    `${name}-edge`,
    {
      environment: name,
      namespace: namespaces.controlPlane,
      domain,
      port,
      images,
      gateway: { host: gatewayHost, podLabels: controlPlane.labels },
      routes: routesOf(context, registry),
      certificate: certificateOf(context),
      ...entranceOf(context),
      limits,
      ...context.metricsFrom,
      ...(single ? { replicas: 1 } : {}),
      after,
    },
    context.options,
  );
}

/** The balancer before the edge, and whose address the edge sees behind it. */
function entranceOf({ environment, substrate }: PlatformContext): Pick<EdgeArgs, "clientAddresses" | "loadBalancer"> {
  const { clientAddresses } = environment.edge;
  const { loadBalancer } = substrate;
  if (clientAddresses !== "proxy-protocol") return { clientAddresses, loadBalancer };
  const { proxyProtocol } = loadBalancer;
  if (!proxyProtocol) {
    throw new pulumi.RunError("edge.clientAddresses is proxy-protocol, but the substrate does not make the balancer");
  }
  return {
    clientAddresses: { proxyProtocolFrom: proxyProtocol.from },
    loadBalancer: { ...loadBalancer, annotations: { ...loadBalancer.annotations, ...proxyProtocol.annotations } },
  };
}

function routesOf({ name, ca, environment, storeHost }: PlatformContext, registry: Registry): EdgeBackendRoute[] {
  const caCertificate = ca.certificate;
  const registryRoute = {
    name: "registry",
    host: registry.endpoint.host,
    url: registry.internalUrl,
    podLabels: registry.labels,
    ports: [registryPort] as const,
    caCertificate,
  };
  if (environment.objectStore.store.mode !== "in-cluster") return [registryRoute];
  const storeRoute = {
    name: "store",
    host: storeHost,
    url: `https://${garageNames.server}.${namespaces.controlPlane}.svc`,
    podLabels: labelsFor(garageNames.server, name),
    ports: [garagePorts.s3] as const,
    caCertificate,
  };
  return [registryRoute, storeRoute];
}

function certificateOf({ environment, ca, substrate }: PlatformContext): EdgeCertificate {
  const { certificate } = environment.edge;
  switch (certificate.from) {
    case "secret":
      return certificate;
    case "cluster-ca":
      return { from: "cluster-ca", authority: ca, provider: substrate.kubernetes };
    case "acme": {
      const { binding, ...account } = certificate;
      const secrets = binding && {
        keyId: pulumi.secret(binding.keyId.reveal()),
        hmacKey: pulumi.secret(binding.hmacKey.reveal()),
      };
      return { ...account, storageClass: substrate.storage.class, ...(secrets ? { binding: secrets } : {}) };
    }
  }
}
