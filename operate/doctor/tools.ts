import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { noCli } from "../pulumi/ask.ts";
import { requireCli } from "../pulumi/gate.ts";
import { Refusal, systemCode } from "../refusal.ts";
import { pulumiHome, type StackContext } from "../stack-context.ts";
import type { Check, Finding } from "./check.ts";

/** What must be on this machine. */
export function toolChecks(context: StackContext): readonly Check[] {
  const oci = context.environment.cloud.substrate === "oci";
  return [
    { id: "tools.node", blocks: false, run: async () => ({ status: "ok", what: `Node.js ${process.versions.node}` }) },
    { id: "tools.pulumi", blocks: true, run: () => pulumiCli(context.projectDir) },
    ...(oci
      ? [
          {
            id: "tools.oci",
            blocks: true,
            run: (signal: AbortSignal) =>
              program(
                "oci",
                ["--version"],
                "the kubeconfig of OKE asks it for tokens",
                "https://docs.oracle.com/iaas/Content/API/SDKDocs/cliinstall.htm",
                signal,
              ),
          },
        ]
      : []),
    { id: "tools.disk", blocks: true, run: () => diskSpace([context.projectDir, tmpdir(), pulumiHome()]) },
  ];
}

async function pulumiCli(cwd: string): Promise<Finding> {
  try {
    return { status: "ok", what: `pulumi ${await requireCli(cwd)}` };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: "failed", what: error.what, next: error.next || noCli.next };
  }
}

async function program(
  name: string,
  args: readonly string[],
  why: string,
  url: string,
  signal: AbortSignal,
): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)(name, [...args], { signal });
    return { status: "ok", what: `${name} ${stdout.trim().split("\n")[0]}` };
  } catch (error) {
    if (systemCode(error) === "ENOENT")
      return { status: "failed", what: `there is no ${name} on PATH; ${why}`, next: `install it: ${url}` };
    if (signal.aborted) throw error;
    return { status: "failed", what: `${name} ${args.join(" ")} fails`, next: `run it yourself; reinstall it: ${url}` };
  }
}

/** Bytes: plug-ins take 500 MB, and a state that can not be written is worse than a run that does not begin. */
const leastFree = 512 * 1024 * 1024;

/** Whether each folder's disk has room. Folders that are not there yet are left out. */
export async function diskSpace(folders: readonly string[], least = leastFree): Promise<readonly Finding[]> {
  const tight: Finding[] = [];
  for (const folder of new Set(folders)) {
    const free = await freeBytes(folder);
    if (free === undefined || free >= least) continue;
    tight.push({
      status: "failed",
      what: `the disk of ${folder} has ${mebibytes(free)} MiB left; ${mebibytes(least)} are needed`,
      next: "make room, or set TMPDIR and PULUMI_HOME to folders on another disk",
    });
  }
  return tight.length > 0 ? tight : [{ status: "ok", what: "disks have room" }];
}

async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}
