import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";

/** The kit makes the balancer in OCI and knows how it tells addresses; of any other it knows nothing. */
export function addressesAreToldByTheBalancer(config: Draft): Issue[] {
  const addresses = config.at("edge", "clientAddresses");
  const substrate = config.at("cloud", "substrate").text;
  if (substrate === "existing" && addresses.text === "proxy-protocol") {
    return [
      addresses.issue("needs a balancer that the kit makes", {
        accepted: "hidden, direct, or proxyProtocolFrom with the balancer's ranges",
      }),
    ];
  }
  const foreign = addresses.text === "direct" || addresses.at("proxyProtocolFrom").isPresent;
  return substrate === "oci" && addresses.isPresent && foreign
    ? [
        addresses.issue("does not fit the balancer that the kit makes: security groups let in its addresses alone", {
          accepted: "hidden, proxy-protocol",
        }),
      ]
    : [];
}
