import { type OciRegion, regionById } from "../../../components/substrate/oci/regions.ts";
import type { Draft } from "../draft.ts";

/** The region that the environment is in; `undefined` for an existing cluster and for a region that does not exist. */
export function regionOf(config: Draft): OciRegion | undefined {
  const region = config.at("cloud", "region").text;
  return config.at("cloud", "substrate").text === "oci" && region !== undefined ? regionById(region) : undefined;
}
