import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Packages below `node_modules/@pulumi` that come with a provider plug-in: their package.json says `pulumi.resource`. The
 * stock host looks through all of node_modules; the kit has none elsewhere.
 */
export function installedPackages(projectDir: string): { readonly name: string; readonly version: string }[] {
  const scope = join(projectDir, "node_modules", "@pulumi");
  return readdirSync(scope).flatMap((folder) => {
    const { version, pulumi } = JSON.parse(readFileSync(join(scope, folder, "package.json"), "utf8")) as {
      readonly version: string;
      readonly pulumi?: { readonly resource?: boolean; readonly name?: string };
    };
    return pulumi?.resource === true ? [{ name: pulumi.name ?? folder, version }] : [];
  });
}
