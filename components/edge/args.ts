import * as pulumi from "@pulumi/pulumi";
import type { Images } from "../images/images.ts";
import type { LoadBalancerFacts } from "../substrate/substrate.ts";
import type { ClusterCa } from "../tls/cluster-ca.ts";
import type { Peer } from "../workload/network-policy.ts";
import type { AcmeAccount } from "./acme.ts";
import type { Backend } from "./network-policies.ts";
import { edgePorts } from "./pod.ts";
import { type ClientAddresses, type EdgeSettings, resolveEdgeSettings, type SourceLimits } from "./settings.ts";

/** Where the certificate comes from. */
export type EdgeCertificate =
  | (AcmeAccount & {
      readonly from: "acme";
      /** External account binding: who pays for the certificates. Both become secret. */
      readonly binding?: { readonly keyId: pulumi.Input<string>; readonly hmacKey: pulumi.Input<string> };
      /** StorageClass of the volume that holds account and keys; encrypted at rest. */
      readonly storageClass: pulumi.Input<string>;
    })
  | {
      readonly from: "secret";
      /** A `kubernetes.io/tls` Secret in the edge's namespace that somebody else keeps fresh. */
      readonly secretName: string;
    }
  | {
      /** Signed by the cluster's own authority: for laptops, where no public one can look. */
      readonly from: "cluster-ca";
      readonly authority: ClusterCa;
      readonly provider: pulumi.ProviderResource;
    };

/** Another host that the edge serves. */
export interface EdgeBackendRoute extends Backend {
  readonly host: string;
  /** In-cluster URL, `http://` or `https://`, without a path. */
  readonly url: string;
  /** PEM of the authority that signed the backend's certificate, when it is none of the system's. Public. */
  readonly caCertificate?: pulumi.Input<string>;
}

export interface EdgeArgs {
  /** Name of the environment; part of the labels. */
  readonly environment: string;
  readonly namespace: pulumi.Input<string>;
  /** The one name of gateway, API and invocations. */
  readonly domain: string;
  /** Port that clients dial. @default 443 – the only one on which the released SDK speaks TLS; others are refused */
  readonly port?: number;
  readonly images: Images;
  readonly gateway: {
    /** In-cluster name of the gateway's Service. */
    readonly host: string;
    readonly podLabels: Readonly<Record<string, string>>;
    /** @default 1993 */
    readonly grpcPort?: number;
    /** @default 1994 */
    readonly httpPort?: number;
  };
  /** Registry and object store, when they are in the cluster and people outside need them. @default none */
  readonly routes?: readonly EdgeBackendRoute[];
  readonly certificate: EdgeCertificate;
  readonly loadBalancer: Pick<LoadBalancerFacts, "class" | "annotations">;
  /** Whose address the edge sees. @default hidden – nothing is assumed of a balancer; without addresses no limits per client */
  readonly clientAddresses?: ClientAddresses;
  /** @default 100 requests per second, 400 at once, 500 open, per client address and replica */
  readonly limits?: SourceLimits;
  /** @default 2 – one may fail or move; always 1 with ACME, whose storage Traefik can not share */
  readonly replicas?: number;
  /** Who may scrape metrics. @default nobody */
  readonly metricsFrom?: Peer;
  /** What must have happened before anybody outside can reach the gateway: the admin claim. */
  readonly after: readonly pulumi.Resource[];
}

/** @throws RunError with every mistake at once */
export function settingsOf(args: EdgeArgs): EdgeSettings {
  const { gateway, certificate, routes = [] } = args;
  const { grpcPort = 1993, httpPort = 1994 } = gateway;
  try {
    return resolveEdgeSettings(
      {
        domain: args.domain,
        gateway: { grpcUrl: `h2c://${gateway.host}:${grpcPort}`, httpUrl: `http://${gateway.host}:${httpPort}` },
        listen: { https: `:${edgePorts.https}`, http: `:${edgePorts.http}`, private: `:${edgePorts.private}` },
        ...(args.port !== undefined && { port: args.port }),
        routes: routes.map(({ name, host, url, caCertificate }) => ({
          name,
          host,
          url,
          ...(caCertificate !== undefined && { caFile: `/etc/traefik/dynamic/${caFileName(name)}` }),
        })),
        ...(args.clientAddresses && { clientAddresses: args.clientAddresses }),
        ...(args.limits && { limits: args.limits }),
        ...(certificate.from === "acme" && { acme: accountOf(certificate) }),
      },
      { boundAccount: certificate.from === "acme" && certificate.binding !== undefined },
    );
  } catch (error) {
    throw error instanceof RangeError ? new pulumi.RunError(error.message) : error;
  }
}

function accountOf({ directoryUrl, email, challenge }: AcmeAccount): AcmeAccount {
  return { directoryUrl, email, challenge };
}

/** @throws RunError when ACME would have two writers */
export function replicasOf({ certificate, replicas }: EdgeArgs): number {
  if (certificate.from === "acme") {
    if (replicas !== undefined && replicas !== 1) {
      throw new pulumi.RunError(
        `edge: ${replicas} replicas can not share ACME's storage; leave replicas out, or bring a certificate in a Secret`,
      );
    }
    return 1;
  }
  return replicas ?? 2;
}

/** Whom the edge forwards to. */
export function backendsOf({ gateway, routes = [] }: EdgeArgs): Backend[] {
  const { podLabels, grpcPort = 1993, httpPort = 1994 } = gateway;
  return [{ name: "gateway", podLabels, ports: [grpcPort, httpPort] }, ...routes];
}

/** Name of the file with the authority of a route's backend. */
export function caFileName(route: string): string {
  return `${route}-ca.crt`;
}
