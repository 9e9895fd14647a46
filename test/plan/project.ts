import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const kitDir = fileURLToPath(new URL("../..", import.meta.url));

/** Text of one of the kit's own stack files. */
export function stackText(stack: string): string {
  return readFileSync(join(kitDir, `Pulumi.${stack}.yaml`), "utf8");
}

/**
 * A project folder with the kit's own program, components and packs and with stack files of the test's own; it goes away
 * with the test.
 *
 * @param waivers text of its waiver file; without one nothing is waived
 */
export function projectWith(stackFiles: Readonly<Record<string, string>>, waivers?: string): string {
  const dir = mkdtempSync(join(tmpdir(), "eu-gpu-cloud-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const shared of ["Pulumi.yaml", "package.json", "stacks", "components", "node_modules"]) {
    symlinkSync(join(kitDir, shared), join(dir, shared));
  }
  if (waivers === undefined) {
    symlinkSync(join(kitDir, "policies"), join(dir, "policies"));
  } else {
    mkdirSync(join(dir, "policies"));
    // What the test writes must not go through a link into the kit.
    for (const pack of readdirSync(join(kitDir, "policies")).filter((name) => name !== "waivers.yaml")) {
      symlinkSync(join(kitDir, "policies", pack), join(dir, "policies", pack));
    }
    writeFileSync(join(dir, "policies/waivers.yaml"), waivers, { flag: "wx" });
  }
  for (const [stack, text] of Object.entries(stackFiles)) {
    writeFileSync(join(dir, `Pulumi.${stack}.yaml`), text);
  }
  return dir;
}

/** Replaces text that must be there once: a test that changes nothing would prove nothing. */
export function changed(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) {
    throw new Error(`"${from}" stands ${text.split(from).length - 1} times in the text`);
  }
  return text.replace(from, to);
}
