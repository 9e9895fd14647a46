#!/usr/bin/env node
// Policy packs run as CommonJS inside Pulumi's own launcher, so each is bundled to one file with its tables inside.
import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Bundles every folder of `policies/` that holds a PulumiPolicy.yaml to its `bin/index.cjs`.
 *
 * @param {{ onlyIfStale?: boolean }} [options] `onlyIfStale`: leave packs alone whose inputs are all older than their bundle.
 * @returns {Promise<readonly string[]>} the folders of all packs, absolute, sorted.
 */
export async function buildPacks({ onlyIfStale = false } = {}) {
  const packs = await packFolders();
  const wanted = await Promise.all(packs.map(async (pack) => !onlyIfStale || (await isStale(pack))));
  const stale = packs.filter((_, index) => wanted[index]);
  if (stale.length > 0) {
    const { build } = await import("esbuild");
    await Promise.all(stale.map((pack) => bundle(build, pack)));
  }
  return packs;
}

async function packFolders() {
  const policies = join(root, "policies");
  const folders = await readdir(policies, { withFileTypes: true });
  const candidates = folders.filter((entry) => entry.isDirectory()).map((entry) => join(policies, entry.name));
  const found = await Promise.all(candidates.map((folder) => modified(join(folder, "PulumiPolicy.yaml"))));
  return candidates.filter((_, index) => found[index] !== undefined).sort();
}

async function bundle(build, pack) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(pack, "index.ts")],
    outfile: join(pack, "bin/index.cjs"),
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["@pulumi/policy", "@pulumi/pulumi"],
    logLevel: "warning",
  });
  await mkdir(join(pack, "bin"), { recursive: true });
  // The inputs first: a bundle without its list is built again, a list without its bundle too.
  const inputs = [...Object.keys(metafile.inputs), relative(root, fileURLToPath(import.meta.url))];
  await writeAtomically(join(pack, "bin/inputs.json"), JSON.stringify(inputs));
  await writeAtomically(join(pack, "bin/index.cjs"), outputFiles[0].contents);
}

/** Another process may load the bundle while it is written, so it is replaced as a whole. */
async function writeAtomically(path, contents) {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

async function isStale(pack) {
  const built = await modified(join(pack, "bin/index.cjs"));
  if (built === undefined) return true;
  const inputs = await readInputs(join(pack, "bin/inputs.json"));
  const times = await Promise.all(inputs.map((input) => modified(join(root, input))));
  return times.length === 0 || times.some((time) => time === undefined || time > built);
}

async function readInputs(path) {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return [];
  }
}

async function modified(path) {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return undefined;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const pack of await buildPacks()) console.log(`built ${relative(root, pack)}`);
}
