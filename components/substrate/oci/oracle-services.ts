import { getServicesOutput } from "@pulumi/oci/core/getServices.js";
import * as pulumi from "@pulumi/pulumi";
import type { OciDiscovery } from "./args.ts";
import type { Discovered } from "./discovered.ts";

/** What a service gateway is opened to. */
export type OracleServices = NonNullable<OciDiscovery["serviceGateway"]>;

const allServices = /^All [A-Z]+ Services In Oracle Services Network$/i;

/** The region's "All … Services" bundle: as stated, else as the provider answers. */
export function oracleServices(
  stated: OracleServices | undefined,
  invokeOptions: pulumi.InvokeOutputOptions,
): Discovered<OracleServices> {
  if (stated) return stated;
  return getServicesOutput({}, invokeOptions).apply(({ services }) => chooseAllServices(services));
}

/**
 * The bundle that holds every service. The other one, object storage alone, would leave nodes without OKE and keys.
 * @throws RunError with the names there are, if the bundle is missing
 */
export function chooseAllServices(
  services: readonly { readonly id: string; readonly name: string; readonly cidrBlock: string }[],
): OracleServices {
  const found = services.find((service) => allServices.test(service.name));
  if (found) return { serviceOcid: found.id, cidrLabel: found.cidrBlock };
  const names = services.map((service) => service.name).join(", ") || "none";
  throw new pulumi.RunError(
    `no service bundle "All … Services In Oracle Services Network" in this region; there is ${names}`,
  );
}
