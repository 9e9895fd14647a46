import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { installedPackages } from "./language-host/installed-packages.ts";
import { versionVariable } from "./stand-ins/base/serve.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const kitDir = fileURLToPath(new URL("../..", import.meta.url));

/** Providers that a workspace has, each a file in `stand-ins/`. */
const providers = ["docker", "docker-build", "kubernetes", "oci", "random", "tls"];

/**
 * Writes into `folder` what the engine looks for on PATH: a language host and a provider of each kind. Each is a script
 * that starts node on one bundled file: a run starts six of them, and compiling as they start would take longer than
 * their work.
 */
export async function writeExecutables(folder: string): Promise<void> {
  const programs = [
    { name: "pulumi-language-nodejs", entry: join(here, "language-host/main.ts") },
    ...providers.map((name) => ({ name: `pulumi-resource-${name}`, entry: join(here, `stand-ins/${name}.ts`) })),
  ];
  const bundles = join(folder, "bundles");
  mkdirSync(bundles, { recursive: true });
  await build({
    entryPoints: programs.map(({ name, entry }) => ({ in: entry, out: name })),
    outdir: bundles,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    // CommonJS packages inside the bundle ask for Node.js modules by `require`.
    banner: {
      js: 'import { createRequire as forBundle } from "node:module"; const require = forBundle(import.meta.url);',
    },
    logLevel: "warning",
  });
  const versions = new Map(installedPackages(kitDir).map(({ name, version }) => [`pulumi-resource-${name}`, version]));
  for (const { name } of programs) {
    const script = join(folder, name);
    const command = `exec "${process.execPath}" "${join(bundles, `${name}.mjs`)}" "$@"`;
    writeFileSync(script, `#!/bin/sh\nexport ${versionVariable}=${versions.get(name) ?? ""}\n${command}\n`);
    chmodSync(script, 0o755);
  }
}
