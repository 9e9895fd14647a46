import { stringify } from "yaml";
import { buildGatewayConfig } from "./build-config.ts";
import { gatewaySettingsProblems } from "./check-settings.ts";
import { publishedSecretsIn } from "./published-secrets.ts";
import type { GatewaySettings } from "./settings.ts";

/** Settings that would make a gateway that does not work or is not safe. Its message quotes no secret. */
export class GatewaySettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`gateway configuration:\n  ${problems.join("\n  ")}`);
    this.name = "GatewaySettingsError";
    this.problems = problems;
  }
}

/**
 * Text of a file for `/etc/beta9.d`: YAML, the same for the same settings. Secret: it holds every credential of the
 * control plane.
 *
 * It is laid over the defaults that are compiled into the gateway: maps are merged key by key, lists and scalars
 * replaced. Therefore every default that is unsafe or foreign is written out (`unsafe-defaults.json`).
 *
 * @throws GatewaySettingsError with every problem at once
 */
export function renderGatewayConfig(settings: GatewaySettings): string {
  const problems = gatewaySettingsProblems(settings);
  const config = buildGatewayConfig(settings);
  problems.push(...publishedSecretsIn(config).map((path) => `${path} is a secret that Beta9 publishes`));
  if (problems.length > 0) throw new GatewaySettingsError(problems);
  // Anchors and folded lines are valid YAML that a person does not expect to read here.
  return stringify(config, { aliasDuplicateObjects: false, lineWidth: 0 });
}
