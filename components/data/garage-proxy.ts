import { stringify } from "yaml";

export interface GarageProxySettings {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Ports that TLS is spoken on, and what lies behind them on loopback. */
  readonly s3: { readonly port: number; readonly upstreamPort: number };
  readonly admin: { readonly port: number; readonly upstreamPort: number };
  /** Plain HTTP, for the kubelet: `/ping` and nothing else. */
  readonly pingPort: number;
  /** File that holds {@link renderGarageProxyRoutes}. */
  readonly routesFile: string;
}

/** Arguments of Traefik as Garage's TLS side: two doors, no dashboard, nothing sent home. */
export function garageProxyArguments({ s3, admin, pingPort, routesFile }: GarageProxySettings): string[] {
  return [
    "--global.checkNewVersion=false",
    "--global.sendAnonymousUsage=false",
    "--log.level=INFO",
    `--entryPoints.s3.address=:${s3.port}`,
    // An upload takes as long as it takes; the default ends it after 60 s.
    "--entryPoints.s3.transport.respondingTimeouts.readTimeout=0",
    `--entryPoints.admin.address=:${admin.port}`,
    `--entryPoints.ping.address=:${pingPort}`,
    "--ping=true",
    "--ping.entryPoint=ping",
    `--providers.file.filename=${routesFile}`,
    "--providers.file.watch=false",
  ];
}

/** Dynamic configuration of the same Traefik. Keys: Traefik 3, file provider. */
export function renderGarageProxyRoutes({ certificateFile, keyFile, s3, admin }: GarageProxySettings): string {
  const router = (service: string) => ({ entryPoints: [service], rule: "PathPrefix(`/`)", service, tls: {} });
  const service = (port: number) => ({
    // The signature covers the host that the client dialled.
    loadBalancer: { passHostHeader: true, servers: [{ url: `http://127.0.0.1:${port}` }] },
  });
  return stringify({
    http: {
      routers: { s3: router("s3"), admin: router("admin") },
      services: { s3: service(s3.upstreamPort), admin: service(admin.upstreamPort) },
    },
    tls: {
      options: { default: { minVersion: "VersionTLS12" } },
      stores: { default: { defaultCertificate: { certFile: certificateFile, keyFile } } },
    },
  });
}
