import type { PropertyMap } from "./codec.ts";
import { type PropertyValue, SecretValue } from "./values.ts";

/** Stack configuration as the engine hands it out: `namespace:key` → text, structured values as JSON. */
export interface StackConfig {
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

/** A plug-in that a program asked for, by the package of a type or by a registered package. */
export interface ProviderRequest {
  readonly package: string;
  readonly version: string;
  readonly downloadUrl: string;
}

const providerTypePrefix = "pulumi:providers:";

export function isProviderType(type: string): boolean {
  return type.startsWith(providerTypePrefix);
}

export function providerType(packageName: string): string {
  return providerTypePrefix + packageName;
}

/** The package that serves a type or function token, e.g. `oci` for `oci:Core/vcn:Vcn`. */
export function packageOf(token: string): string {
  return token.slice(0, token.indexOf(":"));
}

/** `URN::ID` as SDKs refer to providers; the id of a provider is unknown in a plan. */
export function providerReferenceUrn(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}

/** Name of the default provider for a request, e.g. `default_4_34_2`. Rule: `ProviderRequest.DefaultName` of pulumi/pulumi. */
export function defaultProviderName({ version, downloadUrl }: ProviderRequest): string {
  const parts = ["default", ...version.split(/[.+-]/), downloadUrl.replaceAll(/[^A-Za-z0-9_./-]/g, "_")];
  return parts.filter((part) => part !== "").join("_");
}

/** Inputs of a default provider: the configuration of its package, as the real engine takes them. */
export function defaultProviderInputs(request: ProviderRequest, config: StackConfig): PropertyMap {
  const inputs: Record<string, PropertyValue> = {};
  const prefix = `${request.package}:`;
  for (const key of Object.keys(config.values).sort()) {
    if (!key.startsWith(prefix)) continue;
    const value = config.values[key] ?? "";
    inputs[key.slice(prefix.length)] = config.secretKeys.includes(key) ? new SecretValue(value) : value;
  }
  return { ...inputs, ...pluginInputs(request) };
}

/** Which plug-in a provider resource stands for, recorded among its inputs as the real engine does. */
export function pluginInputs({ version, downloadUrl }: Pick<ProviderRequest, "version" | "downloadUrl">): PropertyMap {
  return { ...(version === "" ? {} : { version }), ...(downloadUrl === "" ? {} : { pluginDownloadURL: downloadUrl }) };
}

/** Whether `pulumi:disable-default-providers` forbids a default provider for this package. */
export function defaultProviderDenied(packageName: string, config: StackConfig): boolean {
  const text = config.values["pulumi:disable-default-providers"];
  if (packageName === "pulumi" || text === undefined || text === "") return false;
  const names: unknown = JSON.parse(text);
  if (!Array.isArray(names)) throw new Error("pulumi:disable-default-providers must be a list of package names");
  return names.some((name) => name === "*" || name === packageName);
}
