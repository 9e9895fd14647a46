import { Provider } from "@pulumi/oci/provider.js";
import type * as pulumi from "@pulumi/pulumi";
import type { OciAuth } from "./args.ts";

/** Providers of one environment; they are the same one when the tenancy's home is the region itself. */
export interface OciProviders {
  readonly regional: Provider;
  /** Identity, budgets and tenancy-wide settings can be written in the home region only. */
  readonly home: Provider;
}

/** Tags that a tenancy sets by itself on everything; without this every plan would want to remove them. */
const ignoreDefinedTags = ["Oracle-Tags.CreatedBy", "Oracle-Tags.CreatedOn"];

/** Explicit providers, so that nothing depends on the region or tenancy that happens to be configured on a machine. */
export function createProviders(
  name: string,
  args: { readonly region: string; readonly homeRegion: string; readonly tenancyOcid: string; readonly auth: OciAuth },
  parent: pulumi.Resource,
): OciProviders {
  const { tenancyOcid, auth } = args;
  const provider = (role: string, region: string) =>
    new Provider(
      `${name}-${role}`,
      {
        region,
        tenancyOcid,
        auth: auth.method,
        ...(auth.profile !== undefined && { configFileProfile: auth.profile }),
        ignoreDefinedTags,
      },
      { parent },
    );
  const regional = provider("region", args.region);
  return { regional, home: args.homeRegion === args.region ? regional : provider("home", args.homeRegion) };
}
