import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { discoverPacks, PackError, startPack } from "../../plan/engine/packs.ts";
import { packConfigOf } from "../../plan/findings.ts";
import { Refusal } from "../refusal.ts";
import type { StackContext } from "../stack-context.ts";

/** Packs without which nothing is deployed, by folder. */
const required = ["hardening", "residency", "subprocessors"];

/**
 * Gives `use` the arguments that make the CLI ask every pack, each with the settings that the plan asks it with. The
 * settings are in files that only this user can read, and that are gone when `use` has ended.
 * @throws Refusal when a pack is missing or does not load
 */
export async function withPackArguments<T>(
  context: StackContext,
  signal: AbortSignal,
  use: (args: readonly string[]) => Promise<T>,
): Promise<T> {
  const packs = foundPacks(context.projectDir);
  const configs = await Promise.all(packs.map((pack) => configOf(pack, context, signal)));
  signal.throwIfAborted();
  const directory = await mkdtemp(join(tmpdir(), "policy-pack-config-"));
  try {
    const args: string[] = [];
    for (const [index, pack] of packs.entries()) {
      const file = join(directory, `${basename(pack)}.json`);
      await writeFile(file, JSON.stringify(configs[index]), { mode: 0o600 });
      args.push("--policy-pack", pack, "--policy-pack-config", file);
    }
    return await use(args);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function foundPacks(projectDir: string): readonly string[] {
  const packs = discoverPacks(join(projectDir, "policies"));
  const names = packs.map((pack) => basename(pack));
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length === 0) return packs;
  throw new Refusal(
    `policies/ has no pack ${missing.join(" and no pack ")}, and nothing is deployed unjudged`,
    "git checkout policies, then npm ci",
  );
}

/** Loading the pack is the only way to know its policies, and shows that it loads. */
async function configOf(
  pack: string,
  { projectDir, policy, environment }: StackContext,
  signal: AbortSignal,
): Promise<object> {
  try {
    const { info, close } = await startPack(pack, { projectDir });
    close();
    return packConfigOf(info.policies, policy, environment.residency.remediate);
  } catch (error) {
    // An interrupt ends the pack too, which then says nothing of use.
    signal.throwIfAborted();
    if (!(error instanceof PackError)) throw error;
    throw new Refusal(error.message, "npm ci builds the packs anew");
  }
}
