import { CloudGuardConfiguration } from "@pulumi/oci/cloudguard/cloudGuardConfiguration.js";
import { getDetectorRecipesOutput } from "@pulumi/oci/cloudguard/getDetectorRecipes.js";
import { Target } from "@pulumi/oci/cloudguard/target.js";
import { Policy } from "@pulumi/oci/identity/policy.js";
import * as pulumi from "@pulumi/pulumi";
import { cloudGuardStatements, oracleManagedRecipeIds } from "./cloud-guard-rules.ts";
import type { OciRegion } from "./regions.ts";

export interface OciCloudGuardArgs {
  /** OCID of the tenancy: Cloud Guard is switched on for a tenancy as a whole. */
  readonly tenancyId: pulumi.Input<string>;
  /** Compartment that is watched, with everything below it. */
  readonly environmentCompartmentId: pulumi.Input<string>;
  /** Region that findings are gathered in. It can not be changed later, so it must be where findings may lie. */
  readonly region: OciRegion;
  /** Provider of the tenancy's home region, where policies are written. */
  readonly homeProvider: pulumi.ProviderResource;
}

/**
 * Cloud Guard with the environment as its target. **Tenancy-wide**: it switches the service on for the whole tenancy
 * and fixes the reporting region of every compartment, also those of others. An environment that shares its tenancy
 * leaves `cloudGuard` off and asks whoever owns the tenancy.
 */
export class OciCloudGuard extends pulumi.ComponentResource {
  readonly targetId: pulumi.Output<string>;

  constructor(name: string, args: OciCloudGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:oci:OciCloudGuard", name, {}, opts);

    const policy = new Policy(
      `${name}-policy`,
      {
        compartmentId: args.tenancyId,
        name,
        description: "What Cloud Guard may read in order to watch the tenancy",
        statements: [...cloudGuardStatements],
      },
      { parent: this, provider: args.homeProvider },
    );
    const configuration = new CloudGuardConfiguration(
      `${name}-configuration`,
      {
        compartmentId: args.tenancyId,
        reportingRegion: args.region.id,
        status: "ENABLED",
        selfManageResources: false,
      },
      // Others in the tenancy may count on it by the time this environment goes.
      { parent: this, dependsOn: policy, retainOnDelete: true },
    );
    const target = new Target(
      `${name}-target`,
      {
        compartmentId: args.environmentCompartmentId,
        displayName: name,
        targetResourceId: args.environmentCompartmentId,
        targetResourceType: "COMPARTMENT",
        // Without an activity and a configuration recipe a target finds nothing. Oracle's own are found by asking:
        // their OCIDs differ per tenancy and exist only once Cloud Guard is on.
        targetDetectorRecipes: getDetectorRecipesOutput(
          { compartmentId: args.tenancyId, resourceMetadataOnly: true, state: "ACTIVE" },
          { parent: this, dependsOn: configuration },
        ).apply((found) =>
          oracleManagedRecipeIds(found.detectorRecipeCollections.flatMap((collection) => collection.items)).map(
            (detectorRecipeId) => ({ detectorRecipeId }),
          ),
        ),
      },
      { parent: this, dependsOn: configuration },
    );
    this.targetId = target.id;
    this.registerOutputs({ targetId: this.targetId });
  }
}
