import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { debianProgram } from "../../../tools/toolchain/executables.ts";

/** The released package of PyPI that the kit promises to work with. */
const sdkVersion = "0.1.291";

export interface StockSdk {
  readonly python: string;
  readonly beta9: string;
}

/** The stock `beta9` package in a virtual environment, which is made once and then found in the cache. */
export function stockSdk(): StockSdk {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "eu-gpu-cloud");
  const environment = join(cache, `venv-beta9-${sdkVersion}`);
  const python = join(environment, "bin", "python");
  // Written last: an environment without it was left by an installation that did not end.
  const complete = join(environment, ".complete");
  if (!existsSync(complete)) {
    process.stderr.write(`installing beta9 ${sdkVersion} (a minute, the first time)\n`);
    execFileSync(debianProgram("python3", "python3-venv"), ["-m", "venv", "--clear", environment]);
    execFileSync(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `beta9==${sdkVersion}`]);
    writeFileSync(complete, "");
  }
  return { python, beta9: join(environment, "bin", "beta9") };
}

export interface Ended {
  readonly status: number;
  readonly output: string;
}

/** Runs a program with this environment and no other, without a terminal; `output` is both streams. */
export function runWith(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = execFile(program, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") fail(error);
      else done({ status: Number(error?.code ?? 0), output: stdout + stderr });
    });
    child.stdin?.end();
  });
}

/**
 * Runs a program until its output has this text, then ends it. A client whose connection failed has to be left this
 * way: at its exit gRPC's library waits for a lock that its own ended thread may hold (grpcio 1.85.3, about one run of
 * fifty), so that the program may never end by itself.
 *
 * @throws when the program ends before that, with its output
 */
export function runUntilSaid(
  text: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (piece: string) => {
        output += piece;
        if (output.includes(text)) child.kill("SIGKILL");
      });
    }
    child.on("error", fail);
    child.on("close", () => {
      if (output.includes(text)) done();
      else fail(new Error(`${program} ended and did not say "${text}":\n${output}`));
    });
  });
}
